public import Tables

/// Which runs are asked for, in which order, and how many of them.
public struct RunQuestion: Sendable {
  public var condition: RunCondition?
  /// By this column first, then by the run's number; what is not a number comes behind, and last what is missing.
  public var order: (column: String, isDescending: Bool)?
  /// So many at most.
  public var first: Int?

  public init(_ condition: RunCondition? = nil, order: (column: String, isDescending: Bool)? = nil, first: Int? = nil) {
    (self.condition, self.order, self.first) = (condition, order, first)
  }
}

/// A condition on a run's columns that the store itself can decide: of what is not a number, or missing, no comparison
/// holds but `!=`.
public indirect enum RunCondition: Sendable {
  public enum Comparison: String, Sendable {
    case less = "<"
    case lessEqual = "<="
    case greater = ">"
    case greaterEqual = ">="
    case equal = "="
    case unequal = "<>"
  }

  case compares(String, Comparison, Cell)
  case both(RunCondition, RunCondition)
  case either(RunCondition, RunCondition)
  case fails(RunCondition)

  /// In SQL, the values to be bound in their order.
  ///
  /// - Parameter isNegated: whether a `not` stands before it, for which what is null must be false; else it may be null.
  func sql(_ values: inout [Entry], isNegated: Bool = false) -> String {
    switch self {
    case .compares(let column, .unequal, let value):
      return RunCondition.fails(.compares(column, .equal, value)).sql(&values, isNegated: isNegated)
    case .compares(let column, let comparison, let value):
      values.append(Entry(value))
      let text = "\(SQL.name(column)) \(comparison.rawValue) ?"
      return isNegated ? "coalesce(\(text), 0)" : text
    case .both(let a, let b):
      let left = a.sql(&values, isNegated: isNegated)
      return "(\(left) and \(b.sql(&values, isNegated: isNegated)))"
    case .either(let a, let b):
      let left = a.sql(&values, isNegated: isNegated)
      return "(\(left) or \(b.sql(&values, isNegated: isNegated)))"
    case .fails(let a): return "not \(a.sql(&values, isNegated: true))"
    }
  }
}
