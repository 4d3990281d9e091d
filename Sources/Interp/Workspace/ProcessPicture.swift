import Core
import Figures
import Syntax

/// What arrows show: each point's gradient, or one mean gradient for each cluster.
enum ArrowKind: String, CaseIterable {
  case none, gradient, mean
  static let names = allCases.map(\.rawValue)
}

/// How long arrows are drawn.
enum ArrowScaling: Equatable {
  /// The longest is a sixth of the picture.
  case own
  /// As long as the points' own would be, of which the longest is a sixth of the picture.
  case same
  /// So many lengths of the picture for a unit of g.
  case given(Double)

  /// One scale for several pictures, at which the longest of all points' g is a sixth of the largest picture.
  static func shared(_ reaches: [(longest: Double, extent: Double)]) -> ArrowScaling {
    let (longest, extent) = (reaches.map(\.longest).max() ?? 0, reaches.map(\.extent).max() ?? 0)
    return .given((extent > 0 ? extent : 1) / 6 / longest)
  }
}

/// How a process looks in the plane: at rest, in motion, and at one of its states.
protocol ProcessPicture {
  var scaling: ArrowScaling { get set }
  /// The numbers of the states that it has.
  var numbers: ClosedRange<Int> { get }
  /// The length of the longest of all points' g, and the longer side of what is drawn.
  var reach: (longest: Double, extent: Double) { get }
  /// The arrows that its path has when none are asked for.
  var usualArrows: ArrowKind { get }
  /// The whole way.
  func still(_ arrows: ArrowKind) -> Figure
  /// The figures of some states, of an animation.
  func frames(_ states: [Int], _ arrows: ArrowKind) -> [Figure]
  /// One state closely.
  func state(_ k: Int, _ look: StateLook) -> Figure
  /// Some states on the same axes, a panel each.
  func panels(_ states: [Int], _ arrows: ArrowKind) -> [Figure]
  /// The whole way under a name, one panel among those of other processes.
  func panel(named name: String, _ arrows: ArrowKind) throws -> Panel
}

/// What is drawn with one state.
struct StateLook {
  var arrows: ArrowKind
  /// The points before it too.
  var hasBefore = true
  /// What the map does to the plane.
  var deformation: (marks: [Mark], keys: [ScaleKey]) = ([], [])
}

extension ProcessPicture {
  /// - Throws: `Diagnostic` where it does not have this state.
  func check(_ k: Int, _ experiment: Experiment, at span: Span) throws {
    guard !numbers.contains(k) else { return }
    throw Diagnostic(
      .outOfRange,
      "\(experiment.part) \(k) has states of another width than \(experiment.part)s \(numbers.lowerBound)..\(numbers.upperBound), which are drawn",
      at: span)
  }

  var usualArrows: ArrowKind { .mean }

  func state(_ k: Int, _ look: StateLook) -> Figure {
    frames([k], look.arrows == .gradient ? .mean : look.arrows)[0]
  }

  func panels(_ states: [Int], _ arrows: ArrowKind) -> [Figure] {
    frames(states, arrows).map(\.withFirstPanel)
  }

  func panel(named name: String, _ arrows: ArrowKind) -> Panel {
    var panel = still(arrows).panels[0]
    panel.title = name
    return panel
  }
}

extension Figure {
  /// With its first panel alone, under the figure's title.
  fileprivate var withFirstPanel: Figure {
    var figure = self
    figure.panels = Array(panels.prefix(1))
    if let title { figure.panels[0].title = title }
    figure.columns = 1
    return figure
  }
}
