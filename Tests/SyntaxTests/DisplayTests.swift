import Display
import Syntax
import Testing

@Suite struct DisplayTests {
  @Test(arguments: [
    ("\u{1B}[31mred", "\\u{1B}[31mred"), ("a\u{7}b", "a\\u{7}b"), ("\u{9B}31m", "\\u{9B}31m"),
    ("a\u{202E}b", "a\\u{202E}b"),
    ("a\u{2066}b", "a\\u{2066}b"), ("a\rb", "a\\rb"), ("\u{7F}", "\\u{7F}"), ("\u{2028}", "\\u{2028}"),
    ("\u{FEFF}", "\\u{FEFF}"),
    ("\u{FFFE}", "\\u{FFFE}"), ("plain é 日本 👨‍👩‍👧", "plain é 日本 👨‍👩‍👧"), ("a\u{0}b", "a\\u{0}b"),
  ])
  func ordersAreShownByTheirCodes(_ text: String, _ shown: String) {
    #expect(Visible.text(text) == shown)
    #expect(Visible.line("a\n\t" + text) == "a\\n\\t" + shown)
    #expect(Visible.text("a\n\t" + text) == "a\n\t" + shown)
    let source = Source(name: "x\(text).nsh", "print \(text)")
    let error = Diagnostic(.syntax, text, at: Span(source, 0..<5), label: text, notes: [text], help: text)
    #expect(!error.rendered().unicodeScalars.contains { Visible.isOrder($0) && $0 != "\n" })
  }

  /// As wcwidth counts in a locale of Unicode.
  @Test(arguments: [
    ("abc", 3), ("日本語", 6), ("e\u{301}", 1), ("é", 1), ("한글", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("ｶﾅ", 2), ("！", 2),
    ("😀", 2), ("🇩🇪", 2), ("\u{200B}", 0), ("\u{200D}", 0), ("—", 1), ("α", 1), ("★", 1), ("☕", 2), ("\u{20000}", 2),
    ("", 0),
  ])
  func columnsAreCounted(_ text: String, _ columns: Int) {
    #expect(TextWidth.columns(of: text) == columns)
    #expect(TextWidth.columns(of: TextWidth.padded(text, to: 8)) == 8)
    #expect(TextWidth.columns(of: String(TextWidth.head(text, 3))) <= 3)
  }
}
