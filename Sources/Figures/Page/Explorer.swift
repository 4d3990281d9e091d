/// A page on which a family's parameters are dragged. Its script has the family's formula; a sample of the engine's own
/// numbers lies beside, by which the page checks itself.
public struct Explorer: Sendable {
  public struct Parameter: Sendable {
    public var name: String
    public var start: [Double]
    /// Its value in the map that does nothing.
    public var rest: [Double]
    public var range: ClosedRange<Double>
    /// Whether it is an amplitude, which `play` lets swing.
    public var swings: Bool

    public init(name: String, start: [Double], rest: [Double], range: ClosedRange<Double>, swings: Bool) {
      (self.name, self.start, self.rest, self.range, self.swings) = (name, start, rest, range, swings)
    }
  }

  public var family: String
  public var summary: String
  public var formula: String
  public var remark: String
  public var script: String
  public var parameters: [Parameter]
  /// Name and formula of each; which is chosen at first, nil where the family has none.
  public var kernels: [(name: String, script: String)]
  public var kernel: Int?
  public var view: ClosedRange<Double>
  /// Points and their images at the start.
  public var sample: [(point: Point, image: Point)]

  public init(
    family: String, summary: String, formula: String, remark: String, script: String, parameters: [Parameter],
    kernels: [(name: String, script: String)],
    kernel: Int?, view: ClosedRange<Double>, sample: [(point: Point, image: Point)]
  ) {
    (self.family, self.summary, self.formula, self.remark, self.script) = (family, summary, formula, remark, script)
    (self.parameters, self.kernels, self.kernel, self.view, self.sample) = (parameters, kernels, kernel, view, sample)
  }

  public func html() -> [UInt8] {
    let panel = Panel(x: Axis("x", limits: view), y: Axis("y", limits: view), equalAspect: true, marks: [])
    var layout = Layout(
      Figure(panels: [panel]),
      on: CairoCanvas(Drawing(.pixels, width: Page.size.width, height: Page.size.height), pixels: 1, theme: .light))
    _ = layout.draw()
    guard let place = layout.places.first else { return [] }
    func value(_ v: [Double]) -> JSON { v.count == 1 ? .number(v[0]) : .numbers(v) }
    let data: JSON = .object([
      ("family", .string(family)), ("radial", .number(kernel == nil ? 0 : 1)),
      ("kernels", .array(kernels.map { .strings([$0.name]) })), ("kernel", .number(Double(kernel ?? 0))),
      ("start", .object(parameters.map { ($0.name, value($0.start)) })),
      (
        "parameters",
        .array(
          parameters.map {
            .object([
              ("name", .string($0.name)), ("rest", value($0.rest)), ("low", .number($0.range.lowerBound)),
              ("high", .number($0.range.upperBound)),
              ("swings", .number($0.swings ? 1 : 0)),
            ])
          })
      ),
      ("view", .numbers([view.lowerBound, view.upperBound])),
      ("sample", .array(sample.map { .numbers([$0.point.x, $0.point.y, $0.image.x, $0.image.y]) })),
      ("size", .numbers([Page.size.width, Page.size.height])), ("place", place.json),
      ("themes", .array(Theme.allCases.map(\.json))),
    ])
    let formulas =
      "const map = (x, y, p, kernel) => { \(script); };\n"
      + "const kernels = [\(kernels.map { "(r2) => \($0.script)" }.joined(separator: ", "))];\n"
    return PageTemplate.fill(
      PackageResources.explorer_html,
      script: PackageResources.basics_js + PackageResources.common_js + Array(formulas.utf8)
        + PackageResources.explorer_js,
      [
        ("title", "the family \(family)"), ("alt", "The plane under a map of the family \(family): \(summary)."),
        ("formula", formula), ("remark", remark),
      ], data: data)
  }
}
