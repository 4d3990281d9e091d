internal import CSQLite
import Checked
import Limits

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An open database of SQLite; the only place that knows its pointers. It belongs to one thread at a time.
final class Database {
  fileprivate let pointer: OpaquePointer
  /// For messages.
  let name: String
  private var prepared: [String: Rows] = [:]

  /// Opens a file, or memory that is forgotten with it.
  init(path: String, name: String, creates: Bool, isInMemory: Bool = false) throws {
    guard nsh_sqlite_load() != 0 else {
      throw StoreError(.noLibrary, "SQLite 3.35 or later is not there", help: "install it: apt install libsqlite3-0")
    }
    self.name = name
    var opened: OpaquePointer?
    let flags =
      SQLITE_OPEN_READWRITE | (creates ? SQLITE_OPEN_CREATE : 0) | SQLITE_OPEN_NOMUTEX
      | (isInMemory ? SQLITE_OPEN_MEMORY : 0)
    let status = sqlite3_open_v2(path, &opened, flags, nil)
    guard let opened, status == SQLITE_OK else {
      let why = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "no memory"
      if let opened { sqlite3_close_v2(opened) }
      throw StoreError(.file, "cannot open the store `\(name)`: \(why)")
    }
    pointer = opened
    sqlite3_extended_result_codes(pointer, 1)
    // Whoever finds the database locked by another process waits; Ctrl-C ends the wait.
    sqlite3_busy_handler(pointer, { _, tries in Database.wait(tries) }, nil)
    sqlite3_progress_handler(pointer, 20_000, { _ in Cancellation.isAsked() ? 1 : 0 }, nil)
  }

  deinit {
    prepared.removeAll()
    sqlite3_close_v2(pointer)
  }

  /// Some 30 s in all, by waits of 1 to 31 ms that differ from process to process.
  private static func wait(_ tries: Int32) -> Int32 {
    if tries > 1800 || Cancellation.isAsked() { return 0 }
    let longest: UInt32 = tries < 10 ? 4 : 30
    usleep(1000 + UInt32.random(in: 0...longest) * 1000)
    return 1
  }

  // MARK: Statements

  func run(_ sql: String) throws {
    let status = sqlite3_exec(pointer, sql, nil, nil, nil)
    guard status == SQLITE_OK else { throw error(status) }
  }

  /// The same where SQLite itself does not wait for others: a change of the journal needs the file for itself, and two that
  /// want it would wait for each other.
  func runPatiently(_ sql: String) throws {
    var tries: Int32 = 0
    let begin = ContinuousClock.now
    while true {
      let status = sqlite3_exec(pointer, sql, nil, nil, nil)
      if status == SQLITE_OK { return }
      // Where it has waited by itself, that counts.
      let isLong = ContinuousClock.now - begin > .seconds(30)
      guard Self.isBusy(status), !isLong, Self.wait(tries) != 0 else { throw error(status) }
      tries += 1
    }
  }

  private static func isBusy(_ status: Int32) -> Bool {
    [SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL].contains(status & 0xFF)
  }

  /// A statement, made once for each text.
  func rows(_ sql: String) throws -> Rows {
    if let known = prepared[sql] {
      known.reset()
      return known
    }
    let made = try Rows(self, sql)
    if prepared.count > 100 { prepared.removeAll() }
    prepared[sql] = made
    return made
  }

  /// Runs a statement with values to its end.
  func run(_ sql: String, _ values: [Entry]) throws {
    let rows = try self.rows(sql)
    defer { rows.reset() }
    try rows.bind(values)
    while try rows.next() {}
  }

  /// The number in the first row.
  func number(_ sql: String, _ values: [Entry] = []) throws -> Int? {
    let rows = try self.rows(sql)
    defer { rows.reset() }
    try rows.bind(values)
    return try rows.next() ? rows.isNull(0) ? nil : rows.integer(0) : nil
  }

  /// All of the body's changes or none.
  func transaction<T>(_ body: () throws -> T) throws -> T { try within("begin immediate", body) }

  /// All that the body reads is of one moment.
  func snapshot<T>(_ body: () throws -> T) throws -> T { try within("begin", body) }

  private func within<T>(_ begin: String, _ body: () throws -> T) throws -> T {
    try run(begin)
    do {
      let result = try body()
      try run("commit")
      return result
    } catch {
      if sqlite3_get_autocommit(pointer) == 0 { sqlite3_exec(pointer, "rollback", nil, nil, nil) }
      throw error
    }
  }

  /// The row that was inserted last.
  var lastRow: Int { Int(clamping: sqlite3_last_insert_rowid(pointer)) }

  // MARK: Errors

  fileprivate func error(_ status: Int32) -> any Error {
    let why = String(cString: sqlite3_errmsg(pointer))
    if Self.isBusy(status) {
      if Cancellation.isAsked() { return CancellationError() }
      return StoreError(.file, "the store `\(name)` was locked by another process for half a minute")
    }
    switch status & 0xFF {
    case SQLITE_INTERRUPT: return CancellationError()
    case SQLITE_FULL:
      return StoreError(.file, "the store `\(name)` cannot be written: the disk is full", help: "what it holds stays")
    case SQLITE_READONLY: return StoreError(.file, "the store `\(name)` cannot be written: \(why)")
    case SQLITE_NOTADB, SQLITE_CORRUPT:
      return StoreError(.notAStore, "`\(name)` is no store of runs, or is damaged: \(why)")
    case SQLITE_NOMEM: return StoreError(.file, "the store `\(name)` lacks memory")
    default: return StoreError(.file, "the store `\(name)` failed: \(why)")
    }
  }

  /// Whether the folder lies on another machine; false where that is not known.
  static func isRemote(folder: String) -> Bool { nsh_is_remote(folder) == 1 }
}

/// A value as SQLite has it.
enum Entry {
  case null
  case integer(Int)
  case real(Double)
  case text(String)
  case blob([UInt8])

  /// As SQLite's typeof calls them.
  enum Kind: String { case null, integer, real, text, blob }
}

/// A statement that is run, row by row.
final class Rows {
  private unowned let database: Database
  private let pointer: OpaquePointer
  let columns: Int

  fileprivate init(_ database: Database, _ sql: String) throws {
    self.database = database
    var made: OpaquePointer?
    let status = sqlite3_prepare_v2(database.pointer, sql, -1, &made, nil)
    guard status == SQLITE_OK, let made else { throw database.error(status) }
    pointer = made
    columns = Int(clamping: sqlite3_column_count(made))
  }

  deinit { sqlite3_finalize(pointer) }

  func reset() { sqlite3_reset(pointer) }

  /// False where there is no row more.
  @inline(__always)
  func next() throws -> Bool {
    let status = sqlite3_step(pointer)
    if status == SQLITE_ROW { return true }
    if status == SQLITE_DONE { return false }
    throw database.error(status)
  }

  func bind(_ values: [Entry]) throws {
    for (i, value) in values.enumerated() { try bind(value, at: i) }
  }

  func bind(_ value: Entry, at index: Int) throws {
    let place = Int32(clamping: index + 1)
    let status: Int32 =
      switch value {
      case .null: sqlite3_bind_null(pointer, place)
      case .integer(let n): sqlite3_bind_int64(pointer, place, Int64(clamping: n))
      case .real(let x): sqlite3_bind_double(pointer, place, x)
      case .text(var text):
        text.withUTF8 { bytes in
          bytes.withMemoryRebound(to: CChar.self) { bytes in
            nsh_sqlite_bind_text(pointer, place, bytes.baseAddress ?? Self.nothing, Int32(clamping: bytes.count))
          }
        }
      case .blob(let bytes):
        bytes.withUnsafeBytes {
          nsh_sqlite_bind_blob(
            pointer, place, $0.baseAddress ?? UnsafeRawPointer(Self.nothing), Int32(clamping: $0.count))
        }
      }
    guard status == SQLITE_OK else { throw database.error(status) }
  }

  /// Something to point to where there are no bytes: a null pointer would be a null.
  private nonisolated(unsafe) static let nothing: UnsafePointer<CChar> = {
    let place = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
    place.initialize(to: 0)
    return UnsafePointer(place)
  }()

  // MARK: The present row

  @inline(__always)
  func kind(_ column: Int) -> Entry.Kind {
    switch sqlite3_column_type(pointer, Int32(truncatingIfNeeded: column)) {
    case SQLITE_INTEGER: .integer
    case SQLITE_FLOAT: .real
    case SQLITE_TEXT: .text
    case SQLITE_BLOB: .blob
    default: .null
    }
  }

  func isNull(_ column: Int) -> Bool { kind(column) == .null }
  @inline(__always)
  func real(_ column: Int) -> Double { sqlite3_column_double(pointer, Int32(truncatingIfNeeded: column)) }
  @inline(__always)
  func integer(_ column: Int) -> Int {
    Int(clamping: sqlite3_column_int64(pointer, Int32(truncatingIfNeeded: column)))
  }

  func text(_ column: Int) -> String {
    let place = Int32(truncatingIfNeeded: column)
    guard let bytes = sqlite3_column_text(pointer, place) else { return "" }
    let count = Int(clamping: sqlite3_column_bytes(pointer, place))
    return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  /// Whether the text there is this one.
  func holds(_ text: String, _ column: Int) -> Bool {
    let place = Int32(truncatingIfNeeded: column)
    guard let bytes = sqlite3_column_text(pointer, place) else { return false }
    let count = Int(clamping: sqlite3_column_bytes(pointer, place))
    return text.utf8.count == count && UnsafeBufferPointer(start: bytes, count: count).elementsEqual(text.utf8)
  }

  func blob(_ column: Int) -> [UInt8] {
    let place = Int32(truncatingIfNeeded: column)
    guard let bytes = sqlite3_column_blob(pointer, place) else { return [] }
    return Array(UnsafeRawBufferPointer(start: bytes, count: Int(clamping: sqlite3_column_bytes(pointer, place))))
  }
}
