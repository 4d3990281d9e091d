import Checked
import Core
import Syntax

extension ProcessForm {
  /// The charges of the motions, each with its drift and what explains it; of alternatives a row for each.
  func charges(
    of motions: [Generator], _ source: any ChargeSource, named heading: String, marked isSymmetry: Bool,
    defect: String, footer: String
  ) -> LawTable {
    let f = NumberFormat.short
    let clusters: [Int?] = isOneSystem ? [nil] : source.clusters.indices.map { $0 }
    var refuted: [LawTable.Refutation] = []
    let rows = clusters.flatMap { cluster in
      motions.map { xi -> [Table.Cell] in
        let law = drift(xi, source, cluster: cluster)
        let isKept = symmetries.contains { $0.isSameMotion(as: xi) }
        let refutation = refutation(of: law)
        if let refutation {
          let name = xi.name + (cluster.map { " of \(source.clusters[$0])" } ?? "")
          refuted.append(LawTable.Refutation(name: name, size: refutation))
        }
        let sides =
          law.defects.allSatisfy(\.isFinite)
          ? [law.relativeDefect, law.residual].map { .number($0, f) } : [Table.Cell.none, .none]
        return (cluster.map { [.init(source.clusters[$0])] } ?? []) + [.init(xi.name)]
          + (isSymmetry ? [.init(refutation != nil ? "refuted" : isKept ? "yes" : "no")] : [])
          + [law.charges[0], law.scale, law.relativeDrift].map { .number($0, f) } + sides
      }
    }
    let table = Table(
      headings: (isOneSystem ? [] : ["cluster"]) + [heading] + (isSymmetry ? ["symmetry"] : [])
        + ["charge", "scale", "drift", defect, "drift - \(defect)"],
      rows: rows, footer: ([footer] + (trial.map { [$0.text] } ?? [])).joined(separator: "\n"),
      hidden: rows.count > Self.mostRows ? Range(from: Self.mostRows, upTo: rows.count) : 0..<0)
    return LawTable(table, refuted: refuted)
  }

  private static var mostRows: Int { 32 }
}
