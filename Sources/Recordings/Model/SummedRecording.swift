import Checked
public import Core
import Limits

/// A recording of sums: what a model did on points that were added up where they were, and never kept. Its parts, from
/// several ranks, days or machines, add.
public struct SummedRecording: Sendable {
  /// One file's arrays by name, and what its gradients are to be multiplied by.
  public struct Part: Sendable {
    public let file: String
    public let arrays: [String: RecordedArray]
    public let unit: Double
    /// Its exchangeable groups.
    public let groups: Int
  }

  public let parts: [Part]
  public let model: RecordedModel
  /// The labelling whose classes are clusters; empty where there is none.
  public let labels: String
  public let moments: RecordedMoments
  /// Of the steps whose sums are there, by their place among the metadata's.
  public let steps: [Int: StepSums]
  /// Points of weight other than zero, and how many of them have no costate.
  public let points: Int
  public let silent: Int
  /// "sequence"
  public let unit: String
  /// How many of these were added into the groups; nil where the files do not tell.
  public let units: Int?
  public let notes: [String]

  /// Whether a file holds sums.
  static func isOne(_ file: ArrayFile) -> Bool { file.names.contains { $0.hasPrefix("sum.gx.") } }
}

extension SummedRecording {
  /// - Throws: `EngineError` where the files are no parts of one recording.
  init(_ files: [(name: String, arrays: ArrayFile)], _ request: RecordingRequest) throws {
    let reader = try SumReader(files, request)
    (parts, model, labels) = (reader.parts, reader.model, reader.labels)
    moments = try reader.moments()
    steps = try reader.steps()
    (points, silent) = try reader.pointCounts()
    (unit, units) = (reader.unit, reader.units)
    notes = reader.notes
  }

  /// The sums of g of each group: of all points, or of those of a class; groups of the parts one behind the other.
  ///
  /// - Returns: G x d; nil where the files do not have them.
  public func groupVectors(state k: Int, class c: Int? = nil) throws -> Matrix? {
    let (d, number) = (model.widths[k], model.numbers[k])
    var rows: [Double] = []
    for part in parts {
      let name = c == nil ? "sum.g.\(number).group" : "sum.g.\(number).\(labels).group"
      guard let array = part.arrays[name] else { return nil }
      let numbers = try array.numbers()
      let size = part.groups * d
      let first = try c.map { try place(of: $0, in: part) } ?? 0
      guard let first else {
        rows += [Double](repeating: 0, count: size)
        continue
      }
      guard numbers.count >= (first + 1) * size else { throw SumReader.misfit(array, part) }
      rows += numbers[Range(from: first * size, upTo: (first + 1) * size)].map { $0 * part.unit }
    }
    return Matrix(rows: rows.count / max(1, d), columns: d, values: rows)
  }

  /// The inner products of the groups' charges of a kind: of one part alone, since those between parts are not known.
  public func gram(state k: Int, _ kind: ChargeKind, isChange: Bool = false) throws -> Matrix? {
    guard let word = kind.gramWord else { return nil }
    let name = "sum.gram.\(model.numbers[k]).\(word)" + (isChange ? ".change" : "")
    guard parts.count == 1, let array = parts[0].arrays[name], array.shape == [parts[0].groups, parts[0].groups] else {
      return try gramOfCharges(state: k, kind, isChange: isChange)
    }
    return try array.matrix()?.scaled(parts[0].unit * parts[0].unit)
  }

  /// The same of the groups' charges themselves, where the files have them: of any number of parts.
  private func gramOfCharges(state k: Int, _ kind: ChargeKind, isChange: Bool) throws -> Matrix? {
    guard var rows = try groupCharges(state: k, kind) else { return nil }
    if isChange {
      guard k + 1 < model.numbers.count, model.widths[k + 1] == model.widths[k],
        let after = try groupCharges(state: k + 1, kind), after.count == rows.count
      else { return nil }
      rows = zip(after, rows).map { zip($0, $1).map { $0 - $1 } }
    }
    var products = Matrix(rows: rows.count, columns: rows.count)
    for a in rows.indices {
      try Cancellation.check()
      for b in 0...a {
        let product = zip(rows[a], rows[b]).reduce(0) { $0 + $1.0 * $1.1 }
        (products[a, b], products[b, a]) = (product, product)
      }
    }
    return products
  }

  /// Each group's charge as the entries of its matrix; nil where a part does not have them.
  private func groupCharges(state k: Int, _ kind: ChargeKind) throws -> [[Double]]? {
    let d = model.widths[k]
    var charges: [[Double]] = []
    for part in parts {
      guard let array = part.arrays["sum.gx.\(model.numbers[k]).group"], array.shape == [part.groups, d, d] else {
        return nil
      }
      let numbers = try array.numbers()
      for group in 0..<part.groups {
        let values = numbers[Range(from: group * d * d, upTo: (group + 1) * d * d)].map { $0 * part.unit }
        let matrix = Matrix(rows: d, columns: d, values: values)
        switch kind {
        case .translations: return nil
        case .linear: charges.append(values)
        case .rotations: charges.append(matrix.antisymmetric.values)
        case .dilation: charges.append([matrix.trace])
        }
      }
    }
    return charges
  }

  /// The largest eps / (variance + eps) of each state that a norm reads, over all parts: how far identities of norms may be
  /// off. Where a file does not tell, 1, the most that it can be.
  func normShares() throws -> [Double] {
    let metadata = model.metadata
    let read =
      metadata.steps.filter { $0.norm != nil }.map(\.from) + metadata.norms.map(\.state)
      + (metadata.finalNorm.map { [$0.state] } ?? [])
    return try model.numbers.map { k in
      guard read.contains(k) else { return 0 }
      return try parts.map { try $0.arrays["max.eps.\(k)"]?.numbers().first ?? 1 }.max() ?? 1
    }
  }

  /// The number that a class has in a part; nil where the part has none of its points.
  private func place(of c: Int, in part: Part) throws -> Int? {
    let name = moments.clusters[c]
    let names = model.metadata.labelNames[labels] ?? []
    return names.isEmpty ? Int(name, radix: 10) : names.firstIndex(of: name)
  }
}

extension ChargeKind {
  /// As arrays of sums call it.
  var gramWord: String? {
    switch self {
    case .translations: nil
    case .rotations: "rotation"
    case .linear: "linear"
    case .dilation: "dilation"
    }
  }
}
