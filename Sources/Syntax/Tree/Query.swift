/// What a table is asked beside `where`.
public indirect enum Query: Sendable, Equatable {
  /// t with ratio=loss/rate: a column more.
  case extend(Name, Expression)
  /// sort t by cluster by loss descending
  case order([Key])
  /// t by cluster mean(loss) n=count(): a row for each group.
  case group([Name], [Measure])

  public struct Key: Sendable, Equatable {
    public let value: Expression
    public let isDescending: Bool

    public init(value: Expression, isDescending: Bool) {
      (self.value, self.isDescending) = (value, isDescending)
    }
  }

  /// What is computed of a group, and the name of its column; without one it is called as it is written.
  public struct Measure: Sendable, Equatable {
    public let name: Name?
    public let value: Expression

    public init(name: Name?, value: Expression) { (self.name, self.value) = (name, value) }
  }

  /// The expressions within, which speak of the table's columns.
  public var expressions: [Expression] {
    switch self {
    case .extend(_, let value): [value]
    case .order(let keys): keys.map(\.value)
    case .group(_, let measures): measures.map(\.value)
    }
  }

  func mapExpressions(_ change: (Expression) throws -> Expression) rethrows -> Query {
    switch self {
    case .extend(let name, let value): .extend(name, try change(value))
    case .order(let keys): .order(try keys.map { Key(value: try change($0.value), isDescending: $0.isDescending) })
    case .group(let keys, let measures):
      .group(keys, try measures.map { Measure(name: $0.name, value: try change($0.value)) })
    }
  }
}
