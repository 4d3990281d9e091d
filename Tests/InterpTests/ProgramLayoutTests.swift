import Interp
import Restricted
import Syntax
import Testing

/// A text that is laid out says the same, comments included, of programs at random whose white space is any.
@Suite struct ProgramLayoutTests {
  private let vocabulary = Language.nsh.vocabulary

  private func statements(_ text: String) -> [Statement] {
    var parser = Parser(Source(text), vocabulary)
    return parser.parse()
  }

  private func comments(_ text: String) -> [String] {
    let source = Source(text)
    return Highlighter(vocabulary).runs(of: source).compactMap { $0.kind == .comment ? source.text($0.range) : nil }
  }

  /// Indents that say nothing, empty lines, comments behind lines and between them, and spaces at their ends.
  private func untidy(_ text: String) -> (text: String, comments: [String]) {
    var (lines, comments) = ([String](), [String]())
    for (k, line) in text.split(separator: "\n").enumerated() {
      var line = String(repeating: " ", count: k * 5 % 7) + line
      if k % 3 == 1 {
        comments.append("# \(k) é {")
        line += (k % 2 == 0 ? "" : "   ") + "# \(k) é {"
      }
      lines += k % 4 == 0 ? [line + "  ", "", ""] : [line]
      if k % 5 == 0 {
        comments.append("#\(k)")
        lines.append("\t#\(k) ")
      }
    }
    return (lines.joined(separator: "\n"), comments)
  }

  @Test func programsAtRandom() throws {
    var tried = 0
    for i in 0..<300 {
      var maker = ProgramMaker(seed: 7, number: i)
      let (text, written) = untidy(maker.program())
      guard let layout = try? Layout(Source(text), vocabulary) else { continue }
      tried += 1
      let laid = try layout.text()
      #expect(statements(laid) == statements(text), "\(text)")
      #expect(comments(laid) == written, "\(text)")
      #expect(try Layout(Source(laid), vocabulary).text() == laid, "\(text)")
    }
    #expect(tried > 250, "too few programs can be read: \(tried)")
  }
}
