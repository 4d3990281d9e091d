import Limits
import Sweeps
import Syntax

/// runs merge "parts/*.db"
enum MergeRuns {
  static let files = Option.required(
    "files", .name(.file), "a store, or several: a `*` in the file's name stands for any letters", positional: true)
  static let command = Command(
    "runs", "merge", "puts the runs of other stores into one; those that are there stay as they are",
    details: [
      "Runs are known by their keys: script, parameters, seed, version and arithmetic. A sweep of the same name with another script is refused, and nothing of that store is taken."
    ], [files, SweepCommand.store],
    ranks: .ofStores, also: ["join", "collect", "gather", "parts", "array"],
    examples: [
      .init(
        "sweep fit store=\"a.db\" rate=[1, 2] keep=[y] { let y = rate }\nsweep fit store=\"b.db\" rate=[3, 4] keep=[y] { let y = rate }\nruns merge \"a.db\" store=\"b.db\"",
        shows: "b.db: 2 runs added of 1 store")
    ]
  ) { call, session in
    let span = call.span(of: files.parameter)
    let pattern = try call[files]
    let path = try session.storePath(call)
    let others = try span.blamed { try paths(pattern, session).filter { $0 != path } }
    guard !others.isEmpty else { throw Diagnostic(.file, "no store is called `\(pattern)`", at: span) }
    var (added, known) = (0, 0)
    var into: RunStore?
    for (i, other) in others.enumerated() {
      if session.host.isInterrupted { throw Interrupted() }
      session.host.progress(
        Progress(title: "runs merge", step: i, total: others.count, detail: "stores", elapsed: 0))
      let from = try span.blamed { try session.host.store(other, creates: false) }
      // Made only now, so that a call that is refused leaves none.
      let store = try into ?? session.openStore(call, creates: true)
      into = store
      let counts = try span.blamed { try store.merge(from) }
      (added, known) = (added + counts.added, known + counts.known)
    }
    session.host.progress(nil)
    session.presentSweep.store = path
    session.show(
      .report(
        "\(into?.name ?? ""): \(added) run\(added == 1 ? "" : "s") added of \(others.count) store\(others.count == 1 ? "" : "s")"
          + (known > 0 ? ", \(known) \(known == 1 ? "was" : "were") there" : ""), seconds: nil))
  }

  private static func paths(_ pattern: String, _ session: Session) throws -> [String] {
    let name = pattern.split(separator: "/").last.map(String.init) ?? pattern
    guard name.contains("*") else { return [pattern] }
    let folder = pattern.lastIndex(of: "/").map { String(pattern[...$0]) } ?? ""
    let parts = name.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
    let found = session.host.list(folder.isEmpty ? "." : folder, beginning: parts[0])
    return found.filter { !$0.isFolder && matches($0.name, parts) }.map { folder + $0.name }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Whether a name consists of these parts, with any letters between.
  private static func matches(_ name: String, _ parts: [String]) -> Bool {
    guard let first = parts.first, let last = parts.last, name.hasPrefix(first), name.hasSuffix(last),
      name.utf8.count >= first.utf8.count + last.utf8.count
    else { return false }
    var rest = name.dropFirst(first.count).dropLast(last.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let end = rest.end(of: part) else { return false }
      rest = rest[end...]
    }
    return true
  }
}

extension Substring {
  /// Where the first such part ends.
  fileprivate func end(of part: String) -> Index? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(part) { return index(start, offsetBy: part.count) }
      start = index(after: start)
    }
    return nil
  }
}
