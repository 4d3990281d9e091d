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
  private var last = 0
  /// timing on
  var isTiming = false

  private static let longestPast = 100

  var count: Int { entries.count }
  /// All lines, each with its end.
  var lines: String { entries.map(\.lines).joined() }

  /// The number of the statement that begins.
  mutating func begin() -> Int {
    last += 1
    return last
  }

  mutating func record(_ lines: String, title: String, number: Int) {
    entries.append(Entry(number: number, lines: lines, title: title))
  }

  /// Keeps the workspace as it was before a statement that changed it.
  mutating func keep(_ workspace: Workspace, before number: Int) {
    past.append(Snapshot(workspace: workspace, number: number))
    if past.count > Self.longestPast { past.removeFirst() }
  }

  /// Lets all earlier workspaces go; false where there are none.
  mutating func forgetPast() -> Bool {
    defer { past = [] }
    return !past.isEmpty
  }

  /// Takes back the last change.
  ///
  /// - Returns: the workspace before it, the statement and its number; nil when nothing is left.
  mutating func undo() -> (workspace: Workspace, title: String, number: Int)? {
    guard let last = past.popLast() else { return nil }
    let entry = entries.firstIndex { $0.number == last.number }.map { entries.remove(at: $0) }
    return (last.workspace, entry?.title ?? "a statement that failed on its way", last.number)
  }

  /// The lines as a script.
  var script: String { "#!/usr/bin/env nsh\n" + lines }
}
