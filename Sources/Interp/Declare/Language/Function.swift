import Checked
import Syntax

/// A function of the language, declared once. A class, since it is looked up wherever it is called.
public final class Function: Sendable {
  public let name: String
  /// The names of its arguments; one that ends in `?` may be left out, and of the last, where it ends in `...`, there may be
  /// any number.
  public let parameters: [String]
  public let summary: String
  public let example: Command.Example
  /// Other words for it.
  let also: [String]
  /// Its value follows from its arguments alone.
  let isPure: Bool
  /// Arguments may have any names: the last value that it is given is a record of them.
  let takesNames: Bool
  /// Makes one number of many.
  let isReduction: Bool
  /// The same of a number, where that is a number and cannot fail.
  let number: (@Sendable (Double) -> Double)?
  let apply: @Sendable ([Value], inout Session) throws -> Value
  /// How many arguments it takes.
  let arity: ClosedRange<Int>

  init(
    name: String, parameters: [String], summary: String, example: Command.Example, also: [String] = [],
    isPure: Bool = true, takesNames: Bool = false, isReduction: Bool = false,
    number: (@Sendable (Double) -> Double)? = nil,
    apply: @escaping @Sendable ([Value], inout Session) throws -> Value
  ) {
    (self.name, self.parameters, self.summary, self.example) = (name, parameters, summary, example)
    (self.also, self.isPure, self.takesNames, self.isReduction) = (also, isPure, takesNames, isReduction)
    (self.number, self.apply) = (number, apply)
    let needed = parameters.count { !$0.hasSuffix("?") && !$0.hasSuffix("...") }
    let isOpen = parameters.last?.hasSuffix("...") == true
    arity = ClosedRange(between: needed, and: isOpen ? .max : parameters.count)
  }

  /// The same, found by other words as well.
  func also(_ words: String...) -> Function {
    Function(
      name: name, parameters: parameters, summary: summary, example: example, also: words, isPure: isPure,
      takesNames: takesNames, isReduction: isReduction, number: number, apply: apply)
  }

  /// Whether a list that stands as an argument holds numbers: `map(drift, [momentum, angular])` goes through quantities.
  func settles(_ argument: Expression) -> Bool { argument.isList && parameters.first != "f" }

  public var usage: String { "\(name)(\(parameters.joined(separator: ", ")))" }
}

extension Function {
  /// The function as a value, for `map` and the like.
  func definition(at span: Span) -> Definition {
    let needed = parameters.filter { !$0.hasSuffix("?") && !$0.hasSuffix("...") }.map { Name(text: $0, span: span) }
    let call = Expression.Kind.call(
      Name(text: name, span: span), needed.map { Expression(kind: .name($0.text), span: span) })
    return Definition(
      name: Name(text: name, span: span), parameters: needed, body: .expression(Expression(kind: call, span: span)))
  }
}

extension Language {
  /// The function that was probably meant: one of a similar name, or one that has the word among its others.
  func meantFunction(_ word: String, among own: [String]) -> String? {
    let other = functions.first { $0.also.contains(word) }.map { "did you mean `\($0.name)`?" }
    return other ?? Suggestion.phrase(word, among: own + functions.map(\.name))
  }
}
