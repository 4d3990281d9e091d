import Core
import Limits
import Syntax
import Tables

/// The values of an expression in all rows of a table at once.
enum ColumnVector {
  case column(Column)
  /// The same in every row.
  case constant(Value)

  var numbers: ColumnNumbers? {
    switch self {
    case .column(let column):
      guard column.missing == nil, case .numbers(let x) = column.storage else { return nil }
      return .column(x)
    case .constant(.number(let x)): return .constant(x)
    case .constant: return nil
    }
  }

  /// Truths, none of them missing.
  var truths: [Bool]? {
    guard case .column(let column) = self, column.missing == nil, case .truths(let b) = column.storage else {
      return nil
    }
    return b
  }
}

/// Numbers of all rows.
enum ColumnNumbers {
  case column([Double])
  case constant(Double)

  func map(_ f: (Double) -> Double) throws -> ColumnVector {
    switch self {
    case .constant(let x): .constant(.number(f(x)))
    case .column(let x): .column(Column(numbers: try x.patientlyMapped(every: 1 << 14, f)))
    }
  }

  func combined<T>(with other: ColumnNumbers, _ f: (Double, Double) -> T) throws -> [T]? {
    switch (self, other) {
    case (.column(let x), .column(let y)):
      try x.withUnsafeBufferPointer { x in
        try y.withUnsafeBufferPointer { y in try patiently(x.count, every: 1 << 15) { f(x[$0], y[$0]) } }
      }
    case (.column(let x), .constant(let c)):
      try x.withUnsafeBufferPointer { x in try patiently(x.count, every: 1 << 15) { f(x[$0], c) } }
    case (.constant(let c), .column(let y)):
      try y.withUnsafeBufferPointer { y in try patiently(y.count, every: 1 << 15) { f(c, y[$0]) } }
    case (.constant, .constant): nil
    }
  }
}

/// Looks an expression through for what it is in all rows of a table, column by column. What it does not know, and whatever
/// could fail in some row, it leaves: then the expression is evaluated row by row, which is what it means.
struct ColumnEvaluation {
  let table: Table
  /// The value of a part that says nothing of the row; nil where it is not known without evaluating it in each.
  let constant: (Expression) throws -> Value?
  /// A function of a number that gives a number and cannot fail.
  let function: (String) -> ((Double) -> Double)?

  /// - Returns: nil where it is to be evaluated row by row.
  /// - Throws: `EngineError` where the columns would not fit into the memory limit; `CancellationError`.
  func vector(_ expression: Expression) throws -> ColumnVector? {
    guard Self.speaks(expression, of: table) else { return try constant(expression).map { .constant($0) } }
    switch expression.kind {
    case .name(let name): return table.content.column(name).map { .column($0) }
    case .index(let row, let index):
      guard row.bareName == "row", table.content.column("row") == nil, let heading = index.plainText else { return nil }
      return table.content.column(heading).map { .column($0) }
    case .member(let value, let name): return try vector(value).flatMap { component($0, name.text) }
    case .unary(.minus, let value): return try vector(value)?.numbers?.map { -$0 }
    case .unary(.not, let value):
      return try vector(value)?.truths.map { .column(Column(.truths(try $0.patientlyMapped { !$0 }))) }
    case .binary(let op, let a, let b): return try binary(op, a, b)
    case .call(let name, let arguments):
      guard arguments.count == 1, let f = function(name.text) else { return nil }
      return try vector(arguments[0])?.numbers?.map(f)
    default: return nil
    }
  }

  /// Whether an expression says something of a table's rows, or may: it names a column, or `row`.
  static func speaks(_ expression: Expression, of table: Table) -> Bool {
    if case .name(let name) = expression.kind { return name == "row" || table.content.column(name) != nil }
    if case .call(let name, _) = expression.kind, table.content.column(name.text) != nil { return true }
    return expression.children.contains { speaks($0, of: table) }
  }

  private func component(_ vector: ColumnVector, _ name: String) -> ColumnVector? {
    guard case .column(let column) = vector, column.missing == nil, case .points(let d, let x) = column.storage,
      let c = ["x", "y"].firstIndex(of: name), c < d
    else { return nil }
    return .column(Column(numbers: stride(from: c, to: x.count, by: d).map { x[$0] }))
  }

  private func binary(_ op: BinaryOperator, _ a: Expression, _ b: Expression) throws -> ColumnVector? {
    try MemoryLimit.present.require(16 * Double(table.count), for: "a column of \(table.count) entries")
    guard let left = try vector(a), let right = try vector(b) else { return nil }
    switch op {
    case .and, .or:
      guard let x = left.truths, let y = right.truths else { return nil }
      return .column(Column(.truths(try patiently(x.count) { op == .and ? x[$0] && y[$0] : x[$0] || y[$0] })))
    case .equal, .different, .less, .lessEqual, .greater, .greaterEqual:
      return try compared(op, left, right).map { .column(Column(.truths($0))) }
    case .plus, .minus, .times, .over, .floored, .modulo, .power:
      guard let x = left.numbers, let y = right.numbers else { return nil }
      return try x.combined(with: y, Value.function(op)).map { .column(Column(numbers: $0)) }
    default: return nil
    }
  }

  // MARK: Comparisons

  private func compared(_ op: BinaryOperator, _ a: ColumnVector, _ b: ColumnVector) throws -> [Bool]? {
    if let x = a.numbers, let y = b.numbers { return try Self.numbers(op, x, y) }
    switch (a, b) {
    case (.column(let column), .constant(let value)): return try compared(op, column, value)
    case (.constant(let value), .column(let column)): return try compared(op.mirrored, column, value)
    default: return nil
    }
  }

  private static func numbers(_ op: BinaryOperator, _ x: ColumnNumbers, _ y: ColumnNumbers) throws -> [Bool]? {
    switch op {
    case .less: try x.combined(with: y) { $0 < $1 }
    case .lessEqual: try x.combined(with: y) { $0 <= $1 }
    case .greater: try x.combined(with: y) { $0 > $1 }
    case .greaterEqual: try x.combined(with: y) { $0 >= $1 }
    case .equal: try x.combined(with: y) { $0 == $1 }
    default: try x.combined(with: y) { $0 != $1 }
    }
  }

  /// A column with one value; what is missing is equal to `missing` alone, and neither above nor below anything.
  private func compared(_ op: BinaryOperator, _ column: Column, _ value: Value) throws -> [Bool]? {
    let isOther = op == .different
    let isEquality = op == .equal || isOther
    switch (column.storage, value) {
    case (_, .missing) where isEquality:
      return try patiently(column.count) { column.isMissing($0) != isOther }
    case (.numbers(let x), .number(let y)):
      let found = try Self.numbers(op, .column(x), .constant(y))
      guard let missing = column.missing, let found else { return found }
      return try patiently(found.count) { missing[$0] ? isOther : found[$0] }
    case (.texts(let texts), .string(let text)) where isEquality:
      let code = texts.names.indices.filter { texts.names[$0] == text }
      let isEqual = texts.names.indices.map { code.contains($0) }
      let missing = column.missing
      return try texts.codes.withUnsafeBufferPointer { codes in
        try patiently(codes.count, every: 1 << 15) { row in
          (isEqual[Int(clamping: codes[row])] && !(missing?[row] ?? false)) != isOther
        }
      }
    default: return nil
    }
  }
}

extension BinaryOperator {
  /// With its sides exchanged.
  fileprivate var mirrored: BinaryOperator {
    switch self {
    case .less: .greater
    case .lessEqual: .greaterEqual
    case .greater: .less
    case .greaterEqual: .lessEqual
    default: self
    }
  }
}
