import Checked
import Core
import Figures
import Limits
import Syntax

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A map of a family at parameters of one's choice, which may run through several values.
struct FamilyPicture {
  let family: any Family
  private let kernel: Kernel
  private let view: Double
  private let kind: Deformation.Kind
  /// By stem: the values that it runs through, one where it stands still.
  private var runs: [(stem: String, values: [[Double]])]

  init(_ family: any Family, kernel: Kernel, view: Double, kind: Deformation.Kind) {
    (self.family, self.kernel, self.view, self.kind) = (family, kernel, view, kind)
    runs = Self.stems(of: family).map { stem in
      let members = family.parameters.filter { $0.stem == stem }
      return (stem, [stem == "s" && family.scale != nil ? [0.7] : members.enumerated().map { Self.standard($1, $0) }])
    }
  }

  static func stems(of family: any Family) -> [String] {
    var seen = Set<String>()
    return family.parameters.map(\.stem).filter { seen.insert($0).inserted } + (family.scale == nil ? [] : ["s"])
  }

  /// Values at which a map shows itself.
  private static func standard(_ parameter: FamilyParameter, _ i: Int) -> Double {
    switch parameter.role {
    case .centre, .logScale: 0
    case .abscissa, .ordinate: parameter.rest
    case .length: parameter.rest == 0 ? 1 : parameter.rest
    case .vector: parameter.isAmplitude ? [0.5, 0.25][i % 2] : 0
    case .matrix: parameter.rest + [0.2, -0.5, 0.5, 0.2][i % 4]
    case .scalar: parameter.rest == 0 ? 0.8 : parameter.rest
    }
  }

  var names: [String] { runs.map(\.stem) }

  func has(_ stem: String) -> Bool { names.contains(stem) }

  // MARK: Setting

  /// One value, or several to run through.
  mutating func set(_ stem: String, _ value: Value) throws {
    guard let place = runs.firstIndex(where: { $0.stem == stem }) else { return }
    let size = runs[place].values[0].count
    if let one = Self.numbers(value, size) {
      runs[place].values = [one]
    } else {
      let items: [Value]? =
        switch value {
        case .range(let r): r.count <= 1000 ? (0..<r.count).map { .number(r[$0]) } : nil
        case .list(let list): list
        default: nil
        }
      guard let values = items?.compactMap({ Self.numbers($0, size) }), values.count == items?.count,
        (1...1000).contains(values.count)
      else {
        let shape = size == 1 ? "a number" : size == 2 ? "a point (x, y)" : "a list of \(size) numbers"
        throw EngineError(
          .outOfRange, "`\(stem)` of \(family.name) is \(shape), or a list or range of at most 1000 of them")
      }
      runs[place].values = values
    }
    let isSound = runs[place].values.joined().allSatisfy { $0.isFinite && (stem != "s" || $0 > 0) }
    guard isSound else {
      throw EngineError(.notFinite, stem == "s" ? "the width s must be positive and finite" : "`\(stem)` is not finite")
    }
    let counts = Set(runs.map(\.values.count)).subtracting([1])
    guard counts.count < 2 else {
      throw EngineError(
        .wrongShape,
        "the parameters run through different numbers of values: \(counts.sorted().map(String.init).joined(separator: ", "))"
      )
    }
  }

  private static func numbers(_ value: Value, _ size: Int) -> [Double]? {
    switch value {
    case .number(let x) where size == 1: return [x]
    case .vector(let v) where v.count == size: return v
    case .list(let list) where list.count == size && size > 1:
      let numbers = list.compactMap { if case .number(let x) = $0 { x } else { nil } }
      return numbers.count == size ? numbers : nil
    default: return nil
    }
  }

  // MARK: Pictures

  private typealias Values = [(stem: String, value: [Double])]

  private var count: Int { runs.map(\.values.count).max() ?? 1 }

  /// The parameters of one moment.
  private func values(_ moment: Int) -> Values {
    runs.map { ($0.stem, $0.values[$0.values.count == 1 ? 0 : moment]) }
  }

  private func map(_ values: Values) throws -> (Columns<State>) -> Columns<State> {
    let s = family.scale == nil ? 1 : values.first { $0.stem == "s" }?.value[0] ?? 1
    let family = family.with(kernel: kernel, scale: Scale(s))
    let chain = try Chain(
      family: family, theta: values.filter { family.scale == nil || $0.stem != "s" }.flatMap(\.value), penalty: 0)
    return { chain.apply(layer: 1, to: $0) }
  }

  private static let lines = 21

  private func deformation(_ values: Values) throws -> Deformation {
    Deformation(
      around: (ClosedRange(between: -view, and: view), ClosedRange(between: -view, and: view)), widening: 1,
      map: try map(values))
  }

  /// One frame for each; the arrows of a field keep their scale.
  private func frames(_ all: [(values: Values, title: String)], seconds: Double) throws -> Animation {
    let longest =
      kind == .field
      ? try all.patientlyMapped(every: 4) { try deformation($0.values).longest(lines: Self.lines) }.max() : nil
    return Animation(
      try all.patientlyMapped(every: 4) { try figure($0.values, title: $0.title, longest: longest) }, seconds: seconds)
  }

  private func figure(_ values: Values, title: String?, longest: Double? = nil) throws -> Figure {
    let drawn = try deformation(values).drawn(kind, lines: Self.lines, longest: longest)
    var marks = drawn.marks
    let centre = values.first { $0.stem == "c" && $0.value.count == 2 }?.value
    if let centre { marks.append(.points([Point(centre[0], centre[1])], .dot, Style(.series(0), name: "c"))) }
    if let c = centre, let v = values.first(where: { $0.stem == "v" && $0.value.count == 2 })?.value {
      marks.append(
        .arrows(
          [Arrow(from: Point(c[0], c[1]), to: Point(c[0] + v[0], c[1] + v[1]))], Style(.series(0), width: 2, name: "v"))
      )
    }
    let limits = ClosedRange(between: -1.1 * view, and: 1.1 * view)
    return Figure(
      title: title,
      panels: [
        Panel(
          x: Axis("x", limits: limits), y: Axis("y", limits: limits), equalAspect: true, marks: marks, keys: drawn.keys)
      ],
      altText: "A grid of the plane under a map of the family \(family.name), \(Self.text(values)).")
  }

  private static func text(_ values: Values) -> String {
    values.map { name, v in
      name + " = "
        + (v.count == 1
          ? NumberFormat.short(v[0]) : "(" + v.map { NumberFormat.short($0) }.joined(separator: ", ") + ")")
    }.joined(separator: ", ")
  }

  /// What runs, else everything.
  private func title(_ moment: Int) -> String {
    let all = values(moment)
    let running = zip(runs, all).filter { $0.0.values.count > 1 }.map(\.1)
    return "\(family.name): " + Self.text(running.isEmpty ? all : running)
  }

  func still() throws -> Figure {
    count == 1 ? try figure(values(0), title: title(0)) : try frames().still()
  }

  private func frames() throws -> Animation {
    try frames((0..<count).map { (values($0), title($0)) }, seconds: count < 12 ? 0.5 : 0.08)
  }

  /// Where no parameter runs, the amplitudes swing once around the map that does nothing.
  func animation() throws -> Animation {
    guard count == 1 else { return try frames() }
    let swing = (0..<32).map { cos(2 * Double.pi * Double($0) / 32) }
    let moments = swing.map { f in
      let moved = values(0).map { stem, value in
        (stem: stem, value: zip(value, rest(stem, value)).map { f * $0 + (1 - f) * $1 })
      }
      return (moved, "\(family.name): \(Self.text(moved))")
    }
    return try frames(moments, seconds: 0.08)
  }

  /// The values in the map that does nothing; what is no amplitude stays.
  private func rest(_ stem: String, _ value: [Double]) -> [Double] {
    let members = family.parameters.filter { $0.stem == stem }
    return value.enumerated().map { i, x in i < members.count && members[i].isAmplitude ? members[i].rest : x }
  }

  private var remark: String {
    switch family.closure {
    case .none: "No motion of the plane maps this family to itself: it is a control."
    case .translations: "Moved elsewhere, the map is one of the same family; turned, it is not."
    case .euclidean: "Moved elsewhere or turned, the map is one of the same family."
    case .similarities: "Moved elsewhere, turned or enlarged, the map is one of the same family."
    case .affine: "In any affine coordinates, the map is one of the same family."
    }
  }

  /// What of the parameters can be dragged.
  private func hint(_ present: [(stem: String, value: [Double])]) -> String {
    func isPoint(_ stem: String) -> Bool { present.contains { $0.stem == stem && $0.value.count == 2 } }
    let handles = (isPoint("c") ? ["the disc, the centre,"] : []) + (isPoint("v") ? ["the head of the arrow,"] : [])
    return handles.isEmpty ? "Use the sliders. " : "Drag \(handles.joined(separator: " and ")) or use the sliders. "
  }

  /// What a page's piece has of the family.
  var piece: PieceLibrary.Family {
    let present = values(0)
    return PieceLibrary.Family(
      name: family.name, formula: family.formula, remark: hint(present) + remark, script: family.script,
      isRadial: family.kernel != nil, isAffine: family is Affine,
      parameters: present.map { stem, value in
        let members = family.parameters.filter { $0.stem == stem }
        let rest = rest(stem, value)
        let isWidth = stem == "s" && family.scale != nil
        let isPlace =
          stem == "c" || members.contains { [.centre, .abscissa, .ordinate].contains($0.role) }
        let most = (value + rest).reduce(3) { max($0, 2 * abs($1)) }
        return .init(
          name: stem, role: isWidth ? "length" : members.first?.role.rawValue ?? "scalar", start: value, rest: rest,
          range: isWidth
            ? 0.05...3 : isPlace ? ClosedRange(between: -view, and: view) : ClosedRange(between: -most, and: most),
          swings: !isWidth && rest != value,
          isTrained: members.allSatisfy(\.isTrained))
      }, view: ClosedRange(between: -view, and: view), definition: (family as? FormulaFamily)?.definition)
  }

  /// A page on which the parameters are dragged; its formula is in JavaScript, and a sample of the engine's own numbers lies
  /// beside, by which it checks itself.
  func explorer(script: String, seed: String?) throws -> LivePage {
    let present = values(0)
    let map = try map(present)
    let points = Deformation.ways(
      lines: 9, fineness: 1, ClosedRange(between: -view, and: view), ClosedRange(between: -view, and: view)
    ).prefix(9).flatMap { $0 }
    let images = map(Columns(points: points))
    var library = PieceLibrary.nsh(view: view)
    (library.media, library.integrators) = ([], [])
    library.families = [piece] + library.families.filter { $0.name != family.name }
    return LivePage(
      title: "the family \(family.name)",
      lead:
        "One layer's map of the plane, with its parameters in your hand: \(family.summary). Tick the moved frame and drag it: "
        + "where the family is closed, the map seen from there is the map of moved parameters.",
      piece: .family(
        name: family.name, kernel: family.kernel.map { _ in kernel.rawValue },
        parameters: present.map { ($0.stem, $0.value) },
        sample: points.enumerated().map { i, p in (Point(p[0], p[1]), Point(images[i, 0], images[i, 1])) }),
      library: library, still: try still(), script: script, seed: seed,
      remark: "The line under \u{201c}the same in nsh\u{201d} draws the same picture there.")
  }
}
