import Checked
public import Core
import Limits

/// What the classes of a recording exchange, over the states of one width.
public struct RecordedExchange: Sendable {
  public let ledger: TransferLedger
  /// sum over the groups j and the steps of |D_cj|^2, D_cj the group's part of the class' transfers: what noise alone adds to
  /// a class' volume. NaN where the groups are not known.
  public let own: [Double]
  public let groups: Int
}

extension RecordedProcess {
  /// - Parameter labels: the labelling's name; nil for the one that was chosen.
  /// - Throws: `EngineError` where the file does not have what this needs; `CancellationError`.
  public func exchange(_ kind: ChargeKind, by labels: String?, threads: Int) throws -> RecordedExchange {
    let classes = try labelling(labels)?.classes ?? moments.clusters
    let stretch = moments.stretch
    let size = kind.size(width: model.widths[stretch.lowerBound])
    try MemoryLimit.present.require(
      24 * Double(stretch.count) * Double(classes.count) * Double(size),
      for: "the transfers of \(classes.count) classes")
    switch content {
    case .points(let recording, _):
      let labelling = labels.flatMap { try? self.labelling($0)?.name } ?? recording.labelling.name
      let chosen = recording.labellings.first { $0.name == labelling } ?? recording.labelling
      return try Self.exchange(recording, chosen, kind, stretch, threads: threads)
    case .sums(let sums):
      return try exchange(sums, kind, stretch)
    }
  }

  private static func exchange(
    _ recording: Recording, _ labelling: Recording.Labelling, _ kind: ChargeKind, _ stretch: ClosedRange<Int>,
    threads: Int
  ) throws -> RecordedExchange {
    let classes = labelling.classes.count
    // The first state by itself, then every step.
    let parts = parallel(stretch.count, workers: threads) { i -> Result<Part, any Error> in
      Result {
        let k = stretch.lowerBound + i
        return try Part(recording, ClosedRange(between: i == 0 ? k : k - 1, and: k), kind, labelling)
      }
    }
    try Cancellation.check()
    var (charges, own) = ([[Double]](), [Double](repeating: 0, count: classes))
    for (i, result) in parts.enumerated() {
      let part = try result.get()
      charges.append(i == 0 ? part.sums : zip(charges[i - 1], part.sums).map { $0 + $1 })
      if i > 0 { for c in 0..<classes { own[c] += part.own[c] } }
    }
    return RecordedExchange(
      ledger: TransferLedger(
        clusters: labelling.classes, first: stretch.lowerBound, charges: charges,
        transfers: try parts.dropFirst().map { try $0.get().sums },
        scale: try parts.dropFirst().reduce(0) { $0 + (try $1.get().scale) } / Double(2 * max(1, stretch.count - 1))),
      own: own, groups: recording.groupCount)
  }

  /// The classes' charges at a state, or what they change by, by number and class.
  private struct Part {
    var sums: [Double]
    var own: [Double]
    var scale = 0.0

    init(
      _ recording: Recording, _ k: ClosedRange<Int>, _ kind: ChargeKind, _ labelling: Recording.Labelling
    ) throws {
      let classes = labelling.classes.count
      var sums = [Double](repeating: 0, count: kind.size(width: recording.states[k.lowerBound].width) * classes)
      var (own, scale) = ([Double](repeating: 0, count: classes), 0.0)
      try recording.sweepGroups(k, kind, labelling) { part in
        for (a, value) in part.values.enumerated() { sums[a * classes + part.label] += value }
        own[part.label] += part.values.reduce(0) { $0 + $1 * $1 }
        scale += part.scale
      }
      (self.sums, self.own, self.scale) = (sums, own, scale)
    }
  }

  private func exchange(
    _ sums: SummedRecording, _ kind: ChargeKind, _ stretch: ClosedRange<Int>
  ) throws -> RecordedExchange {
    let classes = moments.clusters.count
    func charges(_ state: StateSums) throws -> [Double] {
      let d = state.width
      switch kind {
      case .translations:
        return (0..<d).flatMap { i in (0..<classes).map { state.classVectors[$0 * d + i] } }
      case .dilation: return state.classDilations
      case .rotations, .linear:
        guard let matrices = state.classMatrices else {
          throw EngineError(
            .wrongProcess, "a recording of sums without sum.gx of each class has their momentum and dilation alone",
            help: "conserve")
        }
        let half = 0.5.squareRoot()
        return (0..<d).flatMap { i in
          Range(from: i + 1, upTo: d).flatMap { j in matrices.map { half * ($0[i, j] - $0[j, i]) } }
        }
      }
    }
    let rows = try moments.states[stretch].map(charges)
    var own = [Double](repeating: .nan, count: classes)
    if kind == .translations,
      let all = try? stretch.dropFirst().map({
        try groupVectors(ClosedRange(between: $0 - 1, and: $0), kind, by: "cluster")
      })
    {
      own = (0..<classes).map { c in
        all.reduce(0) { sum, step in
          guard case .vectors(let m) = step[c].form else { return .nan }
          return sum + m.inner(m)
        }
      }
    }
    let scale = moments.states[stretch].reduce(0) { $0 + $1.scale(kind) } / Double(stretch.count)
    return RecordedExchange(
      ledger: TransferLedger(
        clusters: moments.clusters, first: stretch.lowerBound, charges: rows,
        transfers: zip(rows.dropFirst(), rows).map { zip($0, $1).map { $0 - $1 } }, scale: scale),
      own: own, groups: moments.groups)
  }
}
