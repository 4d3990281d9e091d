/// What live pieces of pages know: lenses, integrators, kernels and families, each in JavaScript as it is declared beside the
/// engine's own.
public struct PieceLibrary: Sendable {
  /// A medium that light passes.
  public struct Medium: Sendable {
    public var name: String
    /// What a list calls it.
    public var title: String
    /// `radial`, `radius`, `layered`, or `plane`: of what n^2 is a function.
    public var shape: String
    public var body: String
    public var settings: [(name: String, value: Double, isPositive: Bool)]
    /// The formula behind `lens=`, of a medium of one's own; what has none stands as `index=n`.
    public var definition: String?
    public var isOwn: Bool

    public init(
      name: String, title: String, shape: String, body: String,
      settings: [(name: String, value: Double, isPositive: Bool)], definition: String? = nil, isOwn: Bool = false
    ) {
      (self.name, self.title, self.shape, self.body) = (name, title, shape, body)
      (self.settings, self.definition, self.isOwn) = (settings, definition, isOwn)
    }
  }

  /// A family whose parameters are dragged.
  public struct Family: Sendable {
    public struct Parameter: Sendable {
      public var name: String
      /// How a motion of the plane moves it.
      public var role: String
      public var start: [Double]
      /// Its value in the map that does nothing.
      public var rest: [Double]
      public var range: ClosedRange<Double>
      /// Whether it is an amplitude, which `play` lets swing.
      public var swings: Bool
      /// A constant is moved by nothing.
      public var isTrained: Bool

      public init(
        name: String, role: String, start: [Double], rest: [Double], range: ClosedRange<Double>, swings: Bool,
        isTrained: Bool
      ) {
        (self.name, self.role, self.start, self.rest) = (name, role, start, rest)
        (self.range, self.swings, self.isTrained) = (range, swings, isTrained)
      }
    }

    public var name: String
    public var formula: String
    public var remark: String
    public var script: String
    public var isRadial: Bool
    public var isAffine: Bool
    public var parameters: [Parameter]
    public var view: ClosedRange<Double>
    /// Behind `define family`, where it is no family that nsh knows by itself.
    public var definition: String?

    public init(
      name: String, formula: String, remark: String, script: String, isRadial: Bool, isAffine: Bool,
      parameters: [Parameter], view: ClosedRange<Double>, definition: String? = nil
    ) {
      (self.name, self.formula, self.remark, self.script) = (name, formula, remark, script)
      (self.isRadial, self.isAffine, self.parameters) = (isRadial, isAffine, parameters)
      (self.view, self.definition) = (view, definition)
    }
  }

  public var media: [Medium]
  public var integrators: [(name: String, script: String)]
  public var kernels: [(name: String, script: String)]
  public var families: [Family]

  public init(
    media: [Medium] = [], integrators: [(name: String, script: String)] = [],
    kernels: [(name: String, script: String)] = [], families: [Family] = []
  ) {
    (self.media, self.integrators, self.kernels, self.families) = (media, integrators, kernels, families)
  }

  /// The declarations and all engines and pieces that work with them.
  var code: [UInt8] {
    let declared = """
      "use strict";
      const themes = \(JSON.array(Theme.allCases.map(\.json)).text);
      const copied = (value) => JSON.parse(JSON.stringify(value));
      const media = {\(media.map(\.member).joined(separator: ",\n"))};
      const integrators = {\(integrators.map { "\(JSON.string($0.name).text): (s) => {\n\($0.script)\n}" }.joined(separator: ",\n"))};
      const kernels = {\(kernels.map { "\(JSON.string($0.name).text): (r2) => \($0.script)" }.joined(separator: ", "))};
      const families = {\(families.map(\.member).joined(separator: ",\n"))};

      """
    return Array(declared.utf8) + PackageResources.words_js + PackageResources.rays_js + PackageResources.bodies_js
      + PackageResources.frames_js + PackageResources.stage_js + PackageResources.charts_js
      + PackageResources.controls_js + PackageResources.lens_js + PackageResources.orbit_js
      + PackageResources.family_js + PackageResources.rights_js
  }
}

extension PieceLibrary.Medium {
  /// A member of an object in JavaScript.
  fileprivate var member: String {
    let described: [(String, JSON)] = [
      ("title", .string(title)), ("shape", .string(shape)),
      ("settings", .object(settings.map { ($0.name, .number($0.value)) })),
      ("positive", .strings(settings.filter(\.isPositive).map(\.name))), ("isOwn", .truth(isOwn)),
      ("definition", definition.map { .string($0) } ?? .null),
    ]
    let variables = ["radial": "u", "radius": "r", "layered": "y"][shape] ?? "x, y"
    return
      "\(JSON.string(name).text): { ...\(JSON.object(described).text), squared: (\(variables), p) => { \(body); } }"
  }
}

extension PieceLibrary.Family {
  fileprivate var member: String {
    func value(_ v: [Double]) -> JSON { v.count == 1 ? .number(v[0]) : .numbers(v) }
    let described: [(String, JSON)] = [
      ("formula", .string(formula)), ("remark", .string(remark)), ("isRadial", .truth(isRadial)),
      ("isAffine", .truth(isAffine)),
      (
        "parameters",
        .array(
          parameters.map {
            .object([
              ("name", .string($0.name)), ("role", .string($0.role)), ("start", value($0.start)),
              ("rest", value($0.rest)), ("low", .number($0.range.lowerBound)), ("high", .number($0.range.upperBound)),
              ("swings", .truth($0.swings)), ("isTrained", .truth($0.isTrained)),
            ])
          })
      ),
      ("view", .numbers([view.lowerBound, view.upperBound])), ("definition", definition.map { .string($0) } ?? .null),
    ]
    return "\(JSON.string(name).text): { ...\(JSON.object(described).text), map: (x, y, p, kernel) => { \(script); } }"
  }
}
