import Core
import Limits
import Syntax

/// Writes values as text on one line, asking whether it should end, and for room before the text grows.
struct ValueWriter {
  private let format: NumberFormat
  /// How many entries of lists may still be written.
  private var room: Int
  private(set) var text = ""
  private var turns = Turns(every: 1024)
  /// The bytes of text for which there is room.
  private var allowed = 1 << 16

  /// - Parameter room: how many entries of lists are written; what is beyond is only told of.
  init(_ format: NumberFormat, room: Int = .max) {
    self.format = format
    self.room = room
  }

  /// - Throws: `EngineError` where the text is too long for the memory limit; `CancellationError`.
  mutating func write(_ value: Value) throws {
    switch value {
    case .string(let s): try put(s)
    case .vector(let v): try list(v, "(", ")") { try $0.put($0.format($1)) }
    case .list(let items): try list(items, "[", "]") { try $0.write($1) }
    case .record(let fields):
      try list(Array(zip(fields.names, fields.values)), "{", "}") { writer, member in
        try writer.put(Fields.written(member.0) + ": ")
        try writer.write(member.1)
      }
    case .number(let x): try put(format(x))
    default: try put(value.shortText(format))
    }
  }

  private mutating func list<T>(
    _ items: [T], _ open: String, _ close: String, _ item: (inout ValueWriter, T) throws -> Void
  ) throws {
    text += open
    for (i, x) in items.enumerated() {
      try turns.check()
      if i > 0 { text += ", " }
      guard room > 0 else {
        text += "... \(items.count - i) more"
        break
      }
      room -= 1
      try item(&self, x)
    }
    text += close
  }

  private mutating func put(_ piece: String) throws {
    let length = text.utf8.count + piece.utf8.count
    if length > allowed {
      allowed = 2 * length
      try MemoryLimit.present.require(Double(allowed), for: "the text")
    }
    text += piece
  }
}

extension Value {
  /// One line, six significant digits. Of lists with very many entries the first are shown.
  public var text: String { text(.standard) }

  func text(_ format: NumberFormat) -> String {
    var writer = ValueWriter(format, room: 100_000)
    // Asked to end, it ends: whoever shows the text is asked as well.
    try? writer.write(self)
    return writer.text
  }

  /// All of it.
  ///
  /// - Throws: `EngineError` where the text is too long for the memory limit; `CancellationError`.
  func wholeText(_ format: NumberFormat = .standard) throws -> String {
    if case .string(let s) = self { return s }
    if case .number(let x) = self { return format(x) }
    var writer = ValueWriter(format)
    try writer.write(self)
    return writer.text
  }
}
