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

    public init(name: String, curves: [(group: Int?, values: [Double])], resolution: Double) {
      (self.name, self.curves, self.resolution) = (name, curves, resolution)
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

    public init(
      shades: [(shade: Double, outline: [Point])], centre: Point?, areas: Areas, slider: String, scale: Double,
      remark: String
    ) {
      (self.shades, self.centre, self.areas, self.slider, self.scale, self.remark) = (
        shades, centre, areas, slider, scale, remark
      )
    }
  }

  public var title: String
  public var altText: String
  /// What the first slider counts.
  public var part = "layer"
  /// What the last state is called, where only some states are shown; the number of states by itself.
  public var total: Int?
  public var scenery: Scenery?
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
  /// By layer, by line: the grid carried through the layers.
  public var grid: [[[Point]]]
  /// Lengths of the picture for a unit of a point's gradient, of a group's mean gradient, and of its angular momentum.
  public var scales: (gradient: Double, mean: Double, angular: Double)
  public var script: String
  public var seed: String
  public var caption: String?

  public init(
    title: String, altText: String, figure: Figure, groups: [String], labels: [Int], names: [String],
    destinations: [Point], moments: [Moment],
    grid: [[[Point]]], scales: (gradient: Double, mean: Double, angular: Double), script: String, seed: String,
    caption: String?
  ) {
    (self.title, self.altText, self.figure, self.groups, self.labels, self.names) = (
      title, altText, figure, groups, labels, names
    )
    (self.destinations, self.moments, self.grid, self.scales) = (destinations, moments, grid, scales)
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
    members += [("grid", .steps(grid.joined().joined(), x: box.x, y: box.y)), ("box", .numbers(limits))]
    members += [
      ("scales", .numbers([scales.gradient, scales.mean, scales.angular])),
      ("size", .numbers([Self.size.width, Self.size.height])),
    ]
    members += [("place", place.json), ("themes", .array(Theme.allCases.map(\.json)))]
    members.append(("total", total.map { .number(Double($0)) } ?? .null))
    members.append(("layers", .number(Double((moments.last?.states.count ?? 1) - 1))))
    let data: JSON = .object(members)
    return PageTemplate.fill(
      PackageResources.process_html,
      script: PackageResources.basics_js + PackageResources.common_js + PackageResources.process_js,
      [
        ("title", title), ("alt", altText), ("script", script), ("seed", seed), ("caption", caption ?? ""),
        ("part", part),
        ("slider", scenery?.slider ?? "step"), ("remark", scenery?.remark ?? Self.remark),
        ("means", scenery == nil ? "cluster means" : "momenta"),
      ], data: data)
  }

  private static let remark =
    "Arrows are gradients, -g being downhill; a cluster's arrow is its mean gradient, which is the cluster's part of the momentum divided by its share "
    + "of the points. The bent arrow is the angular momentum about the cluster's own mean."

  private func json(_ moment: Moment, isExact: Bool) -> JSON {
    .object([
      ("step", .number(Double(moment.step))), ("heading", moment.heading.map { .string($0) } ?? .null),
      ("name", moment.name.map { .string($0) } ?? .null),
      ("handle", moment.handle.map { .numbers([$0.x, $0.y]) } ?? .null),
      ("points", .numbers(moment.points.map(Double.init))),
      ("states", .floats(moment.states.joined())), ("costates", .floats(moment.costates.joined())),
      (
        "means",
        .singles(
          moment.means.joined().flatMap { [$0.state.x, $0.state.y, $0.gradient.x, $0.gradient.y, $0.angular] },
          isExact: isExact)
      ),
      (
        "charts",
        .array(
          moment.charts.map { chart in
            let scale = Scale(Axis(chart.name, resolution: chart.resolution), values: chart.curves.flatMap(\.values))
            return .object([
              ("name", .string(chart.name)), ("scale", scale.json(scale.ticks(4, on: Axis(chart.name)))),
              (
                "curves",
                .array(
                  chart.curves.map {
                    .object([
                      ("group", $0.group.map { .number(Double($0)) } ?? .null),
                      ("values", .singles($0.values, isExact: isExact)),
                    ])
                  })
              ),
            ])
          })
      ),
    ])
  }
}

extension Page.Scenery {
  func json(x: ClosedRange<Double>, y: ClosedRange<Double>) -> JSON {
    .object([
      ("shades", .array(shades.map { .array([.number($0.shade), .steps($0.outline, x: x, y: y)]) })),
      ("centre", centre.map { .numbers([$0.x, $0.y]) } ?? .null), ("areas", .string(areas.rawValue)),
      ("scale", .number(scale)),
    ])
  }
}

/// A page's file: a template in which words and data take their places.
enum PageTemplate {
  static func fill(
    _ template: [UInt8], script: [UInt8], _ words: [(String, String)], styles: [(String, [UInt8])] = [], data: JSON
  ) -> [UInt8] {
    let values = Dictionary(uniqueKeysWithValues: words.map { ($0, Array(Markup.escaped($1).utf8)) } + styles)
    var result: [UInt8] = []
    // {{name}} is replaced; nothing that is put in is looked at again.
    var rest = template[...]
    while let open = rest.firstRange(of: Array("{{".utf8)),
      let close = rest[open.upperBound...].firstRange(of: Array("}}".utf8))
    {
      result += rest[..<open.lowerBound]
      switch String(decoding: rest[Range(from: open.upperBound, upTo: close.lowerBound)], as: UTF8.self) {
      case "style": result += PackageResources.page_css
      case "code": result += script
      case "data": result += Array(data.text.utf8)
      case let name: result += values[name] ?? []
      }
      rest = rest[close.upperBound...]
    }
    return result + rest
  }
}

extension PanelPlace {
  var json: JSON {
    .object([
      ("rect", .numbers([rect.x, rect.y, rect.width, rect.height])), ("x", x.json(xTicks)), ("y", y.json(yTicks)),
    ])
  }
}

extension Scale {
  func json(_ ticks: [Tick]) -> JSON {
    .object([
      ("low", .number(low)), ("high", .number(high)),
      ("ticks", .array(ticks.map { .array([.number($0.value), .string($0.label)]) })),
    ])
  }
}

extension Theme {
  var json: JSON {
    .object([
      ("name", .string(rawValue)), ("ground", .string(ground.hex)), ("ink", .string(ink.hex)),
      ("axis", .string(axis.hex)),
      ("neutral", .string(neutral.hex)), ("faint", .string(faint.hex)), ("shade", .string(shade.hex)),
      ("series", .strings(series.map(\.hex))),
    ])
  }
}
