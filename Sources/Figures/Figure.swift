/// A picture as plain data: panels in rows. It knows nothing of where it will be drawn.
public struct Figure: Sendable, Equatable {
  public var title: String?
  public var panels: [Panel]
  /// How many panels stand side by side.
  public var columns: Int
  public var caption: String?
  /// What the picture shows, for those who cannot see it.
  public var altText: String

  public init(title: String? = nil, panels: [Panel], columns: Int = 1, caption: String? = nil, altText: String = "") {
    self.title = title
    self.panels = panels
    self.columns = max(1, columns)
    self.caption = caption
    self.altText = altText
  }

  /// Rows of characters below which its panels have no room.
  public var leastRows: Int { 7 * rows + (title == nil ? 0 : 1) + (legend.isEmpty ? 0 : 1) + (caption == nil ? 0 : 1) }

  var rows: Int { max(0, panels.count - 1) / columns + 1 }

  /// Width and height, in points of 1/96 inch, at which the picture is best seen.
  public var size: (width: Double, height: Double) {
    let width = columns == 1 ? 720.0 : min(1080, max(720, 320 * Double(columns)))
    let isPlane = panels.contains(where: \.equalAspect)
    let row = isPlane ? (columns == 1 && panels.count == 1 ? 0.82 * width : width / Double(columns) * 0.95) : 210
    return (width, min(3000, (isPlane ? 40 : 100) + row * Double(rows)))
  }
}

/// One pair of axes and what is drawn between them, later marks above earlier ones.
public struct Panel: Sendable, Equatable {
  public var title: String?
  public var x: Axis
  public var y: Axis
  /// One unit is equally long on both axes, as a picture of the plane wants.
  public var equalAspect: Bool
  public var marks: [Mark]
  /// What the diverging colours mean, where they are used.
  public var colors: ColorScale?
  /// What lengths of arrows and widths of lines mean.
  public var keys: [ScaleKey]
  /// Without, places have no numbers: of what lies as it is best seen.
  public var hasAxes = true

  public init(
    title: String? = nil, x: Axis, y: Axis, equalAspect: Bool = false, marks: [Mark], colors: ColorScale? = nil,
    keys: [ScaleKey] = []
  ) {
    self.keys = keys
    self.title = title
    self.x = x
    self.y = y
    self.equalAspect = equalAspect
    self.marks = marks
    self.colors = colors
  }
}

/// The value at the ends of the diverging colours, -limit and limit.
public struct ColorScale: Sendable, Equatable {
  public var label: String
  public var limit: Double

  public init(_ label: String, limit: Double) {
    self.label = label
    self.limit = limit
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
  /// What stands at 0, 1, 2, ... in place of numbers.
  public var names: [String]
  /// It counts, and has no ticks between whole numbers.
  public var isWhole: Bool

  public init(
    _ label: String, scaling: Scaling = .linear, limits: ClosedRange<Double>? = nil, resolution: Double = 0,
    names: [String] = [], isWhole: Bool = false
  ) {
    self.isWhole = isWhole
    self.label = label
    self.scaling = scaling
    self.limits = limits
    self.resolution = resolution
    self.names = names
  }
}

public struct Point: Sendable, Equatable {
  public var x: Double
  public var y: Double

  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  public var isFinite: Bool { x.isFinite && y.isFinite }
}
