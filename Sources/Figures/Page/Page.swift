import Checked

/// A page that plays a process in a browser: one file that asks for nothing else. Plain data; every number in it was
/// computed by the engine.
public struct Page: Sendable {
  /// What is drawn of one moment of a training: the states behind every layer, and the curves beside them.
  public struct Moment: Sendable {
    public var step: Int
    /// By layer, then by point; the points are those of `points`.
    public var states: [[Point]]
    /// As the states; empty where they were left out.
    public var costates: [[Point]] = []
    /// By layer, then by group.
    public var means: [[Mean]]
    public var charts: [Chart]
    /// Which of the page's points the states are of.
    public var points: [Int]
    /// What its slider shows; the step by itself.
    public var name: String?
    /// The page's heading, where it is another one for this moment.
    public var heading: String?
    /// The place by which it is chosen on the picture, if it is.
    public var handle: Point?
    /// The parameters, by which the page carries the grid.
    public var theta: [Double] = []

    public init(step: Int, states: [[Point]], means: [[Mean]], charts: [Chart], points: [Int]) {
      (self.step, self.states, self.means, self.charts, self.points) = (step, states, means, charts, points)
    }
  }

  /// A group's mean state, mean gradient, and angular momentum about that mean state.
  public struct Mean: Sendable {
    public var state: Point
    public var gradient: Point
    public var angular: Double

    public init(state: Point, gradient: Point, angular: Double) {
      (self.state, self.gradient, self.angular) = (state, gradient, angular)
    }
  }

  public struct Chart: Sendable {
    public var name: String
    /// One value for each layer from 0. The sum of the groups has no group.
    public var curves: [(group: Int?, values: [Double])]
    /// A difference below which a curve is flat.
    public var resolution: Double
    /// The mean of |g||xi(x)|: how large a charge could be. Zero where that means nothing.
    public var size: Double

    public init(name: String, curves: [(group: Int?, values: [Double])], resolution: Double, size: Double = 0) {
      (self.name, self.curves, self.resolution, self.size) = (name, curves, resolution, size)
    }
  }

  /// What the page of a scene of mechanics has beside.
  public struct Scenery: Sendable {
    /// The medium, from light to dark.
    public var shades: [(shade: Double, outline: [Point])]
    /// What areas are swept about, or the third corner of the triangles.
    public var centre: Point?
    public enum Areas: String, Sendable { case sectors, triangles, none }
    public var areas: Areas
    /// What the second slider chooses.
    public var slider: String
    /// Lengths of the picture for a unit of costate.
    public var scale: Double
    public var remark: String
    /// Whether the points of one part are a wavefront.
    public var fronts = false

    public init(
      shades: [(shade: Double, outline: [Point])], centre: Point?, areas: Areas, slider: String, scale: Double,
      remark: String
    ) {
      (self.shades, self.centre, self.areas, self.slider, self.scale, self.remark) = (
        shades, centre, areas, slider, scale, remark
      )
    }
  }

  /// How a chain's layers carry a grid, at any parameters.
  public struct Carrier: Sendable {
    public var maps: [Playground.Map]
    /// Taken in turn.
    public var families: [String]
    public var kernel: String
    public var width: Double
    public var isWidthTrained: Bool

    public init(maps: [Playground.Map], families: [String], kernel: String, width: Double, isWidthTrained: Bool) {
      (self.maps, self.families, self.kernel) = (maps, families, kernel)
      (self.width, self.isWidthTrained) = (width, isWidthTrained)
    }
  }

  public var title: String
  public var altText: String
  public var axes = ("x", "y")
  public var carrier: Carrier?
  /// What the first slider counts.
  public var part = "layer"
  /// What the last state is called, where only some states are shown; the number of states by itself.
  public var total: Int?
  public var scenery: Scenery?
  /// What the clusters exchange, if they do.
  public var exchange: ExchangeScene?
  /// Which of the moments is shown first; the last by itself.
  public var first: Int?
  /// The picture of the page, whose axes and place the drawn layers share.
  public var figure: Figure
  public var groups: [String]
  /// The group of each point.
  public var labels: [Int]
  public var names: [String]
  public var destinations: [Point]
  /// In the order of training; the last is the present one.
  public var moments: [Moment]
  /// By layer, by line: the grid carried through the layers, where the page cannot carry it.
  public var grid: [[[Point]]]
  public var script: String
  /// Nil where there is none.
  public var seed: String?
  public var caption: String?

  public init(
    title: String, altText: String, figure: Figure, groups: [String], labels: [Int], names: [String],
    destinations: [Point], moments: [Moment],
    grid: [[[Point]]], script: String, seed: String?,
    caption: String?
  ) {
    (self.title, self.altText, self.figure, self.groups, self.labels, self.names) = (
      title, altText, figure, groups, labels, names
    )
    (self.destinations, self.moments, self.grid) = (destinations, moments, grid)
    (self.script, self.seed, self.caption) = (script, seed, caption)
  }

  /// Of the picture, in the page's pixels.
  public static let size = (width: 640.0, height: 560.0)

  public func html() -> [UInt8] {
    var layout = Layout(
      figure,
      on: CairoCanvas(Drawing(.pixels, width: Self.size.width, height: Self.size.height), pixels: 1, theme: .light))
    _ = layout.draw()
    guard let place = layout.places.first else { return [] }
    // The grid may leave the picture by the picture's own size.
    func wider(_ s: Scale) -> ClosedRange<Double> { ClosedRange(between: 2 * s.low - s.high, and: 2 * s.high - s.low) }
    let box = (x: wider(place.x), y: wider(place.y))
    let shown: [JSON] = moments.enumerated().map { json($1, isExact: $0 == moments.count - 1) }
    let limits: [Double] = [box.x.lowerBound, box.x.upperBound, box.y.lowerBound, box.y.upperBound]
    var members: [(String, JSON)] = [
      ("title", .string(title)), ("part", .string(part)), ("first", .number(Double(first ?? moments.count - 1))),
    ]
    members.append(("scenery", scenery?.json(x: box.x, y: box.y) ?? .null))
    members += [
      ("groups", .strings(groups)), ("labels", .numbers(labels.map(Double.init))), ("names", .strings(names)),
    ]
    members += [
      ("destinations", .floats(destinations)), ("moments", .array(shown)),
      ("lines", .number(Double(grid.first?.count ?? 0))),
    ]
    members += [
      ("grid", grid.isEmpty ? .null : .steps(grid.joined().joined(), x: box.x, y: box.y)), ("box", .numbers(limits)),
    ]
    members += [("size", .numbers([Self.size.width, Self.size.height])), ("axes", .strings([axes.0, axes.1]))]
    members.append(("chain", carrier?.json ?? .null))
    members += [("place", place.json), ("themes", .array(Theme.allCases.map(\.json)))]
    members.append(("total", total.map { .number(Double($0)) } ?? .null))
    members.append(("layers", .number(Double((moments.last?.states.count ?? 1) - 1))))
    members.append(("exchange", exchange?.json ?? .null))
    let data: JSON = .object(members)
    return PageTemplate.fill(
      PackageResources.process_html,
      script: Array("\"use strict\";\n".utf8) + PackageResources.words_js + PackageResources.basics_js
        + (exchange == nil ? [] : Self.pieces) + (carrier?.code ?? []) + PackageResources.common_js
        + PackageResources.process_js + PackageResources.curves_js,
      [
        ("title", title), ("alt", altText), ("script", script), ("seed", seed.map { "(seed \($0))" } ?? ""),
        ("caption", caption ?? ""),
        ("part", part),
        ("slider", scenery?.slider ?? "step"), ("remark", scenery?.remark ?? Self.remark),
        ("means", scenery == nil ? "cluster means" : "momenta"),
      ], styles: [("pieces-style", PackageResources.pieces_css)], data: data)
  }

  /// The piece of interactions, whose names are its own.
  private static let pieces: [UInt8] =
    Array("const pieces = (() => {\n".utf8) + PieceLibrary().code + PackageResources.exchange_js
    + Array("return { Stage, mountExchange };\n})();\n".utf8)

  private static let remark =
    "Arrows are gradients, -g being downhill; a cluster's arrow is its mean gradient, which is the cluster's part of the momentum divided by its share "
    + "of the points. The bent arrow is the angular momentum about the cluster's own mean."
}
