import Dispatch
import Foundation
import Interp
import Shell
import Testing

@Suite final class ShellTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("nsh-\(UUID().uuidString)").path

  init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(atPath: folder) }

  @Test func aFileIsReplacedWholeAndKeepsItsMode() throws {
    let path = folder + "/x.json"
    try Files.write(Array("old".utf8), to: path)
    #expect(chmod(path, 0o640) == 0)
    try Files.write(Array("new".utf8), to: path)
    #expect(try Files.read(path) == Array("new".utf8))
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o640)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["x.json"], "no temporary file is left")
  }

  @Test func whatCannotBeWrittenIsSaidInWords() throws {
    func message(_ body: () throws -> Void) -> String {
      do { try body() } catch { return "\(error)" }
      return "nothing was thrown"
    }
    #expect(message { try Files.write([], to: folder) } == "cannot write `\(folder)`: it is a folder")
    #expect(message { try Files.write([], to: folder + "/no/x") }.hasSuffix("there is no such file or folder"))
    #expect(
      message { _ = try Files.read(folder + "/none") }
        == "cannot read `\(folder)/none`: there is no such file or folder")
    #expect(message { _ = try Files.read(folder) }.hasSuffix("it is a folder"))
  }

  @Test func historiesOfManySessionsLoseNothing() throws {
    let history = History(path: folder + "/deep/history")
    DispatchQueue.concurrentPerform(iterations: 8) { session in
      for i in 0..<25 { try? history.append("let s\(session) = \(i)\nprint 1") }
    }
    let entries = try history.load()
    #expect(entries.count == 200)
    #expect(Set(entries).count == 200, "each entry is whole, both its lines")
    #expect(entries.allSatisfy { $0.hasSuffix("\nprint 1") })
  }

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
