/// A statement and where it stands. Two syntax trees are equal when they say the same, wherever they stand.
public struct Statement: Sendable, Equatable {
  public let kind: Kind
  public let span: Span

  public static func == (a: Statement, b: Statement) -> Bool { a.kind == b.kind }

  public indirect enum Kind: Sendable, Equatable {
    case command(CommandCall)
    case expression(Expression)
    case bind(Name, Expression)
    case parameter(Name, Expression)
    /// let t = inspect layer 25: the command's result gets a name.
    case bindResult(Name, CommandCall)
    case loop(Name, Expression, [Statement])
    case repetition(Expression, [Statement])
    case branch(Expression, [Statement], otherwise: [Statement])
    case attempt([Statement], otherwise: [Statement])
    case jump(Jump)
    case definition(Definition)
    /// The statements are those of the file, once it has been read.
    case include(Expression, [Statement])
    case expectation(Expression, why: Expression?, isAssertion: Bool)
  }

  public enum Jump: Sendable, Equatable {
    /// break: out of the innermost loop.
    case leave
    /// continue: to the loop's next turn.
    case skip
    /// return: out of the function, with its value.
    case result(Expression?)
  }
}

/// A function of a script: `def f(x) = ...` or `def f(x) { ... return ... }`.
public struct Definition: Sendable, Equatable {
  public let name: Name
  public let parameters: [Name]
  public let body: Body

  public indirect enum Body: Sendable, Equatable {
    case expression(Expression)
    case block([Statement])
  }

  public var usage: String { "\(name.text)(\(parameters.map(\.text).joined(separator: ", ")))" }
}

/// A word in its place.
public struct Name: Sendable, Equatable {
  public let text: String
  public let span: Span

  public static func == (a: Name, b: Name) -> Bool { a.text == b.text }
}

/// A command as written: its verb, what follows, and the file behind `>`.
public struct CommandCall: Sendable, Equatable {
  public let verb: Name
  public let arguments: [Argument]
  public let redirect: Expression?
}

/// What stands before the `=` of a formula: wave(x, y; c: centre, a = 1).
public struct Signature: Sendable, Equatable {
  public let name: Name
  public let variables: [Variable]
  public let parameters: [Declaration]

  /// A number, or what its kind says: `a: point`.
  public struct Variable: Sendable, Equatable {
    public let name: Name
    public let kind: Name?
    public var text: String { name.text }
  }

  public struct Declaration: Sendable, Equatable {
    public let name: Name
    public let role: Name?
    public let rest: Expression?
  }
}

public struct Argument: Sendable, Equatable {
  public let kind: Kind
  public let value: Expression

  public enum Kind: Sendable, Equatable {
    case positional
    /// name=value
    case option(Name)
    /// until value
    case until(Name)
    /// f(x, y; a, b) = value
    case definition(Signature)
  }
}

public struct Expression: Sendable, Equatable {
  public let kind: Kind
  public let span: Span

  public static func == (a: Expression, b: Expression) -> Bool { a.kind == b.kind }

  public indirect enum Kind: Sendable, Equatable {
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
  public enum Piece: Sendable, Equatable {
    case text(String)
    /// {value:format}
    case value(Expression, format: String?)
  }

  public enum Slice: Sendable, Equatable {
    case by(Name)
    case over(Name)
    case of(Name)
    case at(Name, Expression)

    var isPlace: Bool { if case .at = self { true } else { false } }
  }

  /// The name, where the expression is nothing but one.
  public var bareName: String? { if case .name(let name) = kind { name } else { nil } }
}

public enum UnaryOperator: String, Sendable {
  case minus = "-"
  case not
}

public enum BinaryOperator: String, Sendable {
  case or, and
  case equal = "=="
  case different = "!="
  case less = "<"
  case lessEqual = "<="
  case greater = ">"
  case greaterEqual = ">="
  case plus = "+"
  case minus = "-"
  case times = "*"
  case over = "/"
  case floored = "//"
  case modulo = "%"
  case power = "^"

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
