import Checked

extension Printer {
  /// Below all operators: a lambda, `if` and `where` may stand here as they are.
  public static let weakest = -1

  /// - Parameter floor: operators that bind no tighter than this stand in brackets.
  public static func text(_ expression: Expression, above floor: Int = Self.weakest) -> String {
    switch expression.kind {
    case .number(let x): return number(x)
    case .string(let pieces): return "\"" + pieces.map(piece).joined() + "\""
    case .bool(let b): return b ? "true" : "false"
    case .name(let name): return name
    case .vector(let items): return "(" + list(items) + ")"
    case .list(let items): return "[" + list(items) + "]"
    case .range(let low, let high, let step):
      let text =
        "\(text(low, above: 4))..\(text(high, above: 4))" + (step.map { " step " + self.text($0, above: 4) } ?? "")
      return bracketed(text, if: floor >= 4)
    case .unary(let op, let value):
      return bracketed(
        op == .not ? "not \(text(value, above: 2))" : "-\(text(value, above: 7))", if: floor >= (op == .not ? 2 : 8))
    case .binary(let op, let a, let b):
      let level = op.precedence
      let (left, right) = op == .power ? (level, level - 1) : (level - 1, level)
      let text = "\(text(a, above: left)) \(op.rawValue) \(text(b, above: right))"
      return bracketed(text, if: floor >= level)
    case .call(let name, let arguments): return "\(name.text)(\(list(arguments)))"
    case .apply(let f, let arguments): return "\(callee(f))(\(list(arguments)))"
    case .named(let name, let value): return "\(name.text)=\(text(value))"
    case .lambda(let definition): return bracketed(text(lambda: definition), if: floor > weakest)
    case .conditional(let condition, let a, let b):
      return bracketed("if \(text(condition)) then \(text(a)) else \(text(b))", if: floor > weakest)
    case .selection(let value, let condition):
      // What is selected from may be such a selection itself.
      let from = value.isQuestion ? text(value) : text(value, above: 0)
      return bracketed("\(from) where \(text(condition, above: 0))", if: floor > weakest)
    case .query(let value, let query): return bracketed(text(value, query), if: floor > weakest)
    case .record(let fields):
      return "{" + fields.map { "\(member($0.name)): \(text($0.value))" }.joined(separator: ", ") + "}"
    case .index(let value, let index): return "\(owner(value))[\(text(index))]"
    case .member(let value, let name): return "\(owner(value)).\(name.text)"
    case .slice(let value, let slice): return bracketed("\(sliced(value)) \(text(slice))", if: floor > 0)
    }
  }

  /// x -> x^2, (x, y) -> x + y
  static func text(lambda definition: Definition) -> String {
    let names = definition.parameters.map(\.text)
    let body = definition.expressions.last.map { text($0) } ?? ""
    return (names.count == 1 ? names[0] : "(\(names.joined(separator: ", ")))") + " -> " + body
  }

  /// A member's name, in quotes where it is none that could stand alone.
  public static func member(_ name: Name) -> String {
    Identifier.isName(name.text) ? name.text : "\"\(piece(.text(name.text)))\""
  }

  /// What a call is made of.
  private static func callee(_ value: Expression) -> String {
    switch value.kind {
    case .lambda, .conditional: "(\(text(value)))"
    default: text(value)
    }
  }

  private static func list(_ items: [Expression]) -> String { items.map { text($0) }.joined(separator: ", ") }
  private static func bracketed(_ text: String, if condition: Bool) -> String { condition ? "(\(text))" : text }

  /// What an index, a member or a slice is taken of.
  static func owner(_ value: Expression) -> String {
    switch value.kind {
    case .number, .range, .unary, .binary, .slice, .lambda, .conditional, .selection, .query: "(\(text(value)))"
    default: text(value)
    }
  }

  /// In brackets, where it would not be read behind `by` as it stands.
  private static func abscissa(_ value: Expression) -> String {
    var root = value
    while true {
      switch root.kind {
      case .index(let a, _), .member(let a, _): root = a
      case .name(let word) where word != "cluster" && word != "point" && root != value: return text(value)
      case .call(let name, _) where name.text != "cluster" && name.text != "point": return text(value)
      case .list, .vector: return text(value)
      default: return "(\(text(value)))"
      }
    }
  }

  /// Slices follow each other, but a place (`at layer k`) would go on into the next.
  private static func sliced(_ value: Expression) -> String {
    if case .slice(_, let slice) = value.kind, !slice.isPlace { return text(value) }
    return owner(value)
  }

  private static func text(_ slice: Expression.Slice) -> String {
    switch slice {
    case .by(let name): "by \(name.text)"
    case .per(let x): "by \(abscissa(x))"
    case .over(let name): "over \(name.text)"
    case .of(let name): "of \(name.text)"
    case .at(let axis, let place):
      "at \(axis.text) \(bracketed(text(place, above: 4), if: place.holdsForeignOwner))"
    }
  }

  /// The shortest digits that read back as the same number.
  private static func number(_ x: Double) -> String {
    if x == x.rounded(), abs(x) < 1e15 { return String(Int64(saturating: x)) }
    return x.isInfinite ? "1e999" : "\(x)"
  }

  private static func piece(_ piece: Expression.Piece) -> String {
    switch piece {
    case .text(let text): text.map { escapes[$0] ?? String($0) }.joined()
    case .value(let value, let format): "{\(text(value))\(format.map { ":" + $0 } ?? "")}"
    }
  }

  private static let escapes: [Character: String] = [
    "\n": "\\n", "\r\n": "\r\\n", "\t": "\\t", "\"": "\\\"", "\\": "\\\\", "{": "\\{", "}": "\\}",
  ]
}
