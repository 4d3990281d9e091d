import Interp
import Shell
import Testing

/// What long texts and pasted dialogues become.
@Suite struct PagerTests {
  @Test func linesAreBrokenByTheColumnsThatTheyTake() {
    let text = PagedText(presented: "abcdef\n\u{1B}[1mhead\u{1B}[0m\n日本語x", chops: false).fitted(to: 4)
    #expect(text.lines.map(\.text) == ["abcd", "ef", "head", "日本", "語x"])
    #expect(text.lines.map { $0.shown(from: 0, columns: 4, marking: []) }[2] == "\u{1B}[1mhead\u{1B}[0m")
  }

  /// Colours take no room and are not cut in two; a piece goes on in its line's colour and leaves none behind.
  @Test func coloursTakeNoRoom() {
    let (red, off) = ("\u{1B}[38;5;202m", "\u{1B}[0m")
    let text = PagedText(presented: "ab\(red)cd\(off)", chops: false)
    #expect(text.fitted(to: 4).lines.map(\.text) == ["ab\(red)cd\(off)"])
    #expect(text.fitted(to: 3).lines.map(\.text) == ["ab\(red)c\(off)", "\(red)d\(off)"])
    let line = PagedText(presented: "ab\(red)cdef\(off)", chops: true).lines[0]
    #expect(line.shown(from: 1, columns: 3, marking: []) == "b\(red)c…\(off)" && line.width == 6)
  }

  @Test func tablesAreCutAndLookedAtFromTheSide() {
    let line = PagedText(presented: "0123456789", chops: true).fitted(to: 5).lines[0]
    #expect(line.shown(from: 0, columns: 5, marking: []) == "0123…")
    #expect(line.shown(from: 4, columns: 5, marking: []) == "4567…")
    #expect(line.shown(from: 5, columns: 5, marking: []) == "56789")
    let wide = PagedText.Line("日本語")
    #expect(wide.shown(from: 1, columns: 4, marking: []) == " 本…", "half of a wide character is a blank")
  }

  @Test func aSearchTakesWordsAndPatterns() {
    let lines = ["Alpha", "beta 1", "gamma", "beta 22"].map { PagedText.Line($0) }
    var search = PagerSearch()
    search.pattern = "alpha"
    #expect(search.place(in: lines, from: 0, page: 2, isForward: true) == 0, "small letters find capitals")
    search.pattern = "Beta"
    #expect(search.place(in: lines, from: 0, page: 2, isForward: true) == nil, "capitals do not find small ones")
    search.pattern = "beta [0-9]{2}"
    #expect(search.place(in: lines, from: 0, page: 2, isForward: true) == 3)
    #expect(search.place(in: lines, from: 3, page: 2, isForward: false) == nil)
    search.pattern = "["
    #expect(search.lines(of: lines).isEmpty, "what is no pattern is taken as it stands")
    search.pattern = "ta"
    #expect(search.lines(of: lines).map(\.text) == ["beta 1", "beta 22"])
    #expect(lines[1].shown(from: 0, columns: 9, marking: search.matches(in: lines[1])) == "be\u{1B}[7mta\u{1B}[27m 1")
  }

  @Test func everyKeyOfThePagerHasOneMeaning() {
    #expect(PagerKeys.table.allSatisfy { !$0.names.isEmpty && !$0.meaning.isEmpty })
    for (key, action) in [
      ("j", PagerKeys.Action.down), ("\u{1B}[B", .down), ("G", .end), ("\u{1B}[F", .end), ("%", .percent),
      ("&", .choose),
    ] {
      #expect(PagerKeys.action(of: key) == action)
    }
  }

  @Test func aPastedDialogueLosesItsPromptsAndItsAnswers() {
    let pasted = [
      "$ nsh", "nsh> let a = 5", "nsh> for k in 1..2 {", "...>   print a*k", "...> }", "5", "10", "  nsh> a", "5",
      "error: no", "nsh>",
    ]
    #expect(PastedDialogue.input(pasted) == ["let a = 5", "for k in 1..2 {", "  print a*k", "}", "a", ""])
    #expect(PastedDialogue.input(["let a = 5", "print a"]) == ["let a = 5", "print a"])
    #expect(PastedDialogue.input(["nsh> 1 + 1"]) == ["1 + 1"])
  }
}
