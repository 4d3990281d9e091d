import Checked
public import Core
import Limits

/// The groups' parts of a charge at a state, or of its change from one state to the next, of the points of one class.
public struct GroupVectors: Sendable {
  public enum Form: Sendable {
    /// A group a row.
    case vectors(Matrix)
    /// Their inner products, where the vectors themselves were never kept.
    case products(Matrix)
  }

  public let form: Form
  /// How many groups have points of the class.
  public var groups: Int {
    switch form {
    case .vectors(let m), .products(let m): m.rows
    }
  }
  /// Zero for every group, but for rounding, or at every point, but for that of the numbers' storage: no matter of chance.
  public let isIdentity: Bool
}

extension RecordedProcess {
  /// What is zero by an identity of double precision stays below this part of what it is a sum of.
  private static let rounding = 1e-9

  /// The labelling of a name; nil for all points together.
  ///
  /// - Throws: `EngineError` where the file has none of the name.
  public func labelling(_ name: String?) throws -> (name: String, classes: [String])? {
    guard let name else { return nil }
    let (own, all) =
      switch content {
      case .points(let recording, _): (recording.labelling.name, recording.labellings.map { ($0.name, $0.classes) })
      case .sums(let sums): (sums.labels, sums.labels.isEmpty ? [] : [(sums.labels, moments.clusters)])
      }
    if let found = all.first(where: { $0.0 == name || name == "cluster" && $0.0 == own }) { return found }
    if name == "cluster" {
      throw EngineError(.wrongSlice, "the points of \(kind) without labels are all of one class", help: "test")
    }
    let known = all.map { "`\($0.0)`" }.joined(separator: ", ")
    throw EngineError(
      .wrongSlice,
      all.isEmpty
        ? "the file of \(kind) has no labels `\(name)`: it has none"
        : "the file of \(kind) has no labels `\(name)`; it has \(known)",
      help: all.isEmpty ? "test" : nil)
  }

  /// The charges by the classes of another labelling, in another pass over the points.
  ///
  /// - Throws: `EngineError` where the file has none of the name; `CancellationError`.
  public func moments(by labels: String, threads: Int) throws -> RecordedMoments {
    guard let found = try labelling(labels), case .points(let recording, _) = content,
      let labelling = recording.labellings.first(where: { $0.name == found.name }),
      labelling.name != recording.labelling.name
    else { return moments }
    return try recording.labelled(by: labelling).pass(threads: threads).moments
  }

  /// The names of all labellings.
  public var labellings: [String] {
    switch content {
    case .points(let recording, _): recording.labellings.map(\.name)
    case .sums(let sums): sums.labels.isEmpty ? [] : [sums.labels]
    }
  }

  /// The groups' parts in each class.
  ///
  /// - Parameters:
  ///   - k: indices of states: one, or two neighbours of one width, of which the change is taken.
  ///   - labels: the labelling's name; nil for all points together.
  /// - Throws: `EngineError` where the file does not have them, or they do not fit into memory; `CancellationError`.
  public func groupVectors(_ k: ClosedRange<Int>, _ kind: ChargeKind, by labels: String?) throws -> [GroupVectors] {
    let found = try labelling(labels)
    switch content {
    case .points(let recording, let pass):
      let labelling = found.flatMap { found in recording.labellings.first { $0.name == found.name } }
      let vectors = try Self.vectors(recording, k, kind, labelling, storage: model.storage)
      let isZero = kind == .dilation && k.allSatisfy { isAlongZero($0, pass.checks[$0]) }
      return vectors.map { GroupVectors(form: $0.form, isIdentity: $0.isIdentity || isZero) }
    case .sums(let sums): return try Self.vectors(sums, k, kind, classes: found?.classes.count)
    }
  }

  /// <g, x> = 0 at every point of the state, by a norm that reads it and otherwise nothing does.
  private func isAlongZero(_ k: Int, _ checks: StateChecks) -> Bool {
    let number = model.numbers[k]
    let isNormed = (model.metadata.norms.map(\.state) + [model.metadata.finalNorm?.state]).contains(number)
    let eps = isNormed && k < results.eps.count ? 10 * results.eps[k] : 0
    return checks.along <= model.storage.tolerance + eps
  }

  private static func vectors(
    _ recording: Recording, _ k: ClosedRange<Int>, _ kind: ChargeKind, _ labelling: Recording.Labelling?,
    storage: Storage
  ) throws -> [GroupVectors] {
    let size = kind.size(width: recording.states[k.lowerBound].width)
    let rows = try recording.pairCount(labelling)
    try MemoryLimit.present.require(
      24 * Double(size) * Double(rows), for: "\(size) numbers of each of \(rows) groups")
    let classes = labelling?.classes.count ?? 1
    var (values, counts) = ([[Double]](repeating: [], count: classes), [Int](repeating: 0, count: classes))
    var isZero = [Bool](repeating: true, count: classes)
    try recording.sweepGroups(k, kind, labelling) { part in
      values[part.label] += part.values
      counts[part.label] += 1
      // Comparisons are such that what is no number is not zero.
      if !(norm(part.values) <= rounding * part.scale) { isZero[part.label] = false }
    }
    return (0..<classes).map { c in
      GroupVectors(
        form: .vectors(Matrix(rows: counts[c], columns: size, values: values[c])), isIdentity: isZero[c])
    }
  }

  private static func vectors(
    _ sums: SummedRecording, _ k: ClosedRange<Int>, _ kind: ChargeKind, classes: Int?
  ) throws -> [GroupVectors] {
    guard kind == .translations else {
      guard classes == nil else { throw lacking("the groups' charges of each class") }
      guard let products = try sums.gram(state: k.lowerBound, kind, isChange: k.count > 1) else {
        throw lacking("the products of the groups' charges, sum.gram, in one file")
      }
      let isZero = (0..<products.rows).allSatisfy { products[$0, $0] == 0 }
      return [GroupVectors(form: .products(products), isIdentity: isZero)]
    }
    let chosen: [Int?] = classes.map { (0..<$0).map { $0 } } ?? [nil]
    return try chosen.map { c in
      guard let last = try sums.groupVectors(state: k.upperBound, class: c),
        let first = try sums.groupVectors(state: k.lowerBound, class: c), first.columns == last.columns,
        first.rows == last.rows
      else { throw lacking(c == nil ? "sum.g.k.group" : "the sums by class and group") }
      var rows: [Double] = []
      var count = 0
      for j in 0..<last.rows {
        let (a, b) = ((0..<last.columns).map { first[j, $0] }, (0..<last.columns).map { last[j, $0] })
        // Groups without points of the class have no part in it.
        guard (a + b).contains(where: { $0 != 0 }) else { continue }
        rows += k.count == 1 ? b : zip(b, a).map { $0 - $1 }
        count += 1
      }
      return GroupVectors(
        form: .vectors(Matrix(rows: count, columns: last.columns, values: rows)),
        isIdentity: rows.allSatisfy { $0 == 0 })
    }
  }

  private static func lacking(_ what: String) -> EngineError {
    EngineError(
      .wrongProcess, "a recording of sums is tested by what it has, and this one has not \(what)", help: "test")
  }
}

extension Recording {
  /// The same points in the classes of another labelling.
  func labelled(by labelling: Labelling) -> Recording {
    Recording(
      file: file, metadata: metadata, states: states, leading: leading, labellings: labellings, labelling: labelling,
      grouping: grouping, weights: weights, points: points, groupStarts: groupStarts, parameters: parameters,
      isPartial: isPartial, notes: notes)
  }

  /// How many pairs of a group and a class have points.
  func pairCount(_ labelling: Labelling?) throws -> Int {
    guard let labelling else { return groupCount }
    var (total, last, turns) = (0, [Int](repeating: -1, count: labelling.classes.count), Turns(every: 1 << 16))
    var group = 0
    for (i, place) in points.enumerated() {
      try turns.check()
      while i >= groupStarts[group + 1] { group += 1 }
      let c = Int(truncatingIfNeeded: labelling.values[Int(truncatingIfNeeded: place)])
      if last[c] != group { total += 1 }
      last[c] = group
    }
    return total
  }
}
