/// A statement and where it stands. Two syntax trees are equal when they say the same, wherever they stand.
public struct Statement: Sendable, Equatable {
  public let kind: Kind
  public let span: Span

  public init(kind: Kind, span: Span) {
    self.kind = kind
    self.span = span
  }

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

/// A word in its place.
public struct Name: Sendable, Equatable {
  public let text: String
  public let span: Span

  public init(text: String, span: Span) {
    self.text = text
    self.span = span
  }

  public static func == (a: Name, b: Name) -> Bool { a.text == b.text }
}
