/// What a dialogue has done so far: lines that do it again, statement by statement, and the workspaces before them.
struct Dialogue {
  private struct Entry {
    let number: Int
    /// Lines of a script.
    let lines: String
    /// The statement, and whether it came to its end.
    let title: String
  }

  /// The workspace before a statement, and the statement's number.
  private struct Snapshot {
    let workspace: Workspace
    let number: Int
  }

  private var entries: [Entry] = []
  private var past: [Snapshot] = []
  /// What was undone, the last undone last: the workspace behind the statement.
  private var future: [(snapshot: Snapshot, entry: Entry?)] = []
  /// What was entered, whether it succeeded or not; the last of it.
  private(set) var typed: [String] = []
  private var last = 0
  /// timing on
  var isTiming = false

  private static let longestPast = 100

  private static let longestMemory = 1000

  var count: Int { entries.count }
  /// How many statements can be undone, and redone.
  var undoable: Int { past.count }
  var redoable: Int { future.count }
  /// The lines of each statement.
  var statements: [String] { entries.map(\.lines) }
  /// All lines, each with its end.
  var lines: String { entries.map(\.lines).joined() }

  /// The number of the statement that begins.
  mutating func begin() -> Int {
    last += 1
    return last
  }

  /// Remembers what was entered.
  mutating func remember(_ text: String) {
    typed.append(text)
    if typed.count > Self.longestMemory { typed.removeFirst(typed.count - Self.longestMemory) }
  }

  mutating func record(_ lines: String, title: String, number: Int) {
    entries.append(Entry(number: number, lines: lines, title: title))
  }

  /// Keeps the workspace as it was before a statement that changed it.
  mutating func keep(_ workspace: Workspace, before number: Int) {
    past.append(Snapshot(workspace: workspace, number: number))
    future = []
    if past.count > Self.longestPast { past.removeFirst() }
  }

  /// Lets all earlier and undone workspaces go; false where there are none.
  mutating func forgetPast() -> Bool {
    defer { (past, future) = ([], []) }
    return !past.isEmpty || !future.isEmpty
  }

  /// Takes back the last change.
  ///
  /// - Parameter present: the workspace as it is, which `redo` brings back.
  /// - Returns: the workspace before it, the statement and its number; nil when nothing is left.
  mutating func undo(_ present: Workspace) -> (workspace: Workspace, title: String, number: Int)? {
    guard let last = past.popLast() else { return nil }
    let entry = entries.firstIndex { $0.number == last.number }.map { entries.remove(at: $0) }
    future.append((Snapshot(workspace: present, number: last.number), entry))
    return (last.workspace, Self.title(entry), last.number)
  }

  /// Brings back what was undone last.
  ///
  /// - Returns: the workspace behind it, the statement, its lines and its number; nil when nothing is left.
  mutating func redo(_ present: Workspace) -> (workspace: Workspace, title: String, lines: String, number: Int)? {
    guard let (next, entry) = future.popLast() else { return nil }
    past.append(Snapshot(workspace: present, number: next.number))
    if let entry { entries.append(entry) }
    return (next.workspace, Self.title(entry), entry?.lines ?? "", next.number)
  }

  private static func title(_ entry: Entry?) -> String { entry?.title ?? "a statement that failed on its way" }

  /// The lines as a script.
  var script: String { "#!/usr/bin/env nsh\n" + lines }
}
