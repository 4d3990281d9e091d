import Checked
import Core
import Syntax

extension ProcessForm {
  /// The charges of the motions, each with its drift and what explains it; of alternatives a row for each. By cluster each
  /// motion has a row for every cluster and, where they make one system, one for all.
  func charges(
    of motions: [Generator], _ source: any ChargeSource, byCluster: Bool, named heading: String,
    marked isSymmetry: Bool,
    defect: String, footer: String
  ) -> LawTable {
    let f = NumberFormat.short
    let isOneRow = isOneSystem && !byCluster
    let each = source.clusters.indices.map { Optional($0) }
    let clusters: [Int?] = isOneRow ? [nil] : each + (isOneSystem ? [nil] : [])
    var refuted: [LawTable.Refutation] = []
    func row(_ xi: Generator, _ cluster: Int?) -> [Table.Cell] {
      let law = drift(xi, source, cluster: cluster)
      let isKept = symmetries.contains { $0.isSameMotion(as: xi) }
      // What a cluster of a trajectory gains others lose: no claim is made of it alone. In layers each has its own law.
      let isClaimed = cluster == nil || !isOneSystem || self is any Layered
      let refutation = isClaimed ? refutation(of: law) : nil
      if let refutation {
        let name = xi.name + (cluster.map { " of \(source.clusters[$0])" } ?? "")
        refuted.append(LawTable.Refutation(name: name, size: refutation))
      }
      let sides =
        law.defects.allSatisfy(\.isFinite)
        ? [law.relativeDefect, law.residual].map { .number($0, f) } : [Table.Cell.none, .none]
      return (isOneRow ? [] : [.init(cluster.map { source.clusters[$0] } ?? "all")]) + [.init(xi.name)]
        + (isSymmetry ? [isClaimed ? .init(refutation != nil ? "refuted" : isKept ? "yes" : "no") : .none] : [])
        + [law.charges[0], law.scale, law.relativeDrift].map { .number($0, f) } + sides
    }
    let rows =
      byCluster
      ? motions.flatMap { xi in clusters.map { row(xi, $0) } } : clusters.flatMap { c in motions.map { row($0, c) } }
    let table = Table(
      headings: (isOneRow ? [] : ["cluster"]) + [heading] + (isSymmetry ? ["symmetry"] : [])
        + ["charge", "scale", "drift", defect, "drift - \(defect)"],
      rows: rows, footer: ([footer] + (trial.map { [$0.text] } ?? [])).joined(separator: "\n"),
      hidden: rows.count > Self.mostRows ? Range(from: Self.mostRows, upTo: rows.count) : 0..<0)
    return LawTable(table, refuted: refuted)
  }

  private static var mostRows: Int { 32 }
}
