import Core
import Figures
import Limits

/// Numbers over numbers, as they are drawn: a line, points, bars.
struct Curve {
  var name = ""
  /// Which colour of the palette.
  var color = 0
  var x: [Double]
  var y: [Double]
  /// Error bars or a band around it: from where to where, not finite where there is none.
  var spread: (low: [Double], high: [Double])?
  /// Points by themselves, between which no line means anything.
  var isCloud = false
  var width = 2.0
  /// The sum of the others.
  var isTotal = false
  /// Made for the picture, such as a fitted line: it counts for nothing else.
  var isAuxiliary = false
}

/// Curves between the same axes, before it is known how they are drawn.
struct ChartPanel {
  var title: String?
  var xLabel = ""
  var yLabel = ""
  var curves: [Curve] = []
  /// x counts: layers, steps, entries.
  var isXWhole = false
  /// What stands at 0, 1, 2, ... in place of numbers.
  var names: [String] = []
  var isEqual = false
  /// Differences below it are rounding.
  var resolution = 0.0
  /// A training's numbers, which are looked at by their logarithm.
  var isLogByItself = false
  /// The same of the vertical axis.
  var yNames: [String] = []
  var isYWhole = false
  /// How the numbers were made, for the caption.
  var origin: String?
}

/// How curves are drawn.
struct ChartLook {
  enum Style: String, CaseIterable { case line, points, both, steps, bars }
  enum Spread { case bars, band }

  var style: Style?
  var spread = Spread.bars
  var isXLog = false
  /// Nil where the curves say it themselves.
  var isYLog: Bool?
  var x: ClosedRange<Double>?
  var y: ClosedRange<Double>?
  var xLabel: String?
  var yLabel: String?
  var title: String?
  /// Charges are divided by their scale.
  var isRelative = false
  /// How much of the room between bars they fill.
  var barShare = 0.8

  /// Units need not be equally long on both axes.
  var hasOwnScale: Bool { isXLog || isYLog == true || x != nil || y != nil }
}
