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

  /// Whether the word asks for it.
  func answers(to word: String) -> Bool { name == word || also.contains(word) }
}
