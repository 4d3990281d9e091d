import Dispatch
import Foundation
import Shell
import Testing

/// The files that a dialogue keeps: its history, its log, what is left for recovery.
@Suite struct HistoryTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func historiesOfManySessionsLoseNothing() throws {
    let path = folder.path + "/deep/history"
    DispatchQueue.concurrentPerform(iterations: 8) { session in
      let history = History(path: path)
      for i in 0..<25 { try? history.append("let s\(session) = \(i)\nprint 1") }
    }
    let entries = try History(path: path).load()
    #expect(entries.count == 200)
    #expect(Set(entries).count == 200, "each entry is whole, both its lines")
    #expect(entries.allSatisfy { $0.hasSuffix("\nprint 1") })
  }

  @Test func whatEditorsAndCrashesMakeOfAHistory() throws {
    try folder.put("#1\r\nlet a = 1\r\n#2\r\nfor k in 1..2 {\r\n}\r\n#3\nlet tor", "history")
    let history = History(path: folder.path + "/history")
    #expect(try history.load() == ["let a = 1", "for k in 1..2 {\n}", "let tor"])
    try history.append("let b = 2")
    #expect(try history.load().suffix(2) == ["let tor", "let b = 2"], "a torn record is not glued to the next")
  }

  /// Of a time stamp that was cut off nothing is kept; of an entry, what there is.
  @Test(arguments: [("#", []), ("#17000", []), ("#17\n", []), ("#17\nle", ["le"]), ("#17\nlet b = 2", ["let b = 2"])])
  func recordsTornAnywhereStayApart(_ torn: String, _ kept: [String]) throws {
    try folder.put("#1\nfor k in 1..2 {\n}\n" + torn, "history")
    let history = History(path: folder.path + "/history")
    try history.append("let c = 3", at: 18)
    #expect(try history.load() == ["for k in 1..2 {\n}"] + kept + ["let c = 3"])
  }

  @Test func aHistoryThatIsNoFileIsNotWaitedFor() throws {
    #expect(mkfifo(folder.path + "/history", 0o600) == 0)
    let history = History(path: folder.path + "/history")
    #expect(message { _ = try history.load() }.hasSuffix("it is no ordinary file"))
    #expect(message { try history.append("let a = 1") }.hasSuffix("it is no ordinary file"))
  }

  @Test func ofALongHistoryTheNewestEntriesAreRead() throws {
    let entries = (0..<20_000).map { "print \($0)  \(String(repeating: "x", count: $0 % 90))" }
    try folder.put(entries.map { "#17\n\($0)\n" }.joined(), "history")
    #expect(try History(path: folder.path + "/history").load() == entries.suffix(5000))
  }

  // MARK: The log

  private func log() throws -> Transcript { try Transcript(path: folder.path + "/l.nsh", header: "# head\n") }

  @Test func whatIsTakenBackBecomesAComment() throws {
    let log = try log()
    for (i, text) in ["let a = 1\n", "for k in 1..2 {\n}\n", "print a\n"].enumerated() {
      try log.record(text, number: i)
    }
    try log.withdraw(1)
    try log.record("let b = 1\n", number: 3)
    let expected = "# head\nlet a = 1\n# taken back: for k in 1..2 {\n# }\nprint a\nlet b = 1\n"
    #expect(try folder.text("l.nsh") == expected)
    try log.withdraw(3)
    try log.withdraw(0)
    #expect(
      try folder.text("l.nsh")
        == "# head\n# taken back: let a = 1\n# taken back: for k in 1..2 {\n# }\nprint a\n# taken back: let b = 1\n")
  }

  @Test func nothingOfOthersIsWrittenOver() throws {
    let (one, two) = (try log(), try log())
    try one.record("let a = 1\n", number: 1)
    try two.record("let b = 1\n", number: 1)
    try one.withdraw(1)
    let text = try folder.text("l.nsh")
    #expect(text.contains("\nlet a = 1\nlet b = 1\n"))
    #expect(text.hasSuffix("# taken back, though it stands above: let a = 1\n"))
  }

  @Test func anEntryThatWasCutOffIsNotGluedToTheNext() throws {
    let log = try log()
    try log.record("let a = 1\n", number: 1)
    try folder.put("# head\nlet tor", "l.nsh")
    try log.record("let b = 1\n", number: 2)
    #expect(try folder.text("l.nsh") == "# head\nlet tor\nlet b = 1\n")
    _ = try self.log()
    #expect(
      try folder.text("l.nsh").hasSuffix(
        "# head\n# nsh began anew here: what stands above is another session's.\n"))
  }

  // MARK: Recovery

  @Test func whatADialogueLeavesIsOfferedOnceItIsGone() throws {
    let dialogue = try #require(Recovery(stateFolder: folder.path))
    #expect(dialogue.abandoned() == nil)
    try dialogue.record("let a = 1\n", number: 1)
    try dialogue.record("for k in 1..2 {\n  print k\n}\n", number: 2)
    let other = try #require(Recovery(stateFolder: folder.path))
    #expect(other.abandoned() == nil, "it goes on")
    try other.record("let b = 1\n", number: 1)
    other.end()
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/recovery")
    try #require(files.count == 1, "the other one ended in order")
    // A copy is held by nobody, as after a crash.
    let left = folder.path + "/recovery/1-1.nsh"
    try FileManager.default.copyItem(atPath: folder.path + "/recovery/" + files[0], toPath: left)
    let found = try #require(other.abandoned())
    #expect(found.path == left && found.statements == 2)
    #expect(dialogue.abandoned() == nil, "one dialogue offers it")
    let place = found.setAside()
    #expect(
      try String(contentsOfFile: place, encoding: .utf8)
        == "# in \(FileManager.default.currentDirectoryPath)\nlet a = 1\nfor k in 1..2 {\n  print k\n}\n")
    #expect(other.abandoned() == nil, "once")
    dialogue.end()
  }
}
