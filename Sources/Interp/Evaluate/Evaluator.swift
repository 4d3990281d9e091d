import Core
import Limits
import Syntax

/// Expressions to values, and statements to effects on a session.
struct Evaluator {
  var session: Session

  init(_ session: Session) { self.session = session }

  mutating func evaluate(_ expression: Expression) throws -> Value {
    switch expression.kind {
    case .number(let x): return .number(x)
    case .bool(let b): return .bool(b)
    case .string(let pieces): return .string(try text(pieces))
    case .name(let name): return try session.value(of: name, at: expression.span)
    case .vector(let items):
      return .vector(try items.map { try number($0, "a vector's component") })
    case .list(let items): return try list(items, settled: false, at: expression.span)
    case .range(let low, let high, let step): return try range(low, high, step)
    case .unary(let op, let operand): return try unary(op, operand)
    case .binary(let op, let a, let b): return try binary(op, a, b, at: expression.span)
    case .call(let name, let arguments): return try call(name, arguments, at: expression.span)
    case .apply(let f, let arguments): return try apply(f, arguments, at: expression.span)
    case .named(let name, _):
      throw Diagnostic(.syntax, "`\(name.text)=...` stands outside a call", at: expression.span)
    case .lambda(let definition): return try closure(definition, at: expression.span)
    case .conditional(let condition, let then, let otherwise):
      return try evaluate(holds(condition) ? then : otherwise)
    case .record(let fields): return try record(fields, at: expression.span)
    case .query(let value, let query): return try self.query(value, query, at: expression.span)
    case .selection(let value, let condition): return try selection(value, condition, at: expression.span)
    case .index(let value, let index): return try entry(of: value, index)
    case .member(let value, let name): return try member(of: value, name)
    case .slice(let value, let slice): return try self.slice(value, slice)
    }
  }

  private mutating func list(_ items: [Expression], settled: Bool, at span: Span) throws -> Value {
    let entries = try values(of: items, settled: settled)
    return try span.blamed { try Value.nest(entries) }
  }

  /// The value with its quantities asked for their numbers, those that stand in a list too: what is kept does not change
  /// with the process. What fails is told at the expression.
  mutating func settledValue(_ expression: Expression) throws -> Value {
    if case .list(let items) = expression.kind { return try list(items, settled: true, at: expression.span) }
    return try expression.span.blamed {
      // In two steps: as an argument it would be evaluated beside a copy of the session.
      let value = try evaluate(expression)
      return try session.settled(value)
    }
  }

  /// An expression that must be a number.
  mutating func number(_ expression: Expression, _ what: String) throws -> Double {
    let value = try settledValue(expression)
    return try number(value, what, at: expression.span)
  }

  /// A value that must be a number.
  func number(_ value: Value, _ what: String, at span: Span) throws -> Double {
    guard case .number(let x) = value else {
      throw Diagnostic(.wrongType, "\(what) is a number, not \(value.kind)", at: span)
    }
    return x
  }

  /// The value of a text that is one constant expression.
  mutating func constant(_ text: String) -> Value? {
    var parser = Parser(Source(text), Vocabulary())
    let statements = parser.parse()
    guard parser.errors.isEmpty, statements.count == 1, case .expression(let value) = statements[0].kind,
      session.language.isConstant(value)
    else {
      return nil
    }
    return try? settledValue(value)
  }

  private mutating func text(_ pieces: [Expression.Piece]) throws -> String {
    var result = ""
    for piece in pieces {
      switch piece {
      case .text(let text): result += text
      case .value(let expression, let format):
        let value = try settledValue(expression)
        try expression.span.blamed {
          let text = try ValueFormat(format).text(value, at: expression.span)
          try session.settings.memory.require(Double(result.utf8.count + text.utf8.count), for: "the string")
          try result.append(patiently: text)
        }
      }
    }
    return result
  }

  private mutating func range(_ low: Expression, _ high: Expression, _ step: Expression?) throws -> Value {
    let (a, b) = (try number(low, "a range's start"), try number(high, "a range's end"))
    let h = try step.map { try number($0, "a range's step") } ?? 1
    return .range(try progression(a, b, h, at: step?.span ?? low.span.to(high.span)))
  }

  func progression(_ a: Double, _ b: Double, _ h: Double, at span: Span) throws -> Progression {
    guard let range = Progression(from: a, through: b, step: h) else {
      throw Diagnostic(
        .badRange,
        h == 0 ? "a range's step must not be zero" : "a range goes between finite numbers in fewer than 10^15 steps",
        at: span)
    }
    return range
  }
}
