import Shell
import Testing

@Suite struct LineTests {
  /// Only what ends a line of a script ends one that is pasted.
  @Test(arguments: ["\u{2028}", "\u{2029}", "\u{85}", "\u{0B}", "\u{0C}", "\u{1E}"])
  func otherSeparatorsStandWithinLines(_ separator: String) {
    let text = "print \"a\(separator)b\""
    #expect(LineEditor.lines(of: text) == [text])
    #expect(LineEditor.lines(of: "\(text)\n\(text)") == [text, text])
  }

  @Test func linesEndInThreeManners() {
    #expect(LineEditor.lines(of: "a\nb\r\nc\rd") == ["a", "b", "c", "d"])
    #expect(LineEditor.lines(of: "a\n\nb\r\r\n\n") == ["a", "", "b"])
    #expect(
      LineEditor.lines(of: "") == [""] && LineEditor.lines(of: "\n") == [""]
        && LineEditor.lines(of: "é\u{301}\r\n") == ["é\u{301}"])
  }
}
