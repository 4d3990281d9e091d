import Checked
import Core
import Display
import Interp
import Limits

/// What JSON can say. Values are turned into it as they are written, since a list may hold another many times.
indirect enum JSON: ExpressibleByStringLiteral {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  /// Text that is JSON already.
  case written(String)
  case list([JSON])
  /// So many, made one by one.
  case many(Int, (Int) -> JSON)
  case values([Value])
  case fields(Fields)
  case object([String: JSON])

  init(stringLiteral text: String) { self = .string(text) }

  static func count(_ n: Int) -> JSON { .written(String(n)) }

  /// The members of objects in alphabetical order.
  func write(to w: inout JSONWriter) throws {
    switch self {
    case .null: try w.null()
    case .bool(let b): try w.bool(b)
    // Negative zero keeps its sign only as a fraction: many readers take -0 for an integer.
    case .number(let x) where x == x.rounded() && abs(x) < 1e15 && !(x == 0 && x.sign == .minus):
      try w.integer(Int64(saturating: x))
    case .number(let x) where x.isFinite: try w.literal("\(x)")
    case .number(let x): try w.literal("\"\(JSON.word(x))\"")
    case .string(let s): try w.literal(Visible.json(s))
    case .written(let json): try w.literal(json)
    case .list(let items): try w.array(items) { try $1.write(to: &$0) }
    case .many(let count, let item): try w.array(0..<max(0, count)) { try item($1).write(to: &$0) }
    case .values(let items): try w.array(items) { try JSON.object(JSON.members($1)).write(to: &$0) }
    case .fields(let fields):
      try w.object { w in
        for (name, value) in zip(fields.names, fields.values) {
          try w.member(name) { try JSON.object(JSON.members(value)).write(to: &$0) }
        }
      }
    case .object(let members):
      try w.object { w in
        for name in members.keys.sorted() { try w.member(name) { try members[name]?.write(to: &$0) } }
      }
    }
  }

  /// As text, whatever was asked meanwhile.
  func encoded() -> [UInt8] { Cancellation.bound(to: { false }) { encodedUnlessEnded() } }

  /// As text; empty where it was asked to end on the way.
  func encodedUnlessEnded() -> [UInt8] {
    let text = Text()
    var writer = JSONWriter { text.bytes += $0 }
    do {
      try write(to: &writer)
      try writer.finish()
    } catch { return [] }
    return text.bytes
  }

  private final class Text {
    var bytes: [UInt8] = []
  }

  /// What stands for a number that JSON has not.
  static func word(_ x: Double) -> String { x.isNaN ? "nan" : x > 0 ? "inf" : "-inf" }
}
