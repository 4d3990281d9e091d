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
  /// Its name in the legend.
  public var name: String?

  public init(_ color: Color, width: Double = 1.5, opacity: Double = 1, name: String? = nil) {
    self.color = color
    self.width = width
    self.opacity = opacity
    self.name = name
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

public enum Mark: Sendable, Equatable {
  public enum Shape: Sendable, Equatable { case dot, ring, cross, speck }
  case line([Point], Style)
  case points([Point], Shape, Style)
  /// From tail to head; lengths are in the axes' units.
  case arrows([Arrow], Style)
  /// A filled polygon.
  case area([Point], Style)
  /// Words at a point, which is the middle of their left end.
  case label(String, Point, Style)
  /// A line across the panel at this height.
  case level(Double, Style)
  /// A line up the panel at this place.
  case cursor(Double, Style)

  var style: Style {
    switch self {
    case .line(_, let s), .points(_, _, let s), .arrows(_, let s), .area(_, let s), .label(_, _, let s),
      .level(_, let s), .cursor(_, let s):
      s
    }
  }

  /// What the axes must hold.
  var extent: [Point] {
    switch self {
    case .line(let p, _), .points(let p, _, _), .area(let p, _): p.filter(\.isFinite)
    case .arrows(let a, _): a.flatMap { [$0.from, $0.to] }.filter(\.isFinite)
    case .label(_, let p, _): [p].filter(\.isFinite)
    case .level, .cursor: []
    }
  }
}
