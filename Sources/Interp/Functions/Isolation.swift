import Core

extension Function {
  /// How subsets of clusters stand to the others.
  static let isolation: [Function] = [
    measure(
      "violation", ["clusters?"],
      "how far a subset's momentum is from conserved: V = max |q_k - q_0| / mean of sum |q_C|; of all without a subset",
      "violation([red, blue]) < 1e-9 and violation(red) > 0.2", "true"
    ) { set, process in
      let isolation = set.map { process.ledger.isolation(of: $0) } ?? process.ledger.whole
      guard isolation.momentum != 0 else {
        throw EngineError(.nothingFound, "these clusters have no momentum, of which a part could be lost")
      }
      return isolation.violation
    },
    measure(
      "kappa", ["clusters"],
      "what crosses a subset's edge beside what moves on either side: cut/min(volume, the others' volume)",
      "abs(kappa(red) - 1) < 1e-9", "true"
    ) { set, process in
      let isolation = process.ledger.isolation(of: set ?? [])
      guard isolation.members.count < process.ledger.clusters.count else {
        throw EngineError(
          .tooFew, "`kappa` compares a subset with the others, and these are all clusters",
          help: "violation() is that of all")
      }
      guard !process.ledger.imbalance.isNaN else {
        throw EngineError(.nothingFound, "the clusters exchange nothing, of which a part could cross an edge")
      }
      return isolation.kappa
    },
    Function(
      name: "couplings", parameters: [],
      summary:
        "coupling strengths of the clusters that are not free, ascending: singular values of the matrix of transfers, its columns of length one",
      example: .init(trained + "print length(couplings()) couplings()[1] < 1e-9", shows: "2 true"), isPure: false
    ) { _, session in
      .list(try Interaction(.momentum, by: nil, session).groups().couplings.map { .number($0) })
    },
  ]

  private static let trained = exampleSetup + "train newton until gradient < 1e-12\n"

  private static func measure(
    _ name: String, _ parameters: [String], _ summary: String, _ input: String, _ output: String,
    _ f: @escaping @Sendable ([Int]?, Interaction) throws -> Double
  ) -> Function {
    Function(
      name: name, parameters: parameters, summary: summary, example: .init(trained + "print \(input)", shows: output),
      isPure: false
    ) {
      arguments, session in
      let process = try Interaction(.momentum, by: nil, session)
      return .number(try f(try arguments.first.map { try process.experiment.clusters(in: $0) }, process))
    }
  }
}
