import Checked
import CReadline

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What reading a line gave.
enum Line: Equatable {
  case line(String)
  /// Ctrl-D on an empty line, or the end of the input.
  case end
  /// Ctrl-C: the line was thrown away.
  case interrupted
}

/// What Tab finds: the candidates for the bytes of the line from `start` to the cursor.
struct Candidates {
  var start: Int
  var texts: [String]
}

/// Lines edited on a terminal by GNU readline. There is one, used on the main thread.
///
/// The only file that sees readline; no C pointer leaves it.
package final class LineEditor {
  /// (line, cursor in UTF-8 bytes) to candidates. Static, since readline's callbacks capture nothing.
  nonisolated(unsafe) private static var complete: (String, Int) -> Candidates = { _, cursor in
    Candidates(start: cursor, texts: [])
  }
  /// The line to its coloured form and what could come next.
  nonisolated(unsafe) private static var paint: (String, Bool) -> (text: String, hint: String) = { line, _ in (line, "")
  }
  private var pasted: ArraySlice<String> = []

  /// - Parameter wakeUp: the self-pipe's reading end, on which signals arrive (`Signals.wakeUp`).
  init(wakeUp: Int32, complete: @escaping (String, Int) -> Candidates) {
    Self.complete = complete
    nsh_readline_prepare(
      { line, cursor, start in LineEditor.candidates(line, cursor, start) }, wakeUp)
  }

  /// Colours the line while it is edited. `paint` takes the line and whether the cursor stands at its end.
  func colour(by paint: @escaping (String, Bool) -> (text: String, hint: String)) {
    Self.paint = paint
    nsh_readline_paint { line, cursor, hint in
      guard let line else { return nil }
      let text = String(cString: line)
      let painted = LineEditor.paint(text, Int(clamping: cursor) == text.utf8.count)
      hint?.pointee = strdup(painted.hint)
      return strdup(painted.text)
    }
  }

  /// The next line. A text that was pasted with line ends in it arrives line by line, without further prompts.
  func readLine(prompt: String) -> Line {
    if let next = pasted.popFirst() { return .line(next) }
    // What came while computing has been dealt with; a Ctrl-C from here on is for this line, or what it computes.
    Signals.forget()
    Signals.isEditing = true
    defer { Signals.isEditing = false }
    var bytes: UnsafeMutablePointer<CChar>?
    let status = nsh_readline_read(prompt, &bytes)
    defer { free(bytes) }
    guard status == NSH_READ_LINE.rawValue, let bytes else {
      return status == NSH_READ_INTERRUPTED.rawValue ? .interrupted : .end
    }
    let lines = PastedDialogue.input(Self.lines(of: String(cString: bytes)))
    pasted = lines.dropFirst()
    return .line(lines[0])
  }

  /// Puts an entry, possibly of several lines, where the arrow keys find it.
  func remember(_ entry: String) { nsh_readline_remember(entry) }

  /// Keys that were typed while something else was asked of the terminal; the next line begins with them.
  static func typed(_ bytes: [UInt8]) { nsh_readline_typed(bytes, Int32(clamping: min(bytes.count, 256))) }

  /// Throws away lines that were pasted with the last one and not yet read.
  func discardPasted() { pasted = [] }

  /// At least one line; line ends in the manner of Unix, DOS or a terminal's paste, none for a final one. Other characters
  /// that some call line ends (U+2028, NEL, form feed) stand within lines, as in a script.
  package static func lines(of text: String) -> [String] {
    let bytes = Array(text.utf8)
    let (feed, carriage) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    var (lines, start) = ([String](), 0)
    for i in bytes.indices where bytes[i] == feed || bytes[i] == carriage {
      if bytes[i] == feed, i > 0, bytes[i - 1] == carriage {
        start = i + 1
        continue
      }
      lines.append(String(decoding: bytes[Range(from: start, upTo: i)], as: UTF8.self))
      start = i + 1
    }
    lines.append(String(decoding: bytes[start...], as: UTF8.self))
    while lines.count > 1, lines.last == "" { lines.removeLast() }
    return lines
  }

  /// The C side of completion: an array and strings from `malloc`, freed by the caller.
  private static func candidates(
    _ line: UnsafePointer<CChar>?, _ cursor: Int32, _ start: UnsafeMutablePointer<Int32>?
  ) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    guard let line, let start else { return nil }
    let found = complete(String(cString: line), Int(clamping: cursor))
    guard !found.texts.isEmpty, (0...Int(clamping: cursor)).contains(found.start) else { return nil }
    start.pointee = Int32(clamping: found.start)
    let array = calloc(found.texts.count + 1, MemoryLayout<UnsafeMutablePointer<CChar>?>.stride)?
      .assumingMemoryBound(to: UnsafeMutablePointer<CChar>?.self)
    guard let array else { return nil }
    for (i, text) in found.texts.enumerated() { array[i] = strdup(text) }
    return array
  }
}
