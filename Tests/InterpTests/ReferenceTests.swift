import Foundation
import Interp
import Syntax
import Testing

/// docs/commands and docs/errors.md are what the declarations say. `RECORD=1` (tools/docs) writes it anew.
@Suite struct ReferencePageTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
    .appendingPathComponent("docs/commands")

  static let errors = folder.deletingLastPathComponent().appendingPathComponent("errors.md")

  @Test func thePagesAreUpToDate() throws {
    let manager = FileManager.default
    if ProcessInfo.processInfo.environment["RECORD"] != nil {
      try? manager.removeItem(at: Self.folder)
      try manager.createDirectory(at: Self.folder, withIntermediateDirectories: true)
      let errors = Reference(.nsh).errors
      try errors.write(to: Self.errors, atomically: true, encoding: .utf8)
      for page in Reference(.nsh).pages {
        try page.text.write(to: Self.folder.appendingPathComponent(page.name), atomically: true, encoding: .utf8)
      }
    }
    #expect(
      try String(contentsOf: Self.errors, encoding: .utf8) == Reference(.nsh).errors,
      "docs/errors.md is old: run tools/docs")
    for page in Reference(.nsh).pages {
      let written = try? String(contentsOf: Self.folder.appendingPathComponent(page.name), encoding: .utf8)
      #expect(written == page.text, "docs/commands/\(page.name) is old: run tools/docs")
    }
    #expect(try manager.contentsOfDirectory(atPath: Self.folder.path).count == Reference(.nsh).pages.count)
  }

  /// editors/words.json, of which tools/grammars.py makes the grammars of editors.
  @Test func theWordsAreUpToDate() throws {
    let file = Self.folder.deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("editors/words.json")
    let language = Language.nsh
    let words = [
      "commands": language.verbs.sorted(), "keywords": (Parser.keywords + Highlighter.words).sorted(),
      "quantities": language.quantities.map(\.name).sorted(), "functions": language.functions.map(\.name).sorted(),
      "constants": language.constants.map(\.name).sorted(),
    ]
    let lists = words.keys.sorted().map { name in
      "  \"\(name)\": [\n" + (words[name] ?? []).map { "    \"\($0)\"" }.joined(separator: ",\n") + "\n  ]"
    }
    let text = Data(("{\n" + lists.joined(separator: ",\n") + "\n}\n").utf8)
    if ProcessInfo.processInfo.environment["RECORD"] != nil { try text.write(to: file) }
    #expect(try Data(contentsOf: file) == text, "editors/words.json is old: run tools/docs")
  }

  /// The text of a default follows from its value: written out, it is taken.
  @Test func defaultsCanBeWritten() {
    for command in Language.nsh.commands {
      for parameter in command.parameters where !parameter.isPositional {
        guard let text = parameter.standard, let example = command.examples.first?.input,
          !example.contains("\(parameter.name)="), let place = example.range(of: command.name, options: .backwards)
        else { continue }
        let host = RecordingHost()
        let script = example.replacingCharacters(in: place, with: "\(command.name) \(parameter.name)=\(text)")
        #expect(Interpreter(host: host).run(Source(script), checkOnly: true) == .fine, "\(script): \(host.errors)")
      }
    }
  }

  @Test func everyDeclarationSaysWhatItIs() {
    for command in Language.nsh.commands {
      #expect(!command.summary.isEmpty && !command.summary.hasSuffix("."), "\(command.name)")
      for parameter in command.parameters { #expect(!parameter.summary.isEmpty, "\(command.name) \(parameter.name)") }
    }
    for word in Language.nsh.words { #expect(!word.summary.isEmpty) }
  }
}
