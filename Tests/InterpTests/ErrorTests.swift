import Foundation
import Interp
import Testing

/// Wrong scripts and the whole text of what is said about them, in Errors.txt: `=== script`, `---`, the text.
/// `RECORD=1` writes the texts anew.
@Suite struct ErrorTests {
  static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Errors.txt")

  struct Case: Sendable, CustomTestStringConvertible {
    let script: String
    let text: String
    var testDescription: String { script }
    var whole: String { script.hasPrefix("SETUP ") ? setup + script.dropFirst(6) : script }
  }

  static let content = (try? String(contentsOf: file, encoding: .utf8)) ?? ""

  static let cases: [Case] = content.components(separatedBy: "\n=== ").dropFirst().map { block in
    let parts = block.components(separatedBy: "\n---\n")
    return Case(script: parts[0], text: (parts.count > 1 ? parts[1] : "").trimmingCharacters(in: .newlines))
  }

  static let files = [
    "bad.csv": "x,y\n1,2\n3,nan\n", "bad.json": "{\"family\": \"bump\"", "self.nsh": "print 1\ninclude \"self.nsh\"\n",
    "wrong.nsh": "print 1\nprint lss\n",
    "flowers.csv": "length,width,colour\n1,0.2,red\n1.2,0.1,red\n3.1,1.1,blue\n2.9,1.3,blue\n",
    "numbers.csv": "1,2\n3,4\n", "ragged.csv": "a,b\n1,2\n3\n", "none.npz": "no archive",
    "level.csv": "length,width,colour\n1,0.2,red\n1,0.1,blue\n1,1.1,blue\n",
  ]

  static func rendered(_ script: String) -> String {
    let (host, _, status) = run(script, files: files)
    return (host.errors + ["status \(status.rawValue)"]).joined(separator: "\n")
  }

  @Test func everyWrongScriptGetsItsText() throws {
    if ProcessInfo.processInfo.environment["RECORD"] != nil {
      let head = try #require(Self.content.components(separatedBy: "\n=== ").first)
      let blocks = Self.cases.map { "\n=== \($0.script)\n---\n\(Self.rendered($0.whole))\n" }
      try (head + blocks.joined()).write(to: Self.file, atomically: true, encoding: .utf8)
      return
    }
    #expect(Self.cases.count >= 200)
    for wrong in Self.cases { #expect(Self.rendered(wrong.whole) == wrong.text, "\(wrong.script)") }
  }

  @Test(arguments: cases)
  func nothingWrongEndsWell(wrong: Case) {
    let (host, _, status) = run(wrong.whole, files: Self.files)
    #expect(status != .fine)
    #expect(!host.errors.isEmpty)
    // Every error has a place.
    for error in host.errors { #expect(error.contains(".nsh:"), "\(error)") }
  }

  @Test func nothingRunsWhenAnythingIsWrong() {
    let (host, interpreter, status) = run("print \"started\"\nlet x = 1\nprint lss\n")
    #expect(status == .error && host.shown.isEmpty)
    #expect(interpreter.complete(line: "print x", cursor: 7).candidates.isEmpty, "x was not defined")
  }
}
