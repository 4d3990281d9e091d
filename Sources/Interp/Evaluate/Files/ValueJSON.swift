import Core
import Limits
import Syntax
import Tables

/// Values as JSON that reads back as the same values.
///
/// Numbers, strings, true, false, lists and records are JSON's own, what is missing is null. What JSON has not is an object
/// with a `type`: {"type": "vector", "value": [0, 1]}, "number" (nan, inf, -inf), "range", "series", "table", and "record" of
/// one that has a member `type` itself.
enum ValueJSON {
  /// Lists may lie so deep; `JSONText` reads no deeper, and what is tagged lies one or two deeper.
  private static let deepest = 90

  /// - Throws: `EngineError` for what cannot be read back: functions, figures, names of this session.
  static func write(_ value: Value, _ w: inout JSONWriter, depth: Int = 0) throws {
    guard depth < deepest else {
      throw EngineError(.tooDeep, "lists that lie more than \(deepest) deep are not read back")
    }
    func inner(_ value: Value, _ w: inout JSONWriter) throws { try write(value, &w, depth: depth + 1) }
    switch value {
    case .missing: try w.null()
    case .bool(let b): try w.bool(b)
    case .string(let text): try w.string(text)
    case .number(let x) where x.isFinite: try number(x, &w)
    case .number(let x): try tagged("number", &w) { try $0.member("value") { try number(x, &$0) } }
    case .list(let items): try w.array(items) { try inner($1, &$0) }
    case .vector(let v):
      try tagged("vector", &w) { try $0.member("value") { try $0.array(v) { try number($1, &$0) } } }
    case .record(let fields) where fields["type"] == nil: try members(fields, &w, inner)
    case .record(let fields): try tagged("record", &w) { try $0.member("value") { try members(fields, &$0, inner) } }
    case .range(let r):
      try tagged("range", &w) { w in
        try w.member("first") { try number(r.first, &$0) }
        try w.member("end") { try number(r.end, &$0) }
        try w.member("step") { try number(r.step, &$0) }
      }
    case .series(let s): try series(s, &w)
    case .table(let t): try table(t, &w)
    default: throw EngineError(.wrongType, value.refusal)
    }
  }

  private static func tagged(_ type: String, _ w: inout JSONWriter, _ body: (inout JSONWriter) throws -> Void) throws {
    try w.object {
      try $0.member("type") { try $0.string(type) }
      try body(&$0)
    }
  }

  private static func members(
    _ fields: Fields, _ w: inout JSONWriter, _ inner: (Value, inout JSONWriter) throws -> Void
  ) throws {
    try w.object { w in
      for (name, value) in zip(fields.names, fields.values) { try w.member(name) { try inner(value, &$0) } }
    }
  }

  /// Minus zero keeps its sign only as a fraction: many readers take -0 for an integer.
  private static func number(_ x: Double, _ w: inout JSONWriter) throws {
    if !x.isFinite {
      try w.string(x.isNaN ? "nan" : x > 0 ? "inf" : "-inf")
    } else if x == 0, x.sign == .minus {
      try w.literal("-0.0")
    } else {
      try w.number(x)
    }
  }

  private static func series(_ s: Series, _ w: inout JSONWriter) throws {
    try tagged("series", &w) { w in
      try w.member("name") { try $0.string(s.name) }
      try w.member("axis") { try $0.string(s.axis.rawValue) }
      if let part = s.part { try w.member("part") { try $0.string(part) } }
      try w.member("first") { try $0.integer(s.first) }
      if let places = s.places { try w.member("indices") { try $0.array(places) { try $0.integer($1) } } }
      try w.member("columns") {
        try $0.array(s.columns) { w, column in
          try w.object { w in
            try w.member("group") { try $0.string(column.group) }
            try w.member("component") { try $0.string(column.component) }
            try w.member("values") { try $0.array(column.values) { try number($1, &$0) } }
          }
        }
      }
    }
  }

  private static func table(_ t: Table, _ w: inout JSONWriter) throws {
    try tagged("table", &w) { w in
      if let title = t.title { try w.member("title") { try $0.string(title) } }
      try w.member("headings") { try $0.array(t.headings) { try $0.string($1) } }
      try w.member("rows") {
        try $0.array(0..<t.count) { w, row in
          try w.array(t.content.columns) { w, column in try write(Value(column[row]), &w, depth: 2) }
        }
      }
    }
  }
}

extension Value {
  /// Why no file of data holds it.
  var refusal: String {
    switch self {
    case .function: "a function is no data: a script has it"
    case .figure: "a figure is written as a picture: .svg, .png, .pdf"
    case .cluster, .process: "\(kind) is a thing of this session: `save` writes it"
    case .trace: "a trace is written by `export arrays`, or `export trace`"
    case .symmetry: "a symmetry is no data: `discover` finds it again"
    default: "\(kind) cannot be written"
    }
  }
}
