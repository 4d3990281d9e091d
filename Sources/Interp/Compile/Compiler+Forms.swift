import Syntax

/// Forms that are made of several values: strings with braces, records, choices, parts of lists.
extension Compiler {
  /// "{x:.3f} of {n}": piece by piece, so that what fails first is told.
  mutating func text(_ pieces: [Expression.Piece], _ result: Int) throws {
    try emit(.constant, result, 0, 0, constant(""))
    for piece in pieces {
      switch piece {
      case .text(let text): try emit(.write, result, 0, 0, constant(text))
      case .value(let value, let format):
        let outer = free
        let register = try self.value(value)
        parts.formats.append(ValueFormat(format))
        try emit(.writeValue, result, register, parts.formats.count - 1, place(value))
        free = outer
      }
    }
  }

  private mutating func constant(_ text: String) -> Int {
    parts.constants.append(.string(text))
    return parts.constants.count - 1
  }

  /// {a: 1, b: (2, 3)}
  mutating func record(_ fields: [Expression.Field], _ e: Expression, _ result: Int) throws {
    let first = try consecutive(fields.map(\.value)) { try $0.value($1, into: $2) }
    parts.members.append(fields.map(\.name.text))
    try emit(.record, result, first, parts.members.count - 1, place(e))
  }

  /// if a then b else c
  mutating func conditional(
    _ condition: Expression, _ then: Expression, _ otherwise: Expression, _ e: Expression, _ settled: Bool,
    _ result: Int
  ) throws {
    let outer = free
    let no = try unless(condition, settled: true)
    free = outer
    _ = try value(then, settled: false, into: result)
    let end = try emit(.jump)
    land(no)
    _ = try value(otherwise, settled: false, into: result)
    land([end])
    if settled { try emit(.settle, result, result, 0, place(e)) }
  }

  /// xs[2..5], where `last` is not asked for.
  mutating func slice(
    _ value: Expression, _ index: Expression, _ e: Expression, _ settled: Bool, _ result: Int
  ) throws {
    guard case .range(let low, let high, let step) = index.kind else { return }
    let container = try self.value(value)
    let first = try ends(low, high, step)
    try emit(.slice, result, container, first, place(e))
    if settled { try emit(.settle, result, result, 0, place(e)) }
  }
}
