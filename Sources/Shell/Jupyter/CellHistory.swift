import Checked
import Core

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The cells that were run: in this session, and in earlier ones, which lie in a file of their own, so that those of notebooks and what was
/// typed at a terminal do not mix.
final class CellHistory {
  private struct Entry {
    let session: Int
    let line: Int
    let text: String
  }

  /// What came before this session counts as one.
  private static let earlier = 1
  private static let present = 2

  private let file = History(path: FilePath.stateFolder.map { $0 + "/notebook-history" })
  private var cells: [Entry] = []
  private lazy var earlierCells = ((try? file.load()) ?? []).enumerated().map {
    Entry(session: Self.earlier, line: $0 + 1, text: $1)
  }
  private var isKept = true

  func add(_ text: String, _ line: Int) {
    if text.allSatisfy(\.isWhitespace) { return }
    // What lies there now is of earlier sessions.
    _ = earlierCells
    cells.append(Entry(session: Self.present, line: line, text: text))
    guard isKept else { return }
    do { try file.append(text) } catch {
      isKept = false
      Complaint.say("the history is not kept: \(error)")
    }
  }

  /// What a `history_request` asks for: the last ones, a stretch of a session, or those like a pattern.
  func answer(_ message: KernelMessage) -> [String: JSON] {
    let hasOutput = message.flag("output", else: false)
    let found = entries(message).map { entry -> JSON in
      let text = JSON.string(entry.text)
      return .list([.count(entry.session), .count(entry.line), hasOutput ? .list([text, .null]) : text])
    }
    return ["status": "ok", "history": .list(found)]
  }

  private func entries(_ message: KernelMessage) -> [Entry] {
    func number(_ name: String) -> Int? {
      message.content?[name]?.number.flatMap { Int(exactly: $0.rounded(.towardZero)) }
    }
    let most = number("n").map { max(0, $0) } ?? .max
    let all = earlierCells + cells
    switch message.text("hist_access_type") {
    case "range":
      // 0 is this session, -1 the one before it.
      let session = number("session") ?? 0
      let wanted = session > 0 ? session : max(0, Self.present + max(session, -Self.present))
      let (start, stop) = (number("start") ?? 1, number("stop") ?? .max)
      return all.filter { $0.session == wanted && $0.line >= start && $0.line < stop }
    case "search":
      let pattern = message.text("pattern") ?? "*"
      var found = all.filter { fnmatch(pattern, $0.text, 0) == 0 }
      if message.flag("unique", else: false) {
        var seen = Set<String>()
        found = found.reversed().filter { seen.insert($0.text).inserted }.reversed()
      }
      return found.suffix(most)
    default: return all.suffix(most)
    }
  }
}
