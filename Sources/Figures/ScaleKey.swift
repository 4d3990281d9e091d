import Checked

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the lengths of arrows or the widths of lines stand for: below its panel it is drawn as a sample beside a round
/// number.
public struct ScaleKey: Sendable, Equatable {
  public enum Sample: Sendable, Equatable {
    /// An arrow of the value v is `perUnit` * v long, in units of the horizontal axis.
    case arrow(perUnit: Double)
    /// A line of the value v is `perUnit` * v wide, in points.
    case line(perUnit: Double, most: Double)
  }

  /// What is measured: "gradient".
  public var label: String
  public var sample: Sample
  public var style: Style

  public init(_ label: String, _ sample: Sample, _ style: Style = Style(.ink)) {
    (self.label, self.sample, self.style) = (label, sample, style)
  }

  /// Of arrows; none where all are of no length.
  public static func arrows(_ label: String, perUnit: Double, width: Double) -> [ScaleKey] {
    perUnit.isFinite && perUnit > 0 ? [ScaleKey(label, .arrow(perUnit: perUnit), Style(.ink, width: width))] : []
  }

  /// The largest of 1, 2, 5, 10, ... that is not above a value; nil where there is none.
  static func round(below value: Double) -> Double? {
    guard value.isFinite, value > 0 else { return nil }
    let exponent = floor(log10(value))
    // Tiny numbers are scaled up before they are compared, whose power of ten may be none.
    for power in [exponent, exponent - 1] {
      for factor in [5.0, 2, 1] where factor * pow(10, power) <= value * (1 + 1e-9) && pow(10, power) > 0 {
        return factor * pow(10, power)
      }
    }
    return nil
  }

  /// The round number of the sample, where a unit of the axis is so long and a sample at most as long as `room`.
  func value(unit: Double, room: Double) -> Double? {
    switch sample {
    case .arrow(let perUnit): Self.round(below: room / unit / perUnit)
    case .line(let perUnit, let most): Self.round(below: most / perUnit)
    }
  }

  /// "gradient 0.01".
  func text(_ value: Double) -> String {
    (label.isEmpty ? "" : label + " ") + Scale.label(value, step: value, largest: value)
  }
}

extension Layout {
  /// The keys beside each other, left of what stands at the right end of the row.
  mutating func keys(_ keys: [ScaleKey], _ panel: PanelPlace, until right: Double) {
    let (rect, w) = (panel.rect, canvas.character.width)
    let y = rect.bottom + canvas.axis.height + canvas.character.height * 1.5
    let unit = panel.unit
    var x = rect.x
    for (i, key) in keys.enumerated() {
      let share = (right - x) / Double(keys.count - i)
      guard let value = key.value(unit: unit, room: min(rect.width / 5, share / 2)) else { continue }
      var style = key.style
      var length = canvas.sample
      switch key.sample {
      case .arrow(let perUnit): length = value * perUnit * unit
      case .line(let perUnit, _): style.width = value * perUnit
      }
      let start = x + length + (canvas.hasRows ? 2 : 1) * w
      let (room, number) = (x + share - start, ScaleKey("", key.sample).text(value))
      // A number that is cut would be another one: without room for it there is no key.
      guard canvas.length(of: number) <= room else { continue }
      let words = canvas.length(of: key.text(value)) <= room ? key.text(value) : number
      if case .arrow = key.sample {
        canvas.arrow(from: Point(x, y), to: Point(x + length, y), style)
      } else {
        canvas.line([Point(x, y), Point(x + length, y)], style)
      }
      text(words, at: Point(start, y), .start, room: room)
      x = min(start + canvas.length(of: words) + 3 * w, x + share)
    }
  }
}

extension PanelPlace {
  /// How long a unit of the horizontal axis is.
  var unit: Double { x.isLog ? .nan : rect.width / (x.high - x.low) }
}
