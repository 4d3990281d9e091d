/// What a dialogue has done so far: the statements that succeeded, and the workspaces before them.
struct Dialogue {
  /// A statement that succeeded, in canonical form.
  private struct Entry {
    let number: Int
    let text: String
  }

  /// The workspace before a statement, and the statement's number.
  private struct Snapshot {
    let workspace: Workspace
    let entry: Int
  }

  private var entries: [Entry] = []
  private var past: [Snapshot] = []
  /// timing on
  var isTiming = false

  private static let longestPast = 100

  var count: Int { entries.count }
  var texts: [String] { entries.map(\.text) }

  /// The number of the statement that comes next.
  var next: Int { (entries.last?.number ?? 0) + 1 }

  mutating func record(_ text: String, number: Int) { entries.append(Entry(number: number, text: text)) }

  /// Keeps the workspace as it was before a statement that changed it.
  mutating func keep(_ workspace: Workspace, before number: Int) {
    past.append(Snapshot(workspace: workspace, entry: number))
    if past.count > Self.longestPast { past.removeFirst() }
  }

  /// Takes back the last change.
  ///
  /// - Returns: the workspace before it, and the statement unless that failed on its way; nil when nothing is left.
  mutating func undo() -> (workspace: Workspace, statement: String?)? {
    guard let last = past.popLast() else { return nil }
    return (last.workspace, entries.firstIndex { $0.number == last.entry }.map { entries.remove(at: $0).text })
  }

  /// The statements as a script. A seed that was drawn comes first.
  func script(seed: UInt64?) -> String {
    let isSeeded = entries.contains { $0.text.hasPrefix("seed ") }
    let drawn = seed.map { isSeeded ? "" : "seed \($0)\n" } ?? ""
    return "#!/usr/bin/env nsh\n" + drawn + entries.map { $0.text + "\n" }.joined()
  }
}
