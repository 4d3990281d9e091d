import Core
import Figures
import Syntax

/// What the language shows of a process. Each kind conforms in a room of its own, a folder beside this file; commands
/// ask the form, and never which kind it is.
protocol ProcessForm: Process {
  /// What is said once of all processes of the kind.
  static var declaration: ProcessKind { get }

  /// "50 bump layers, 200 parameters, loss 0.998", behind the name.
  func describe(_ experiment: Experiment) throws -> String
  /// The rows of `inspect process`.
  func summary(_ experiment: Experiment) throws -> [[Table.Cell]]
  /// `inspect layer k`, k in 0...steps.
  ///
  /// - Throws: `EngineError` where no part has the number.
  func inspect(_ k: Int, _ experiment: Experiment) throws -> [Output]
  /// `conserve`.
  func laws(_ experiment: Experiment, _ resources: Resources) throws -> Table
  /// What `interact` says below its table, besides the third law.
  func remarks(on ledger: TransferLedger, _ experiment: Experiment, _ resources: Resources) throws -> [String]
  /// Why transfers do not stand out from what is unfinished.
  func doubt(_ experiment: Experiment) throws -> String
  func picture(_ experiment: Experiment, most: Int) throws -> any ProcessPicture
  /// `export page`.
  func page(_ request: PageRequest, _ experiment: Experiment) throws -> Page
  /// Whether the population's destinations are where the states should come.
  var isAimed: Bool { get }
  /// NAME.layers and the like.
  var members: [(name: String, value: Value)] { get }
}

/// What a page is asked for with.
struct PageRequest {
  /// Nil: the page has a heading of its own.
  let title: String?
  let script: String
  let seed: String
  let isCancelled: @Sendable () -> Bool
}

/// A process that a file can hold.
protocol Savable: ProcessForm {
  /// JSON.
  func file(_ experiment: Experiment, seed: UInt64?, _ resources: Resources) throws -> [UInt8]
}

extension ProcessForm {
  var isAimed: Bool { false }
  var members: [(name: String, value: Value)] { [("\(part)s", .number(Double(steps)))] }

  /// The charges of the motions, each with its drift and what explains it; of alternatives a row for each.
  func charges(
    of motions: [Generator], _ source: any ChargeSource, named heading: String, marked isSymmetry: Bool,
    defect: String, footer: String
  ) -> Table {
    let f = NumberFormat.short
    let clusters: [Int?] = isOneSystem ? [nil] : source.clusters.indices.map { $0 }
    let rows = clusters.flatMap { cluster in
      motions.map { xi -> [Table.Cell] in
        let law = drift(xi, source, cluster: cluster)
        let isKept = symmetries.contains { $0.isSameMotion(as: xi) }
        let sides =
          law.defects.allSatisfy(\.isFinite)
          ? [law.relativeDefect, law.residual].map { .number($0, f) } : [Table.Cell("-"), "-"]
        return (cluster.map { [.init(source.clusters[$0])] } ?? []) + [.init(xi.name)]
          + (isSymmetry ? [.init(isKept ? "yes" : "no")] : [])
          + [law.charges[0], law.scale, law.relativeDrift].map { .number($0, f) } + sides
      }
    }
    return Table(
      headings: (isOneSystem ? [] : ["cluster"]) + [heading] + (isSymmetry ? ["symmetry"] : [])
        + ["charge", "scale", "drift", defect, "drift - \(defect)"],
      rows: rows, footer: footer, hidden: rows.count > Self.mostRows ? Self.mostRows..<rows.count : 0..<0)
  }

  private static var mostRows: Int { 32 }
}
