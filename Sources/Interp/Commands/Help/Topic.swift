import Core
import Syntax

/// What is told of as a whole: `help lists`. Declared once; `help`, `apropos`, completion, the reference and the tests take
/// it from here.
public struct Topic: Sendable {
  public let name: String
  /// Other words for it.
  public let also: [String]
  public let summary: String
  /// The text, made of the declarations where it lists what there is.
  let text: @Sendable (Language) -> String
  public let examples: [Command.Example]

  init(
    _ name: String, also: [String] = [], _ summary: String, examples: [Command.Example] = [],
    _ text: @escaping @Sendable (Language) -> String
  ) {
    (self.name, self.also, self.summary, self.text, self.examples) = (name, also, summary, text, examples)
  }

  public static let all: [Topic] =
    [syntax, operators, values, lists, tables, formats, strings] + [
      functions, quantities, processes, families, kernels,
    ]
    + [files, workspace, keys, scripts, errors]

  static func named(_ word: String) -> Topic? {
    all.first { $0.name == word } ?? all.first { $0.also.contains(word) || $0.name == word + "s" }
  }

  public func page(_ language: Language) -> String { text(language) }

  /// The whole help: the text and what a person would type.
  func help(_ language: Language) -> String {
    ([name + ": " + summary, "", text(language)] + Help.examples(examples)).joined(separator: "\n")
  }
}
