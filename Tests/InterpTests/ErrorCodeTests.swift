import Core
import Foundation
import Interp
import Syntax
import Testing

/// The codes of errors, which docs/errors.md and `help CODE` explain.
@Suite struct ErrorCodeTests {
  @Test(arguments: ErrorCatalogue.codes.filter { $0.example != nil })
  func anExampleHasItsCode(code: ErrorCode) throws {
    let host = RecordingHost()
    host.files = sharedData
    let text = try #require(code.example)
    #expect(Interpreter(host: host).run(Source(name: "example.nsh", text)) != .fine)
    #expect(host.codes.first == code, "\(host.codes): \(host.errors)")
  }

  @Test func theEnginesCodesAreKnown() {
    for code in EngineError.Code.allCases { #expect(ErrorCatalogue.code(named: code.name) != nil, "\(code.name)") }
  }

  /// A code that is declared and not listed would have no page.
  @Test func everyDeclarationIsInTheCatalogue() throws {
    let sources = URL(fileURLWithPath: ExampleTests.root + "/Sources")
    let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    var count = 0
    for case let file as URL in files where file.pathExtension == "swift" {
      count += try String(contentsOf: file, encoding: .utf8).components(separatedBy: " = ErrorCode(\n").count - 1
    }
    #expect(count == ErrorCatalogue.codes.count)
    #expect(Set(ErrorCatalogue.codes.map(\.name)).count == count, "two errors have one name")
  }

  @Test func helpTellsWhatACodeMeans() {
    for code in ErrorCatalogue.codes {
      #expect(!code.meaning.isEmpty && !code.meaning.hasSuffix(".") && code.remedy.hasSuffix("."), "\(code.name)")
      #expect(run("help \(code.name)").host.shown.joined().contains(code.remedy), "\(code.name)")
    }
    let line = "help unknown-gr"
    #expect(
      Interpreter(host: RecordingHost()).complete(line: line, cursor: line.utf8.count).candidates == ["unknown-group"])
  }
}
