import Syntax

/// The reference pages, made of the declarations: file names and their Markdown.
public struct Reference {
  private let language: Language

  public init(_ language: Language) { self.language = language }

  public var pages: [(name: String, text: String)] {
    language.commands.map { (file($0), page($0)) }
      + [
        ("quantities.md", quantities), ("functions.md", functions), ("statements.md", statements),
        ("topics.md", topics), ("README.md", index),
      ]
  }

  /// docs/errors.md
  public var errors: String {
    Self.notice
      + "# Errors\n\nWhat messages mean, by the code that `--json` tells; `help CODE` says the same in a dialogue.\n\n"
      + ErrorCatalogue.codes.map { code in
        "## \(code.name)\n\n\(sentence(code.meaning)) \(sentence(code.remedy))\n\n"
          + (code.example.map { block(.init($0, shows: "")) } ?? "")
      }.joined()
  }

  private func file(_ command: Command) -> String { command.name.replacing(" ", with: "-") + ".md" }

  private static let notice = "<!-- Made by tools/docs from the declarations; edit those. -->\n\n"

  private func page(_ command: Command) -> String {
    var text = Self.notice + "# \(command.name)\n\n\(sentence(command.summary))\n\n    \(command.usage)\n\n"
    for detail in command.details { text += detail + "\n\n" }
    if !command.parameters.isEmpty {
      text += table(
        ["", "kind", "default", "meaning"],
        command.parameters.map { p in
          ["`\(p.name)`", p.kind.title, p.standard.map { "`\($0)`" } ?? (p.isRequired ? "required" : ""), p.summary]
        })
    }
    if let until = command.until { text += "`until` \(until): when to stop before the last step.\n\n" }
    if let endings = command.file {
      text +=
        "`> \"FILE\"` writes the result to a file; the ending chooses the format: \(endings.all.joined(separator: ", ")).\n\n"
    }
    if let ranks = command.ranks { text += "Over ranks of a run by MPI: \(ranks.sentence).\n\n" }
    for example in command.examples { text += block(example) }
    return text
  }

  private var quantities: String {
    Self.notice
      + "# Quantities\n\nEach is a value: sliced by `by cluster`, `of red`, `over step`, `at layer 25`, computed with, plotted.\n\n"
      + language.quantities.map {
        "## \($0.name)\n\n\(sentence($0.summary))\n\n    \($0.formula)\n\n" + block($0.example)
      }.joined()
  }

  private var functions: String {
    Self.notice + "# Functions\n\n"
      + language.functions.map { "## \($0.usage)\n\n\(sentence($0.summary))\n\n" + block($0.example) }.joined()
      + "## Constants\n\n"
      + table(
        ["name", "value", "meaning"], language.constants.map { [$0.name, NumberFormat.standard($0.value), $0.summary] })
  }

  private var statements: String {
    Self.notice + "# Statements and slices\n\n"
      + language.words.map { "## \($0.usage)\n\n\(sentence($0.summary))\n\n" + block($0.example) }.joined()
  }

  private var topics: String {
    Self.notice + "# Topics\n\nWhat `help TOPIC` tells.\n\n"
      + language.topics.map { topic in
        "## \(topic.name)\n\n\(sentence(topic.summary))\n\n" + indented(topic.text(language)) + "\n\n"
          + topic.examples.map(block).joined()
      }.joined()
  }

  private func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "    \($0)" }.joined(
      separator: "\n")
  }

  private var index: String {
    Self.notice + "# Reference\n\n"
      + table(["command", "what it does"], language.commands.map { ["[\($0.name)](\(file($0)))", $0.summary] })
      + "[Statements](statements.md), [quantities](quantities.md), [functions](functions.md), [topics](topics.md), [errors](../errors.md). The language is told in [language.md](../language.md).\n"
  }

  // MARK: Markdown

  private func sentence(_ text: String) -> String {
    let first = text.prefix(1).uppercased() + text.dropFirst()
    return first.hasSuffix(".") ? first : first + "."
  }

  private func table(_ headings: [String], _ rows: [[String]]) -> String {
    func line(_ cells: [String]) -> String {
      "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
    }
    return line(headings) + line(headings.map { _ in "---" }) + rows.map(line).joined() + "\n"
  }

  /// An example and what it shows; `*` stands for anything there.
  private func block(_ example: Command.Example) -> String {
    guard !example.input.isEmpty else { return "" }
    let input = example.input.split(separator: "\n").map { "    nsh> \($0)\n" }.joined()
    let shown =
      example.output == "*"
      ? "" : example.output.split(separator: "\n").map { "    \($0.replacing("*", with: "..."))\n" }.joined()
    return input + shown + "\n"
  }
}
