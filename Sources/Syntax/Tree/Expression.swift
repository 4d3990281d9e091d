/// What has a value, and where it stands. A class, since whoever looks through a text hands on nothing more often.
public final class Expression: Sendable, Equatable {
  public let kind: Kind
  public let span: Span

  public init(kind: Kind, span: Span) {
    self.kind = kind
    self.span = span
  }

  public static func == (a: Expression, b: Expression) -> Bool { a.kind == b.kind }

  /// What is large lies apart, so that a number takes little room.
  public enum Kind: Sendable, Equatable {
    case number(Double)
    case string([Piece])
    case bool(Bool)
    case name(String)
    case vector([Expression])
    case list([Expression])
    case range(Expression, Expression, step: Expression?)
    case unary(UnaryOperator, Expression)
    case binary(BinaryOperator, Expression, Expression)
    indirect case call(Name, [Expression])
    /// value(arguments), of a value that has no name: r.f(2), (x -> x^2)(3)
    case apply(Expression, [Expression])
    /// name=value among a call's arguments
    indirect case named(Name, Expression)
    case index(Expression, Expression)
    indirect case member(Expression, Name)
    /// x -> x^2: a function without a name
    indirect case lambda(Definition)
    /// if a then b else c
    case conditional(Expression, then: Expression, otherwise: Expression)
    /// {a: 1, b: (2, 3)}
    case record([Field])
    /// xs where xs > 3
    case selection(Expression, condition: Expression)
    /// t with ratio=loss/rate, sort t by loss, t by cluster mean(loss)
    case query(Expression, Query)
    /// by cluster, over step, of red, at layer 25
    indirect case slice(Expression, Slice)
  }

  /// name: value
  public struct Field: Sendable, Equatable {
    public let name: Name
    public let value: Expression

    public init(name: Name, value: Expression) {
      self.name = name
      self.value = value
    }
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

  /// Whether brackets that touch it make a call: of a name, and of what may be worth a function.
  public var canBeCalled: Bool {
    switch kind {
    case .name, .call, .apply, .index, .member, .lambda, .conditional: true
    default: false
    }
  }

  /// The text of a string without braces.
  public var plainText: String? {
    guard case .string(let pieces) = kind else { return nil }
    if pieces.isEmpty { return "" }
    if pieces.count == 1, case .text(let text) = pieces[0] { return text }
    return nil
  }

  public var isList: Bool { if case .list = kind { true } else { false } }

  /// A string: the name of a table's column.
  public var isText: Bool { if case .string = kind { true } else { false } }
}
