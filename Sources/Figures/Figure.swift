/// A picture as plain data: panels one below the other. It knows nothing of where it will be drawn.
public struct Figure: Sendable, Equatable {
  public var title: String?
  public var panels: [Panel]
  public var caption: String?
  /// What the picture shows, for those who cannot see it.
  public var altText: String

  public init(title: String? = nil, panels: [Panel], caption: String? = nil, altText: String = "") {
    self.title = title
    self.panels = panels
    self.caption = caption
    self.altText = altText
  }
}

/// One pair of axes and what is drawn between them, later marks above earlier ones.
public struct Panel: Sendable, Equatable {
  public var x: Axis
  public var y: Axis
  /// One unit is equally long on both axes, as a picture of the plane wants.
  public var equalAspect: Bool
  public var marks: [Mark]

  public init(x: Axis, y: Axis, equalAspect: Bool = false, marks: [Mark]) {
    self.x = x
    self.y = y
    self.equalAspect = equalAspect
    self.marks = marks
  }
}

public struct Axis: Sendable, Equatable {
  public enum Scaling: Sendable, Equatable { case linear, log }
  public var label: String
  public var scaling: Scaling
  /// The ends; nil to follow the data.
  public var limits: ClosedRange<Double>?
  /// A length below which differences are rounding: a curve that varies less than this is drawn flat.
  public var resolution: Double

  public init(_ label: String, scaling: Scaling = .linear, limits: ClosedRange<Double>? = nil, resolution: Double = 0) {
    self.label = label
    self.scaling = scaling
    self.limits = limits
    self.resolution = resolution
  }
}

public struct Point: Sendable, Equatable {
  public var x: Double
  public var y: Double

  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  var isFinite: Bool { x.isFinite && y.isFinite }
}

public struct Style: Sendable, Equatable {
  public enum Color: Sendable, Equatable {
    /// The n-th colour of the palette.
    case series(Int)
    case neutral
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

public enum Mark: Sendable, Equatable {
  public enum Shape: Sendable, Equatable { case dot, ring, cross }
  case line([Point], Style)
  case points([Point], Shape, Style)
  /// From tail to head; lengths are in the axes' units.
  case arrows([(from: Point, to: Point)], Style)
  /// A line across the panel at this height.
  case level(Double, Style)

  public static func == (a: Mark, b: Mark) -> Bool {
    switch (a, b) {
    case (.line(let p, let s), .line(let q, let t)): p == q && s == t
    case (.points(let p, let m, let s), .points(let q, let n, let t)): p == q && m == n && s == t
    case (.arrows(let p, let s), .arrows(let q, let t)):
      s == t && p.count == q.count && zip(p, q).allSatisfy { $0.from == $1.from && $0.to == $1.to }
    case (.level(let p, let s), .level(let q, let t)): p == q && s == t
    default: false
    }
  }

  var style: Style {
    switch self {
    case .line(_, let s), .points(_, _, let s), .arrows(_, let s), .level(_, let s): s
    }
  }

  /// What the axes must hold.
  var extent: [Point] {
    switch self {
    case .line(let p, _), .points(let p, _, _): p.filter(\.isFinite)
    case .arrows(let a, _): a.flatMap { [$0.from, $0.to] }.filter(\.isFinite)
    case .level: []
    }
  }
}
