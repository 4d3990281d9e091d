import Archives
import Checked
import Core
import Limits

/// Adds the sums of several files.
struct SumReader {
  let parts: [SummedRecording.Part]
  let model: RecordedModel
  let labels: String
  let unit: String
  let units: Int?
  private(set) var notes: [String] = []
  private let classes: [String]
  private let files: [(name: String, arrays: ArrayFile)]

  init(_ files: [(name: String, arrays: ArrayFile)], _ request: RecordingRequest) throws {
    self.files = files
    guard request.points == nil else {
      throw EngineError(.badRecording, "a recording of sums has no points to choose from", about: "points")
    }
    let metadata = try files.map { file -> RecordingMetadata in
      guard SummedRecording.isOne(file.arrays) else {
        throw EngineError(.badRecording, "\(file.name) holds points: only recordings of sums add up")
      }
      return try file.arrays.metadata.map { try RecordingMetadata($0) } ?? RecordingMetadata()
    }
    var first = metadata[0]
    for (file, other) in zip(files, metadata).dropFirst() where !other.isPart(of: first) {
      throw EngineError(
        .badRecording,
        "\(file.name) is no part of the same recording as \(files[0].name): their states, steps or norms differ")
    }
    if !first.isGiven { notes.append("no metadata; states are numbered, laws of parameters are not checked") }
    let numbers = try Self.numbers(files[0].arrays, request.layers)
    let widths = try numbers.map { k -> Int in
      guard let array = files[0].arrays.arrays["sum.gx.\(k)"], array.shape.count == 2, array.shape[0] == array.shape[1],
        array.width > 0
      else { throw EngineError(.badRecording, "sum.gx.\(k) is not [width, width]") }
      return array.width
    }
    first.costateScale = 1
    let parts = zip(files, metadata).map { file, metadata in
      SummedRecording.Part(
        file: file.name, arrays: file.arrays.arrays, unit: 1 / metadata.costateScale, groups: Self.groups(file.arrays))
    }
    if let (one, other) = try Self.same(parts, numbers) {
      throw EngineError(
        .badRecording, "\(parts[other].file) has the same sums as \(parts[one].file): a part counts once")
    }
    let names = first.labelNames
    let (labels, classes) = try Self.labelling(files, metadata, request.labels)
    if !labels.isEmpty, metadata.contains(where: { $0.labelNames[labels] != names[labels] }) {
      throw EngineError(
        .badRecording, "the classes of `\(labels)` have other names in other parts: they cannot be added",
        about: "labels")
    }
    unit = metadata[0].unit ?? "group"
    units = Self.units(metadata)
    first.steps.removeAll { step in !numbers.contains(step.from) || !numbers.contains(step.to) }
    (self.parts, self.labels, self.classes) = (parts, labels, classes)
    let points = parts.reduce(0.0) { $0 + ((try? $1.arrays["sum.points"]?.numbers().first) ?? 0) }
    model = RecordedModel(
      metadata: first, numbers: numbers, widths: widths,
      parameters: try Self.parameters(files, parts), storage: Self.storage(files[0].arrays, numbers),
      isPartial: first.isPartial,
      counts: [Int(saturating: points), parts.reduce(0) { $0 + $1.groups }])
  }

  private static func numbers(_ file: ArrayFile, _ layers: ClosedRange<Int>?) throws -> [Int] {
    let pattern = NamePattern("sum.gx.*")
    let all = file.names.compactMap { pattern?.number(in: $0) }.sorted()
    guard !all.isEmpty else {
      throw EngineError(
        .badRecording, "sum.gx.0 is missing: the file has sums of classes or groups, and none of all points")
    }
    if let gap = all.indices.first(where: { all[$0] != $0 }) {
      throw EngineError(
        .badRecording,
        "sum.gx.\(gap) is missing: states are numbered \(all.prefix(20).map(String.init).joined(separator: ", "))")
    }
    guard let layers else { return all }
    guard layers.lowerBound >= 0, layers.upperBound < all.count else {
      throw EngineError(
        .outOfRange, "`layers` goes to \(layers.upperBound): there are states 0..\(all.count - 1)", about: "layers")
    }
    return Array(all[layers])
  }

  /// Of all parts together; nil where one does not tell.
  private static func units(_ metadata: [RecordingMetadata]) -> Int? {
    var all = 0
    for part in metadata {
      guard let units = part.units else { return nil }
      let (sum, isOver) = all.addingReportingOverflow(units)
      if isOver { return nil }
      all = sum
    }
    return all
  }

  /// Two parts with the same sums over the same points.
  private static func same(_ parts: [SummedRecording.Part], _ numbers: [Int]) throws -> (Int, Int)? {
    guard parts.count > 1 else { return nil }
    var seen: [[UInt64]: Int] = [:]
    let names = numbers.flatMap { ["sum.g.\($0)", "sum.scale.\($0)"] }
    for (i, part) in parts.enumerated() {
      try Cancellation.check()
      let sums = try names.compactMap { part.arrays[$0] }.flatMap { try $0.numbers().map(\.bitPattern) }
      // Sums of costates that are all zero are alike without being the same.
      guard sums.contains(where: { $0 & ~(1 << 63) != 0 }) else { continue }
      if let other = seen.updateValue(i, forKey: sums) { return (other, i) }
    }
    return nil
  }

  private static func storage(_ file: ArrayFile, _ numbers: [Int]) -> Storage {
    numbers.compactMap { file.arrays["sum.gx.\($0)"]?.storage }.max { $0.rounding < $1.rounding } ?? .float64
  }

  private static func groups(_ file: ArrayFile) -> Int {
    file.arrays["sum.points.group"]?.shape.first ?? file.arrays["sum.g.0.group"]?.shape.first
      ?? file.names.lazy.filter { $0.hasPrefix("sum.gram.") }.compactMap { file.arrays[$0]?.shape.first }.first ?? 1
  }

  /// The labelling that was asked for, else the first, and the names of all its classes.
  private static func labelling(
    _ files: [(name: String, arrays: ArrayFile)], _ metadata: [RecordingMetadata], _ wanted: String?
  ) throws -> (String, [String]) {
    let all = files[0].arrays.names.filter { $0.hasPrefix("sum.points.") && $0 != "sum.points.group" }
      .map { String($0.dropFirst(11)) }
    if let wanted, !all.contains(wanted) {
      throw EngineError(
        .badRecording,
        "there are no labels `\(wanted)` in the file"
          + (all.isEmpty ? "; it has none" : ": it has \(all.joined(separator: ", "))"),
        about: "labels")
    }
    guard let name = wanted ?? all.first else { return ("", ["all"]) }
    let count = files.compactMap { $0.arrays.arrays["sum.points.\(name)"]?.shape.first }.max() ?? 0
    let names = metadata[0].labelNames[name] ?? []
    guard count > 0 else { throw EngineError(.badRecording, "sum.points.\(name) has no classes") }
    return (name, (0..<count).map { $0 < names.count ? names[$0] : String($0) })
  }

  // MARK: Adding

  static func misfit(_ array: RecordedArray, _ part: SummedRecording.Part) -> EngineError {
    EngineError(.badRecording, "\(array.name) of \(part.file) is \(array.shapeText), which does not fit its states")
  }

  /// The sum of an array over the parts, each times its unit; nil where the first part has none.
  private func added(_ name: String, count: Int, squares: Bool = false, isCosted: Bool = true) throws -> [Double]? {
    var sum: [Double]?
    for part in parts {
      guard let array = part.arrays[name] else {
        if sum == nil, part.file == parts[0].file { return nil }
        throw EngineError(.badRecording, "\(part.file) has no \(name), which \(parts[0].file) has")
      }
      guard array.count <= count, array.count > 0 else { throw Self.misfit(array, part) }
      let numbers = try array.numbers()
      guard numbers.allSatisfy(\.isFinite) else {
        throw EngineError(.badRecording, "\(name) of \(part.file) is not finite")
      }
      let unit = isCosted ? (squares ? part.unit * part.unit : part.unit) : 1
      var total = sum ?? [Double](repeating: 0, count: count)
      for (i, x) in numbers.enumerated() { total[i] += x * unit }
      sum = total
    }
    return sum
  }

  private func needed(_ name: String, count: Int) throws -> [Double] {
    guard let numbers = try added(name, count: count) else {
      throw EngineError(.badRecording, "\(name) is missing from \(parts[0].file)")
    }
    return numbers
  }

  func moments() throws -> RecordedMoments {
    try MemoryLimit.present.require(
      model.widths.reduce(0.0) { $0 + 16 * Double($1) * Double($1) }, for: "the charges of \(model.widths.count) states"
    )
    let states = try zip(model.numbers, model.widths).map { k, d in
      try Cancellation.check()
      return try state(k, d)
    }
    return RecordedMoments(
      clusters: classes, states: states, stretch: Self.stretch(model.widths),
      groups: parts.reduce(0) { $0 + $1.groups },
      counts: try labels.isEmpty ? [pointCounts().points] : classCounts())
  }

  /// The longest run of one width.
  static func stretch(_ widths: [Int]) -> ClosedRange<Int> {
    var (best, start) = (0...0, 0)
    for k in widths.indices {
      if widths[k] != widths[start] { start = k }
      if k - start > best.upperBound - best.lowerBound { best = ClosedRange(between: start, and: k) }
    }
    return best
  }

  private func state(_ k: Int, _ d: Int) throws -> StateSums {
    let scales = try needed("sum.scale.\(k)", count: 2).map { abs($0) }
    let matrix = Matrix(rows: d, columns: d, values: try needed("sum.gx.\(k)", count: d * d))
    let vector = try needed("sum.g.\(k)", count: d)
    let c = classes.count
    let ofClasses = labels.isEmpty ? vector : try needed("sum.g.\(k).\(labels)", count: c * d)
    let byScale = labels.isEmpty ? scales : try needed("sum.scale.\(k).\(labels)", count: 2 * c).map { abs($0) }
    let large = labels.isEmpty ? matrix.values : try added("sum.gx.\(k).\(labels)", count: c * d * d)
    let matrices = large.map { all in
      (0..<c).map { Matrix(rows: d, columns: d, values: Array(all[Range(from: $0 * d * d, upTo: ($0 + 1) * d * d)])) }
    }
    return StateSums(
      moment: Moment(matrix: matrix, vector: vector), scales: (scales[0], scales[1]), classVectors: ofClasses,
      classMatrices: matrices, classDilations: matrices?.map(\.trace) ?? [Double](repeating: .nan, count: c),
      classScales: (0..<c).map { (byScale[2 * $0], byScale[2 * $0 + 1]) }, groupSquares: try squares(k, d))
  }

  /// The sum of |q_c|^2 over the groups of all parts, of the kinds that the files tell.
  private func squares(_ k: Int, _ d: Int) throws -> [ChargeKind: Double] {
    var found: [ChargeKind: Double] = [:]
    for kind in ChargeKind.allCases {
      var total: Double? = 0
      for part in parts {
        guard let square = try squares(kind, k, d, part) else {
          total = nil
          break
        }
        total = total.map { $0 + square * part.unit * part.unit }
      }
      if let total { found[kind] = total }
    }
    return found
  }

  private func squares(_ kind: ChargeKind, _ k: Int, _ d: Int, _ part: SummedRecording.Part) throws -> Double? {
    if kind == .translations {
      return try part.arrays["sum.g.\(k).group"]?.numbers().reduce(0) { $0 + $1 * $1 }
    }
    if let word = kind.gramWord, let gram = part.arrays["sum.gram.\(k).\(word)"] {
      guard gram.shape == [part.groups, part.groups] else { throw Self.misfit(gram, part) }
      return try gram.matrix()?.trace
    }
    guard let array = part.arrays["sum.gx.\(k).group"] else { return nil }
    guard array.shape == [part.groups, d, d] else { throw Self.misfit(array, part) }
    let numbers = try array.numbers()
    return (0..<part.groups).reduce(0) { total, c in
      let m = Matrix(rows: d, columns: d, values: Array(numbers[Range(from: c * d * d, upTo: (c + 1) * d * d)]))
      switch kind {
      case .rotations: return total + m.antisymmetric.inner(m.antisymmetric)
      case .dilation: return total + m.trace * m.trace
      default: return total + m.inner(m)
      }
    }
  }

  /// What laws of steps from one state to the next need.
  func steps() throws -> [Int: StepSums] {
    var found: [Int: StepSums] = [:]
    for (i, step) in model.metadata.steps.enumerated() where step.to == step.from + 1 && step.isResidual {
      guard let from = model.index(ofState: step.from), let to = model.index(ofState: step.to) else { continue }
      let (d, m) = (model.widths[from], model.widths[to])
      guard let crossed = try added("sum.next.\(step.from)", count: m * d) else { continue }
      // sum |g||F| is not told; sum |g||x| is not smaller by much.
      let scale = try needed("sum.scale.\(step.to)", count: 2)[1]
      found[i] = StepSums(crossed: Matrix(rows: m, columns: d, values: crossed), scale: abs(scale))
    }
    return found
  }

  func pointCounts() throws -> (points: Int, silent: Int) {
    let counts = try counts("sum.points", at: [0, 2], of: 3) ?? [0, 0]
    return (counts[0], counts[1])
  }

  private func classCounts() throws -> [Int] {
    let name = "sum.points.\(labels)"
    guard let counts = try counts(name, at: classes.indices.map { 2 * $0 }, of: 2 * classes.count) else {
      throw EngineError(.badRecording, "\(name) is missing from \(parts[0].file)")
    }
    return counts
  }

  /// Numbers of points, as files tell them: whole, and together no more than can be counted.
  private func counts(_ name: String, at places: [Int], of count: Int) throws -> [Int]? {
    for part in parts {
      guard let numbers = try part.arrays[name]?.numbers() else { continue }
      let told = places.compactMap { $0 < numbers.count ? numbers[$0] : nil }
      guard told.allSatisfy({ $0 >= 0 && $0 == $0.rounded() }), told.reduce(0, +) <= 0x1p53 / Double(parts.count) else {
        throw EngineError(.badRecording, "\(name) of \(part.file) does not hold numbers of points")
      }
    }
    return try added(name, count: count, isCosted: false).map { sums in places.map { Int(saturating: sums[$0]) } }
  }
}

extension RecordingMetadata {
  /// Whether both may be of parts of one recording.
  fileprivate func isPart(of other: RecordingMetadata) -> Bool {
    states == other.states && steps == other.steps && norms == other.norms && finalNorm == other.finalNorm
      && logits == other.logits && layout == other.layout && isPartial == other.isPartial
  }
}
