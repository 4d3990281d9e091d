public enum UnaryOperator: String, Sendable {
  case minus = "-"
  case not
}

public enum BinaryOperator: String, CaseIterable, Sendable {
  case or, and
  case equal = "=="
  case different = "!="
  case less = "<"
  case lessEqual = "<="
  case greater = ">"
  case greaterEqual = ">="
  case within = "in"
  case plus = "+"
  case minus = "-"
  case times = "*"
  case over = "/"
  case floored = "//"
  case modulo = "%"
  case power = "^"

  /// Higher binds tighter; 4 is the range's, 7 the sign's, 2 that of `not`, 0 that of `where`. Below stand a lambda and `if`.
  public var precedence: Int {
    switch self {
    case .or: 1
    case .and: 2
    case .equal, .different, .less, .lessEqual, .greater, .greaterEqual, .within: 3
    case .plus, .minus: 5
    case .times, .over, .floored, .modulo: 6
    case .power: 8
    }
  }
}
