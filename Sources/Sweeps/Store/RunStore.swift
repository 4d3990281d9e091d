import Checked
import Limits
import Tables

/// Sweeps and their runs in a file. It belongs to one thread at a time; any number of processes may read and write one file.
///
/// A sweep has a table of its own whose columns are its parameters and results, so that questions are answered where the
/// rows lie. Rows are written by a write-ahead log, which outlives the process' end at any moment; on a file system of
/// another machine, where that cannot be, by a rollback journal.
public final class RunStore {
  let database: Database
  /// For messages.
  public let name: String
  /// Kinds of entries that are noted by this process.
  var noted: Set<KindOfColumn> = []

  /// Of this version; a later one is refused.
  static let schema = 2
  /// "nshr", by which a file is known for a store.
  private static let mark = 0x6E73_6872

  /// Opens a store.
  ///
  /// - Parameter creates: whether a file that is not there is made.
  public init(path: String, name: String, creates: Bool) throws {
    self.name = name
    database = try Database(path: path, name: name, creates: creates)
    let folder = path.lastIndex(of: "/").map { path[..<$0].isEmpty ? "/" : String(path[..<$0]) } ?? "."
    try open(isRemote: Database.isRemote(folder: folder))
  }

  /// In memory, forgotten with it.
  public init(inMemory name: String) throws {
    self.name = name
    database = try Database(path: ":memory:", name: name, creates: true, isInMemory: true)
    try open(isRemote: false)
  }

  private func open(isRemote: Bool) throws {
    try check()
    // Two that begin at once may find each other locked, which waiting mends.
    try database.runPatiently("pragma journal_mode = \(isRemote ? "delete" : "wal")")
    try database.run("pragma synchronous = \(isRemote ? "full" : "normal")")
    try database.run("pragma foreign_keys = on")
    guard try version() < Self.schema else { return }
    try database.transaction {
      switch try version() {
      case 0: try database.run(Self.tables + Self.kinds)
      case 1: try noteKinds()
      default: break
      }
      try database.run("pragma application_id = \(Self.mark); pragma user_version = \(Self.schema)")
    }
  }

  private func version() throws -> Int { try database.number("pragma user_version") ?? 0 }

  /// - Throws: `StoreError` where the file is something else, or of a later version.
  private func check() throws {
    // Of one moment: another process may be making it.
    var (mark, version, tables) = (0, 0, 0)
    try database.snapshot {
      mark = try database.number("pragma application_id") ?? 0
      version = try self.version()
      tables = try database.number("select count(*) from sqlite_master") ?? 0
    }
    guard mark == Self.mark || (mark == 0 && tables == 0) else {
      throw StoreError(.notAStore, "`\(name)` is a database of something else, no store of runs")
    }
    guard version <= Self.schema else {
      throw StoreError(
        .newer,
        "the store `\(name)` was written by a later version of nsh: it has schema \(version), this nsh knows \(Self.schema)",
        help: "ask it with that version, or use another store: store=\"other.db\"")
    }
  }

  // An id is never given twice: who still works for a sweep that was forgotten finds nothing, and not another one.
  private static let tables = """
    create table sweep (
      id integer primary key autoincrement, name text not null unique, file text, script text not null, hash blob not null,
      version text not null, arithmetic text not null, created text not null);
    create table named (
      sweep integer not null references sweep on delete cascade, kind text not null, place integer not null,
      name text not null, primary key (sweep, kind, place)) without rowid;
    create table plan (
      id integer primary key, sweep integer not null references sweep on delete cascade, first integer not null,
      count integer not null, shape text not null);
    create table axis (
      plan integer not null references plan on delete cascade, place integer not null, name text not null,
      primary key (plan, place)) without rowid;
    create table entry (
      plan integer not null references plan on delete cascade, place integer not null, number integer not null, value,
      primary key (plan, place, number)) without rowid;
    create table passed (
      sweep integer not null references sweep on delete cascade, run integer not null,
      primary key (sweep, run)) without rowid;
    create table series (
      sweep integer not null references sweep on delete cascade, run integer not null, name text not null,
      part text not null, component text not null, axis text not null, first integer not null, numbers blob not null,
      primary key (sweep, run, name, part, component)) without rowid;
    """
  private static let kinds = """
    create table kind (
      sweep integer not null references sweep on delete cascade, name text not null, kind text not null,
      primary key (sweep, name, kind)) without rowid;
    """

  /// Of a store of schema 1, which knew no kinds: those of the entries that it has.
  private func noteKinds() throws {
    try database.run(Self.kinds)
    for sweep in try sweeps() {
      for name in sweep.parameters + sweep.results {
        let column = SQL.name(name)
        try database.run(
          "insert into kind select distinct ?, ?, typeof(\(column)) from \(sweep.table) where \(column) is not null",
          [.integer(sweep.id), .text(name)])
      }
    }
  }

  // MARK: Sweeps

  /// All, in the order of their beginning.
  public func sweeps() throws -> [Sweep] {
    let rows = try database.rows(
      "select id, name, file, script, hash, version, arithmetic, created from sweep order by id")
    defer { rows.reset() }
    var found: [Sweep] = []
    while try rows.next() {
      let id = rows.integer(0)
      func names(_ kind: String) throws -> [String] {
        let rows = try database.rows("select name from named where sweep = ? and kind = ? order by place")
        defer { rows.reset() }
        try rows.bind([.integer(id), .text(kind)])
        var names: [String] = []
        while try rows.next() { names.append(rows.text(0)) }
        return names
      }
      var sweep = Sweep(
        name: rows.text(1), file: rows.isNull(2) ? nil : rows.text(2), script: rows.text(3), hash: rows.blob(4),
        version: rows.text(5), arithmetic: rows.text(6), parameters: try names("parameter"),
        results: try names("result"), series: try names("series"))
      (sweep.id, sweep.created) = (id, rows.text(7))
      found.append(sweep)
    }
    return found
  }

  /// What the body reads is of one moment, whatever other processes do.
  public func snapshot<T>(_ body: () throws -> T) throws -> T { try database.snapshot(body) }

  public func sweep(named name: String) throws -> Sweep? { try sweeps().first { $0.name == name } }

  /// The sweep as the store has it, made where it has none of the name.
  ///
  /// - Throws: `StoreError` where it has another one of the name.
  public func begin(_ new: Sweep) throws -> Sweep {
    try database.transaction {
      if let known = try sweep(named: new.name) {
        try Self.compare(known, new)
        return known
      }
      try database.run(
        """
        insert into sweep (name, file, script, hash, version, arithmetic, created)
        values (?, ?, ?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
        """,
        [
          .text(new.name), new.file.map { .text($0) } ?? .null, .text(new.script), .blob(new.hash), .text(new.version),
          .text(new.arithmetic),
        ])
      var sweep = new
      sweep.id = database.lastRow
      for (kind, names) in [("parameter", new.parameters), ("result", new.results), ("series", new.series)] {
        for (place, name) in names.enumerated() {
          try database.run(
            "insert into named values (?, ?, ?, ?)", [.integer(sweep.id), .text(kind), .integer(place), .text(name)])
        }
      }
      // What is asked for most stands first: SQLite finds a column by going through those before it, row by row.
      let own = (new.parameters + new.results).map { SQL.name($0) + ", " }.joined()
      try database.run(
        """
        create table \(sweep.table) (run integer primary key, \(own)key blob not null, state text not null, error text,
          seconds real not null, host text, seed)
        """)
      return sweep
    }
  }

  /// - Throws: `StoreError` where two sweeps of one name are not the same.
  static func compare(_ known: Sweep, _ new: Sweep) throws {
    guard let difference = difference(known, new) else { return }
    throw StoreError(
      .changed, "`\(new.name)` holds runs of another sweep: \(difference)",
      help: "give the new sweep another name, or `forget runs \(new.name)`")
  }

  /// What tells two sweeps of one name apart, if anything.
  private static func difference(_ known: Sweep, _ new: Sweep) -> String? {
    if known.hash != new.hash { return "the script has changed" }
    if known.version != new.version { return "they are of nsh \(known.version), this is \(new.version)" }
    if known.arithmetic != new.arithmetic {
      return "they are of --arithmetic \(known.arithmetic), this is \(new.arithmetic)"
    }
    func told(_ names: [String]) -> String { names.isEmpty ? "nothing" : names.joined(separator: ", ") }
    if Set(known.parameters) != Set(new.parameters) {
      return "it sweeps \(told(known.parameters)), and this \(told(new.parameters))"
    }
    if known.results != new.results || known.series != new.series {
      return "it keeps \(told(known.results + known.series)), and this \(told(new.results + new.series))"
    }
    return nil
  }

  /// Takes a sweep away with its runs.
  public func remove(_ sweep: Sweep) throws {
    try database.transaction {
      try database.run("drop table \(sweep.table)")
      try database.run("delete from sweep where id = ?", [.integer(sweep.id)])
    }
  }

  /// What the body asks of a sweep.
  ///
  /// - Throws: `StoreError` of the kind `noSweep` where another process has taken the sweep away meanwhile.
  func asking<T>(_ sweep: Sweep, _ body: () throws -> T) throws -> T {
    do { return try body() } catch let error as StoreError where error.kind == .file {
      // Whatever failed: without its table all does.
      if let isThere = try? isThere(sweep), !isThere { try require(sweep) }
      throw error
    }
  }

  /// - Throws: `StoreError` where another process has taken the sweep away.
  func require(_ sweep: Sweep) throws {
    if try isThere(sweep) { return }
    throw StoreError(.noSweep, "the sweep `\(sweep.name)` was forgotten meanwhile, by another process")
  }

  private func isThere(_ sweep: Sweep) throws -> Bool {
    try database.number("select count(*) from sweep where id = ?", [.integer(sweep.id)]) == 1
  }

  /// How many runs were asked for, each once.
  public func asked(_ sweep: Sweep) throws -> Int {
    let all = try database.number("select sum(count) from plan where sweep = ?", [.integer(sweep.id)]) ?? 0
    return all - (try database.number("select count(*) from passed where sweep = ?", [.integer(sweep.id)]) ?? 0)
  }

  /// How many runs there are, of each way to end.
  public func counts(_ sweep: Sweep) throws -> [RunState: Int] {
    try asking(sweep) {
      let rows = try database.rows("select state, count(*) from \(sweep.table) group by state")
      defer { rows.reset() }
      var counts: [RunState: Int] = [:]
      while try rows.next() { if let state = RunState(rawValue: rows.text(0)) { counts[state] = rows.integer(1) } }
      return counts
    }
  }
}
