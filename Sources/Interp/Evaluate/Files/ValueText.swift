import Core
import Limits
import Syntax

/// Values as text files: what `print` would show, or what a script would write.
enum ValueText {
  /// Beyond that the language reads no text as a value.
  private static let longest = 2_000_000

  /// A text that reads back as the value: a string as it stands, unless it could be taken for another value, all else as a
  /// script writes it.
  ///
  /// - Parameter reading: what a text would be read as.
  /// - Throws: `EngineError` for what has no such text.
  static func text(_ value: Value, reading: (String) -> Value?) throws -> String {
    if case .string(let text) = value {
      let isPlain = text.utf8.count > longest || reading(text) == nil
      guard isPlain, !text.utf8.contains(0) else { return try written(value, reading: reading) }
      return text + "\n"
    }
    return try written(value, reading: reading)
  }

  private static func written(_ value: Value, reading: (String) -> Value?) throws -> String {
    let refusal = EngineError(.wrongType, "\(value.kind) has no text that would be read back", help: "write .json")
    guard let expression = value.expression(at: Span(Source(""), 0..<0)) else { throw refusal }
    let text = Printer.text(expression)
    guard text.utf8.count < longest else {
      throw EngineError(.tooLong, "so long a text would not be read back as \(value.kind)", help: "write .json or .npz")
    }
    guard !text.utf8.contains(0) else {
      throw EngineError(.badFile, "a text that holds the character NUL is not read back", help: "write .json")
    }
    // Names mean something in this session alone.
    guard reading(text) != nil else { throw refusal }
    return text + "\n"
  }

  /// - Parameter reading: what a text is as an expression of the language; nil where it is none.
  /// - Throws: `EngineError` where the bytes are no text.
  static func read(_ bytes: [UInt8], reading: (String) -> Value?) throws -> Value {
    if let fault = TextCheck.fault(bytes) { throw EngineError(.badFile, fault.message) }
    var text = String(decoding: bytes, as: UTF8.self)
    if text.utf8.last == 10 { text = String(decoding: text.utf8.dropLast(), as: UTF8.self) }
    if text.utf8.count <= longest, let value = reading(text) { return value }
    return .string(text)
  }
}
