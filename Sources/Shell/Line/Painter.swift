import Checked
import Interp
import Syntax

/// The colours of the line that is edited.
enum Painter {
  private static let highlighter = Highlighter(Language.nsh.vocabulary)

  static func painted(_ line: String, hint: String) -> (text: String, hint: String) {
    let bytes = Array(line.utf8)
    var text = ""
    var done = 0
    for (range, kind) in highlighter.runs(of: line) where range.lowerBound >= done && range.upperBound <= bytes.count {
      text += String(decoding: bytes[Range(from: done, upTo: range.lowerBound)], as: UTF8.self)
      text += colour(kind) + String(decoding: bytes[range], as: UTF8.self) + "\u{1B}[0m"
      done = range.upperBound
    }
    return (text + String(decoding: bytes[done...], as: UTF8.self), hint)
  }

  private static func colour(_ kind: Highlighter.Kind) -> String {
    switch kind {
    case .command: "\u{1B}[1;34m"
    case .word: "\u{1B}[35m"
    case .number: "\u{1B}[36m"
    case .string: "\u{1B}[32m"
    case .quantity: "\u{1B}[33m"
    case .function: "\u{1B}[34m"
    case .comment: "\u{1B}[2m"
    }
  }
}
