public struct Style: Sendable, Equatable {
  public enum Color: Sendable, Equatable {
    /// The n-th colour of the palette.
    case series(Int)
    case neutral, faint, ink
    /// A signed number from -1 to 1.
    case diverging(Double)
    /// From the ground at 0 to a soft shade at 1, for what lies behind a picture.
    case shade(Double)
  }
  public var color: Color
  public var width: Double
  public var opacity: Double
  /// Whether it is one of several of a kind.
  var isOfSeries: Bool { if case .series = color { true } else { false } }
  /// How it is interrupted, besides its colour, where there are more lines than colours.
  var dash: Dash { if case .series(let i) = color { Dash.ofRound(i / Theme.light.series.count) } else { .none } }
  /// Its name in the legend.
  public var name: String?

  public init(_ color: Color, width: Double = 1.5, opacity: Double = 1, name: String? = nil) {
    self.color = color
    self.width = width
    self.opacity = opacity
    self.name = name
  }
}

/// How a line is interrupted: drawn and left out in turns, in units of its canvas.
enum Dash: Int, CaseIterable, Sendable {
  case none, dashed, dotted, mixed

  /// Every round through the colours has its own.
  static func ofRound(_ n: Int) -> Dash { allCases[((n % allCases.count) + allCases.count) % allCases.count] }

  var lengths: [Double] {
    switch self {
    case .none: []
    case .dashed: [7, 4]
    case .dotted: [2, 3]
    case .mixed: [8, 3, 2, 3]
    }
  }

  /// Whether it is drawn at this length from its beginning.
  func isDrawn(at length: Double) -> Bool {
    guard self != .none else { return true }
    var rest = length.truncatingRemainder(dividingBy: lengths.reduce(0, +))
    for (i, part) in lengths.enumerated() {
      if rest < part { return i % 2 == 0 }
      rest -= part
    }
    return true
  }
}

public struct Arrow: Sendable, Equatable {
  public var from: Point
  public var to: Point

  public init(from: Point, to: Point) {
    self.from = from
    self.to = to
  }
}

/// From low to high at one place: an error bar.
public struct Interval: Sendable, Equatable {
  public var x: Double
  public var low: Double
  public var high: Double

  public init(x: Double, low: Double, high: Double) {
    (self.x, self.low, self.high) = (x, low, high)
  }

  public var isFinite: Bool { x.isFinite && low.isFinite && high.isFinite }
}

public enum Mark: Sendable, Equatable {
  public enum Shape: Sendable, Equatable {
    case dot, ring, cross, speck, disc, square, diamond, triangle, plus

    /// What tells the n-th of several clouds of points apart besides its colour.
    public static func ofSeries(_ n: Int) -> Shape {
      let shapes = [Shape.disc, .square, .triangle, .diamond, .plus, .ring]
      return shapes[((n % shapes.count) + shapes.count) % shapes.count]
    }

    /// The dot of the n-th of several, where colours repeat: every round through the colours has its own.
    public static func ofRound(_ n: Int) -> Shape {
      let shapes = [Shape.dot, .square, .triangle, .diamond]
      return shapes[(max(0, n) / Theme.light.series.count) % shapes.count]
    }
  }
  case line([Point], Style)
  case points([Point], Shape, Style)
  /// From tail to head; lengths are in the axes' units.
  case arrows([Arrow], Style)
  /// A filled polygon.
  case area([Point], Style)
  /// Error bars.
  case intervals([Interval], Style)
  /// Words at a point, which is the middle of their left end.
  case label(String, Point, Style)
  /// Words beside a point, on the side that is away from another, where they cover neither each other nor such points.
  case tag(String, at: Point, from: Point, Style)
  /// A line across the panel at this height.
  case level(Double, Style)
  /// A line up the panel at this place.
  case cursor(Double, Style)

  var style: Style {
    switch self {
    case .line(_, let s), .points(_, _, let s), .arrows(_, let s), .area(_, let s), .label(_, _, let s),
      .tag(_, _, _, let s), .intervals(_, let s), .level(_, let s), .cursor(_, let s):
      s
    }
  }

  /// What the axes must hold.
  var extent: [Point] {
    switch self {
    case .line(let p, _), .points(let p, _, _), .area(let p, _): p.outermost
    case .arrows(let a, _): a.flatMap { [$0.from, $0.to] }.filter(\.isFinite)
    case .intervals(let all, _): all.flatMap { [Point($0.x, $0.low), Point($0.x, $0.high)] }.filter(\.isFinite)
    case .label(_, let p, _), .tag(_, at: let p, _, _): [p].filter(\.isFinite)
    case .level, .cursor: []
    }
  }
}

extension [Point] {
  /// Of very many points those that reach farthest in each direction, and towards zero of what is above it, for logarithms.
  fileprivate var outermost: [Point] {
    guard count > 64 else { return filter(\.isFinite) }
    var kept = [Point](repeating: Point(.nan, .nan), count: 6)
    for p in self where p.isFinite {
      // Beside what is no number yet nothing holds.
      if !(kept[0].x <= p.x) { kept[0] = p }
      if !(kept[1].x >= p.x) { kept[1] = p }
      if !(kept[2].y <= p.y) { kept[2] = p }
      if !(kept[3].y >= p.y) { kept[3] = p }
      if p.x > 0, !(kept[4].x <= p.x) { kept[4] = p }
      if p.y > 0, !(kept[5].y <= p.y) { kept[5] = p }
    }
    return kept.filter(\.isFinite)
  }
}
