import Core
import Inference

/// What the clusters of a process exchange, and how much of it is noise where the points are a sample of exchangeable groups.
struct Exchange {
  let ledger: TransferLedger
  /// Each cluster's volume without what noise adds to it; nil where the points are no sample.
  var halves: [Double]?
}

extension ProcessForm {
  func exchange(
    _ charge: InteractionCharge, by labels: String?, _ experiment: Experiment, _ effort: Effort
  ) throws -> Exchange {
    try checkIsByCluster(labels, help: "interact by cluster")
    return Exchange(ledger: try experiment.ledger(charge, effort))
  }

  var labellings: [String] { [] }

  func source(by labels: String, _ experiment: Experiment, _ effort: Effort) throws -> any ChargeSource {
    try experiment.source(effort)
  }

  /// - Throws: `EngineError` for the labels of files, which other kinds do not have.
  func checkIsByCluster(_ labels: String?, help: String) throws {
    guard let labels, labels != "cluster" else { return }
    throw EngineError(.wrongSlice, "the points of \(kind) go by cluster, not by `\(labels)`", help: help)
  }
}

extension Exchange {
  /// The part of a volume below which what is without noise does not stand out from it.
  static let resolved = 0.5

  func isNoise(_ set: Isolation) -> Bool {
    guard let half = half(set.members) else { return false }
    return !(half >= Self.resolved * set.volume)
  }

  /// A set's volume without noise, as its volume the sum of its members'.
  func half(_ members: [Int]) -> Double? { halves.map { halves in members.reduce(0) { $0 + halves[$1] } } }
}
