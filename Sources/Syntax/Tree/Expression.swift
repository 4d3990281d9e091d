/// What has a value, and where it stands.
public struct Expression: Sendable, Equatable {
  public let kind: Kind
  public let span: Span

  public init(kind: Kind, span: Span) {
    self.kind = kind
    self.span = span
  }

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
    /// by t.rate: over the numbers of another value
    case per(Expression)
    case over(Name)
    case of(Name)
    case at(Name, Expression)

    public var isPlace: Bool { if case .at = self { true } else { false } }
  }

  /// The name, where the expression is nothing but one.
  public var bareName: String? { if case .name(let name) = kind { name } else { nil } }

  /// A string: the name of a table's column.
  public var isText: Bool { if case .string = kind { true } else { false } }

  /// The expressions directly within.
  public var children: [Expression] {
    switch kind {
    case .number, .bool, .name: []
    case .string(let pieces): pieces.compactMap { if case .value(let value, _) = $0 { value } else { nil } }
    case .vector(let items), .list(let items), .call(_, let items): items
    case .range(let a, let b, let step): [a, b] + (step.map { [$0] } ?? [])
    case .slice(let a, .per(let x)): [a, x]
    case .unary(_, let a), .member(let a, _), .slice(let a, _): [a]
    case .binary(_, let a, let b), .index(let a, let b): [a, b]
    }
  }
}
