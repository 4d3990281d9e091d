import Interp
import Shell
import Testing

@Suite struct ShellTests {
  @Test func theProgressLineFits() {
    let progress = Progress(
      title: "train adam", step: 712, total: 1000, detail: "loss 2.31e-3  |grad| 4.1e-3", elapsed: 0.05)
    #expect(
      ProgressLine.text(progress, columns: 120)
        == "train adam  |##############------|  712/1000  loss 2.31e-3  |grad| 4.1e-3  0.05 s, 0.02 s left")
    for columns in [0, 1, 10, 40, 70, 90] { #expect(ProgressLine.text(progress, columns: columns).count <= columns) }
    #expect(ProgressLine.seconds(0.0034) == "4 ms")
    #expect(ProgressLine.seconds(75) == "1 min 15 s")
    #expect(ProgressLine.seconds(3725) == "1 h 2 min")
    #expect(ProgressLine.seconds(12.34) == "12.3 s")
  }

  @Test func tablesFitTheTerminal() throws {
    let table = Table(
      title: "chain", headings: ["cluster", "drift"], rows: [["red", .number(1.5)], ["blue", .number(-20.25)]],
      footer: "two")
    let wide = Presenter(isTerminal: false, hasColor: false, columns: 80, rows: 24)
    #expect(wide.text(.table(table)) == "chain\n  cluster   drift\n  red         1.5\n  blue     -20.25\n  two")
    let narrow = Presenter(isTerminal: true, hasColor: false, columns: 12, rows: 24)
    let lines = try #require(narrow.text(.table(table))).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 12 })
    let words = String(repeating: "word ", count: 30)
    let broken = Presenter(isTerminal: true, hasColor: false, columns: 40, rows: 24)
    #expect(try #require(broken.text(.text("  " + words))).split(separator: "\n").allSatisfy { $0.count <= 40 })
    #expect(wide.text(.report("done", seconds: 2)) == "done", "no seconds in a script's output")
    #expect(narrow.text(.report("done", seconds: 2)) == "done (2.00 s)")
  }
}
