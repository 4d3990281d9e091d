import Foundation
import Interp
import Syntax
import Testing

/// Every declaration's examples are run and compared: what they show ends with what the declaration says, `*` standing
/// for anything.
@Suite struct ExampleTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  @Test(arguments: Language.nsh.commands.map(\.name))
  func commands(name: String) throws {
    let command = try #require(Language.nsh.commands.first { $0.name == name })
    #expect(!command.examples.isEmpty, "a command without an example")
    for example in command.examples { check(example, inDialogue: command.isAboutTheDialogue) }
  }

  @Test(arguments: Language.nsh.quantities.map(\.name))
  func quantities(name: String) throws { check(try #require(Language.nsh.quantity(name)).example) }

  @Test(arguments: Language.nsh.functions.map(\.name))
  func functions(name: String) throws { check(try #require(Language.nsh.function(name)).example) }

  @Test(arguments: Language.nsh.words.map(\.name))
  func words(name: String) throws { check(try #require(Language.nsh.words.first { $0.name == name }).example) }

  @Test(arguments: Language.nsh.topics.map(\.name))
  func topics(name: String) throws {
    for example in try #require(Language.nsh.topics.first { $0.name == name }).examples { check(example) }
  }

  /// A dialogue's lines are entered one by one.
  private func check(_ example: Command.Example, inDialogue: Bool = false) {
    let host = RecordingHost()
    host.files = sharedData
    host.files["part.nsh"] = Array("let a = 2\n".utf8)
    host.editing = { $0 }
    let interpreter = Interpreter(host: host)
    let texts =
      inDialogue
      ? example.input.split(separator: "\n").map { Source(String($0)) } : [Source(name: "example", example.input)]
    for text in texts { #expect(interpreter.run(text) == .fine) }
    #expect(host.errors.isEmpty, "\(host.errors)")
    // The host in memory shows tables without their columns' widths.
    func squeezed(_ text: String) -> String {
      text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { $0.split(separator: " ").joined(separator: " ") }.joined(separator: "\n")
    }
    let (shown, output) = (squeezed(host.shown.joined(separator: "\n")), squeezed(example.output))
    let parts = output.split(separator: "*", omittingEmptySubsequences: false)
    if parts.count == 1 {
      #expect(shown.hasSuffix(output), "\(shown)")
    } else {
      #expect(parts.allSatisfy { $0.isEmpty || shown.contains($0) } && !shown.isEmpty, "\(shown)")
    }
  }

  @Test func everyNameHasHelpAndNoneIsTaken() {
    let names =
      Language.nsh.quantities.map(\.name) + Language.nsh.functions.map(\.name) + Language.nsh.constants.map(\.name)
      + Language.nsh.verbs.sorted()
      + Language.nsh.words.map(\.name)
    let topics = Language.nsh.topics
    for topic in topics {
      for word in [topic.name] + topic.also { #expect(run("help \(word)").status == .fine, "help \(word)") }
    }
    #expect(
      Set(topics.flatMap { [$0.name] + $0.also }).count == topics.reduce(0) { $0 + 1 + $1.also.count },
      "a word means two topics")
    #expect(Set(names).count == names.count, "a name means two things")
    for name in names + Language.nsh.commands.map(\.name) where name != "help tour" {
      #expect(run("help \(name)").status == .fine, "help \(name)")
    }
  }
}
