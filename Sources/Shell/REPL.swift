import Interp
import Syntax

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The dialogue: a prompt, a statement, its result.
struct REPL {
  let interpreter: Interpreter
  let console: Console
  let history: History
  let recovery: Recovery?

  static let banner = "nsh \(version) - `help` to start, `help tour` for a five-minute tour, Ctrl-D to leave"

  /// - Parameter mayTakeUp: whether what another dialogue left is offered.
  func run(isQuiet: Bool, mayTakeUp: Bool) -> Int32 {
    Signals.isInteractive = true
    if !isQuiet { console.show(.text(Self.banner)) }
    let editor = LineEditor(wakeUp: Signals.wakeUp) { line, cursor in
      let found = interpreter.complete(line: line, cursor: cursor)
      return Candidates(start: found.range.lowerBound, texts: found.candidates)
    }
    if console.hasColor {
      editor.colour { line, isAtEnd in Painter.painted(line, hint: isAtEnd ? interpreter.hint(for: line) : "") }
    }
    do {
      for entry in try history.load() {
        editor.remember(entry)
        interpreter.remember(entry)
      }
    } catch { console.note("note: no history: \(error)") }
    let abandoned = mayTakeUp ? recovery?.abandoned() : nil
    console.keep(recovery)
    if let abandoned { console.offer(abandoned) }
    var canRecord = true
    while let text = edited() ?? statement(from: editor) {
      editor.remember(text)
      if canRecord {
        do { try history.append(text) } catch {
          canRecord = false
          console.note("note: the history is not kept: \(error)")
        }
      }
      let status = interpreter.run(Source(text))
      if status == .interrupted {
        editor.discardPasted()
        console.beginLine()
      }
      if interpreter.isLeaving { break }
    }
    recovery?.end()
    console.declineOffer()
    return 0
  }

  /// What `edit` left, shown as if it had been typed.
  private func edited() -> String? {
    guard let text = interpreter.takeEntered() else { return nil }
    console.present(text)
    return text
  }

  /// The next whole statement; nil at the end of the input.
  private func statement(from editor: LineEditor) -> String? {
    var text = ""
    while true {
      switch editor.readLine(prompt: text.isEmpty ? Prompt.first : Prompt.more) {
      case .end:
        // The prompt's line is still open.
        console.show(.text(""))
        if text.isEmpty { return nil }
        return text
      case .interrupted: text = ""
      case .line(let line):
        text += text.isEmpty ? line : "\n" + line
        if text.allSatisfy(\.isWhitespace) { text = "" }
        if !text.isEmpty, !Interpreter.needsMore(text) { return text }
      }
    }
  }
}
