import Foundation
import Interp
import Syntax
import Testing

/// The language's tests in its own words: Tests/Scripts/<topic>/*.nsh. Each `# -> text` stands beside or below the
/// statement that shows the text; all of them, in order, are what the script shows. `# error: text` stands on the line
/// that the error names.
@Suite struct ScriptTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Scripts")

  static let files: [String] = {
    let all = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return all.filter { $0.hasSuffix(".nsh") && !$0.contains("parts/") }.sorted()
  }()

  @Test func thereAreScripts() { #expect(Self.files.count >= 10) }

  @Test(arguments: files)
  func script(file: String) throws {
    let text = try String(contentsOf: Self.folder.appendingPathComponent(file), encoding: .utf8)
    let lines = text.components(separatedBy: "\n")
    let host = RecordingHost()
    host.folder = Self.folder.appendingPathComponent(file).deletingLastPathComponent().path
    let interpreter = Interpreter(host: host)
    _ = interpreter.run(Source(name: "script.nsh", text))
    let expected = lines.flatMap { line in line.components(separatedBy: "# -> ").dropFirst() }
    #expect(host.shown.flatMap { $0.components(separatedBy: "\n") } == expected)
    let errors = lines.enumerated().compactMap { i, line in
      line.components(separatedBy: "# error: ").dropFirst().first.map { "error: \($0)\n script.nsh:\(i + 1):" }
    }
    #expect(host.errors.count == errors.count, "\(host.errors)")
    for (actual, wanted) in zip(host.errors, errors) { #expect(actual.hasPrefix(wanted), "\(actual)") }
  }

  /// Printing the syntax and reading the text again gives the same syntax, for every script there is.
  @Test(arguments: files)
  func printedScriptsReadTheSame(file: String) throws {
    let text = try String(contentsOf: Self.folder.appendingPathComponent(file), encoding: .utf8)
    var parser = Parser(Source(text), Language.nsh.vocabulary)
    let first = parser.parse()
    guard parser.errors.isEmpty else { return }
    let printed = Language.nsh.printer.text(first)
    var again = Parser(Source(printed), Language.nsh.vocabulary)
    #expect(again.parse() == first, "\(printed)")
    #expect(again.errors.isEmpty)
  }
}
