import Core
import Limits
import Syntax

/// A kind of thing that a workspace holds by name, declared once: `names`, `inspect`, `forget`, help and completion follow
/// from it.
struct Holding: Sendable {
  /// "cluster"
  let word: String
  /// "clusters"
  let plural: String
  /// The headings of what `inspect clusters` shows behind the name.
  let headings: [String]
  /// A script that ends in `inspect clusters`, or in one of them.
  let example: String
  /// What its size counts, where it is forgotten: "point".
  var unit: String?
  /// `inspect` has a command of its own for one of them.
  var hasOwnCommand = false
  /// Another word for all of them.
  var synonym: String?
  /// In the order in which they are listed.
  let names: @Sendable (Workspace) -> [String]
  /// How much it holds: points, entries, rows; nil where that says nothing.
  let size: @Sendable (String, Workspace) -> Int?
  /// One line on it.
  let about: @Sendable (String, Session) throws -> String
  /// Its cells below the headings.
  let row: @Sendable (String, Session) throws -> [Table.Cell]
  /// All of it.
  let inspect: @Sendable (String, Session) throws -> [Output]
  /// The names without which it would no longer work as it does.
  var needs: @Sendable (String, Workspace) throws -> Set<String> = { _, _ in [] }
  /// What it does with them, for the words that keep them: "uses it".
  var reliance = "uses it"
  let remove: @Sendable (String, inout Workspace) -> Void

  static let all = [processes, clusters, data, variables, functions, quantities, families, actions]

  /// The kinds of which something has the name: a family and a variable may share one.
  static func of(_ name: String, _ workspace: Workspace) -> [Holding] {
    all.filter { $0.names(workspace).contains(name) }
  }

  /// Every name that there is.
  static func names(_ workspace: Workspace) -> [String] { all.flatMap { $0.names(workspace) } }

  /// What would no longer work without these names: its kind and name, and which of them it needs.
  static func dependents(on names: Set<String>, _ workspace: Workspace) throws -> [(
    holding: Holding, name: String, needed: String
  )] {
    try all.flatMap { holding in
      try holding.names(workspace).filter { !names.contains($0) }.compactMap { name in
        let needed = try holding.needs(name, workspace).intersection(names)
        return needed.min().map { (holding, name, $0) }
      }
    }
  }

  /// A table of all of the kind.
  func table(_ session: Session) throws -> Table {
    var rows: [[Table.Cell]] = []
    for name in names(session.workspace) {
      try Cancellation.check()
      rows.append([.init(name)] + (try row(name, session)))
    }
    return Table(headings: ["name"] + headings, rows: rows, footer: rows.isEmpty ? "there are no \(plural)" : nil)
  }
}

extension Value {
  /// What fits into a line of a list.
  var glance: String { glance(depth: 3) }

  private func glance(depth: Int) -> String {
    switch self {
    case .list(let items) where depth == 0 && !items.isEmpty: "[...]"
    case .list(let items) where items.count > 4:
      "[" + items.prefix(3).map { $0.glance(depth: depth - 1) }.joined(separator: ", ") + ", ...]"
    case .list(let items): "[" + items.map { $0.glance(depth: depth - 1) }.joined(separator: ", ") + "]"
    case .vector(let v) where v.count > 4: Value.list(v.prefix(5).map { .number($0) }).glance
    case .vector: text
    case .record(let fields):
      "{" + fields.names.prefix(4).joined(separator: ", ") + (fields.names.count > 4 ? ", ...}" : "}")
    case .string(let s): s.count > 40 ? "\"\(s.prefix(37))...\"" : "\"\(s)\""
    case .table(let table): (table.title.map { "\($0): " } ?? "") + table.headings.joined(separator: ", ")
    case .figure(let figure): figure.title ?? figure.altText
    default: shortText(.standard)
    }
  }

  /// How many entries there are in it; nil where it is one thing.
  var size: Int? {
    switch self {
    case .list(let items): items.count
    case .vector(let v): v.count
    case .record(let fields): fields.names.count
    case .string(let s): s.count
    case .range(let range): range.count
    case .series(let series): series.count
    case .table(let table): table.count
    case .trace(let trace): trace.count
    default: nil
    }
  }
}
