/// A statement and where it stands.
public struct Statement: Sendable {
  public let kind: Kind
  public let span: Span

  public indirect enum Kind: Sendable {
    case command(CommandCall)
    case expression(Expression)
    case bind(Name, Expression)
    case parameter(Name, Expression)
    case loop(Name, Expression, [Statement])
    case branch(Expression, [Statement], otherwise: [Statement])
    case expectation(Expression, why: Expression?, isAssertion: Bool)
  }
}

/// A word in its place.
public struct Name: Sendable {
  public let text: String
  public let span: Span
}

/// A command as written: its verb, what follows, and the file behind `>`.
public struct CommandCall: Sendable {
  public let verb: Name
  public let arguments: [Argument]
  public let redirect: Expression?
}

public struct Argument: Sendable {
  public let kind: Kind
  public let value: Expression

  public enum Kind: Sendable {
    case positional
    /// name=value
    case option(Name)
    /// until value
    case until(Name)
  }
}

public struct Expression: Sendable {
  public let kind: Kind
  public let span: Span

  public indirect enum Kind: Sendable {
    case number(Double)
    case string([Piece])
    case bool(Bool)
    case name(String)
    case vector([Expression])
    case list([Expression])
    case range(Expression, Expression, step: Expression?)
    case unary(UnaryOperator, Expression)
    case binary(BinaryOperator, Expression, Expression)
    case call(Name, [Expression])
    case index(Expression, Expression)
    case member(Expression, Name)
    /// by cluster, over step, of red, at layer 25
    case slice(Expression, Slice)
  }

  /// A part of a string.
  public enum Piece: Sendable {
    case text(String)
    /// {value:format}
    case value(Expression, format: String?)
  }

  public enum Slice: Sendable {
    case by(Name)
    case over(Name)
    case of(Name)
    case at(Name, Expression)
  }

  /// The name, where the expression is nothing but one.
  public var bareName: String? { if case .name(let name) = kind { name } else { nil } }
}

public enum UnaryOperator: String, Sendable { case minus = "-", not }

public enum BinaryOperator: String, Sendable {
  case or, and
  case equal = "==", different = "!=", less = "<", lessEqual = "<=", greater = ">", greaterEqual = ">="
  case plus = "+", minus = "-", times = "*", over = "/", floored = "//", modulo = "%", power = "^"

  var precedence: Int {
    switch self {
    case .or: 1
    case .and: 2
    case .equal, .different, .less, .lessEqual, .greater, .greaterEqual: 3
    case .plus, .minus: 5
    case .times, .over, .floored, .modulo: 6
    case .power: 8
    }
  }
}
