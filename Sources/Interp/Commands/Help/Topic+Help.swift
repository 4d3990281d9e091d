import Syntax

extension Topic {
  /// A new topic is a line here.
  static let all: [Topic] =
    [syntax, operators, values, lists, tables, formats, strings] + [
      functions, quantities, processes, families, kernels,
    ]
    + [files, workspace, keys, scripts, ranks, errors]

  /// The whole help: the text and what a person would type.
  func help(_ language: Language) -> String {
    (["\(name): \(summary)", "", text(language)] + Help.examples(examples)).joined(separator: "\n")
  }
}
