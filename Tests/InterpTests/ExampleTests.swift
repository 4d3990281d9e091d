import Interp
import Testing

/// Every declaration's examples are run and compared: what they show ends with what the declaration says, `*` standing for anything.
@Suite struct ExampleTests {
  @Test(arguments: Registry.commands.map(\.name))
  func commands(name: String) throws {
    let command = try #require(Registry.commands.first { $0.name == name })
    #expect(!command.examples.isEmpty || name == "train", "a command without an example")
    for example in command.examples { check(example) }
  }

  @Test(arguments: Registry.quantities.map(\.name))
  func quantities(name: String) throws { check(try #require(Registry.quantity(name)).example) }

  @Test(arguments: Registry.functions.map(\.name))
  func functions(name: String) throws { check(try #require(Registry.function(name)).example) }

  private func check(_ example: Command.Example) {
    let (host, _, status) = run(example.input)
    #expect(status == .fine && host.errors.isEmpty, "\(host.errors)")
    let shown = host.shown.joined(separator: "\n")
    let parts = example.output.split(separator: "*", omittingEmptySubsequences: false)
    if parts.count == 1 {
      #expect(shown.hasSuffix(example.output), "\(shown)")
    } else {
      #expect(parts.allSatisfy { $0.isEmpty || shown.contains($0) } && !shown.isEmpty, "\(shown)")
    }
  }

  @Test func everyNameHasHelpAndNoneIsTaken() {
    let names = Registry.quantities.map(\.name) + Registry.functions.map(\.name) + Registry.constants.map(\.name) + Registry.verbs.sorted()
    #expect(Set(names).count == names.count, "a name means two things")
    for name in names + Registry.commands.map(\.name) {
      #expect(run("help \(name)").status == .fine, "help \(name)")
    }
  }
}
