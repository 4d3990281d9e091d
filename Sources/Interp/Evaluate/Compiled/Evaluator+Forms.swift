import Checked
import Core
import Limits
import Syntax

/// Steps of compiled code for strings with braces, records and parts of lists.
extension Evaluator {
  @inline(never)
  func write(_ i: Instruction, _ code: Code, _ r: Registers) {
    guard case .string(var text) = r.taken(i.a), case .string(let more) = code.parts.constants[i.d] else { return }
    text += more
    r.set(i.a, .string(text))
  }

  @inline(never)
  func writeValue(_ i: Instruction, _ code: Code, _ r: Registers) throws {
    let span = code.parts.expressions[i.d].span
    let value = taken(i.b, code, r)
    guard case .string(var text) = r.taken(i.a) else { return }
    try span.blamed {
      let more = try code.parts.formats[i.c].text(value, at: span)
      try session.settings.memory.require(Double(text.utf8.count + more.utf8.count), for: "the string")
      try text.append(patiently: more)
    }
    r.set(i.a, .string(text))
  }

  @inline(never)
  func record(_ i: Instruction, _ code: Code, _ r: Registers) throws {
    let names = code.parts.members[i.c]
    let areNumbers = names.indices.allSatisfy { r.isNumber(i.b + $0) }
    let values = names.indices.map { r.taken(i.b + $0) }
    if !areNumbers { try code.parts.expressions[i.d].span.blamed { try Value.checkNesting(values) } }
    r.set(i.a, .record(Fields(names: names, values: values)))
  }

  @inline(never)
  func slice(_ i: Instruction, _ code: Code, _ r: Registers) throws {
    let e = code.parts.expressions[i.d]
    guard case .index(let value, let index) = e.kind, case .range(_, _, let step) = index.kind else { return }
    if step == nil, r.tags[i.b] == Machine.Tag.other, case .list(let items) = r.values[i.b],
      let part = Self.few(of: items, from: r.numbers[i.c], through: r.numbers[i.c + 1])
    {
      return r.set(i.a, .list(part))
    }
    let (container, h) = (taken(i.b, code, r), step == nil ? 1 : r.numbers[i.c + 2])
    let (a, b) = (r.numbers[i.c], r.numbers[i.c + 1])
    r.set(i.a, try e.span.blamed { try slice(container, a, b, h, of: value, at: index.span) })
  }

  /// Entries one behind the other, so few that there is memory for them; nil of others.
  private static func few(of items: [Value], from a: Double, through b: Double) -> [Value]? {
    guard let first = Int(exactly: a), let end = Int(exactly: b), 1 <= first, first <= end, end <= items.count,
      end - first < 1000
    else { return nil }
    return Array(items[Range(from: first - 1, upTo: end)])
  }
}
