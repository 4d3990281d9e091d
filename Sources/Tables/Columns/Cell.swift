/// One entry of a table.
public enum Cell: Sendable, Equatable {
  /// There is no value: an empty cell of a file, a row without a partner.
  case missing
  case number(Double)
  case truth(Bool)
  case text(String)
  /// A point of R^d.
  case point([Double])

  /// What such entries are called together.
  public var kind: String {
    switch self {
    case .missing: "missing entries"
    case .number: "numbers"
    case .truth: "true and false"
    case .text: "strings"
    case .point(let x): "points of R^\(x.count)"
    }
  }
}
