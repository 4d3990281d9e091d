import Checked
import Syntax

/// A function of the language, declared once.
public struct Function: Sendable {
  public let name: String
  /// The names of its arguments; one that ends in `?` may be left out, and of the last, where it ends in `...`, there may be
  /// any number.
  public let parameters: [String]
  public let summary: String
  public let example: Command.Example
  /// Other words for it.
  var also: [String] = []
  /// Its value follows from its arguments alone.
  var isPure = true
  /// Arguments may have any names: the last value that it is given is a record of them.
  var takesNames = false
  /// Makes one number of many.
  var isReduction = false
  /// The same of a number, where that is a number and cannot fail.
  var number: (@Sendable (Double) -> Double)?
  let apply: @Sendable ([Value], inout Session) throws -> Value

  /// The same, found by other words as well.
  func also(_ words: String...) -> Function {
    var result = self
    result.also = words
    return result
  }

  public var usage: String { "\(name)(\(parameters.joined(separator: ", ")))" }
  var arity: ClosedRange<Int> {
    let needed = parameters.count { !$0.hasSuffix("?") && !$0.hasSuffix("...") }
    return ClosedRange(between: needed, and: parameters.last?.hasSuffix("...") == true ? .max : parameters.count)
  }
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
