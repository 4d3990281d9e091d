import Checked

/// A text in JSON (RFC 8259), read whole.
///
/// A key that stands twice in an object is refused, since readers differ in which one they take.
public enum JSONText: Sendable {
  case null
  case bool(Bool)
  case number(Number)
  case string(String)
  /// An array of numbers alone, which is most of a file; infinite where one is beyond the range of a double.
  case numbers([Double])
  case array([JSONText])
  case object([(key: String, value: JSONText)])

  public struct Number: Sendable {
    /// Infinite beyond the range of a double.
    public let value: Double
    /// As it is written: whole numbers up to 2^64 - 1 have more digits than a double.
    public let text: String
  }

  /// - Parameter pause: called every few thousand values; what it throws ends the reading.
  /// - Throws: `EngineError` naming the line that is no JSON, and why.
  public init(_ bytes: [UInt8], pause: @escaping () throws -> Void = {}) throws {
    if let fault = TextCheck.fault(bytes) { throw EngineError(.badFile, "the file is not JSON: \(fault.message)") }
    self = try bytes.withUnsafeBufferPointer { text in
      var parser = JSONParser(text: text, pause: pause)
      return try parser.document()
    }
  }
}

/// Reads one value after the other.
private struct JSONParser {
  let text: UnsafeBufferPointer<UInt8>
  var position = 0
  var depth = 0

  /// Files hold lists in lists in lists; more is no file of ours.
  static let deepest = 100

  private let pause: () throws -> Void
  private var count = 0

  init(text: UnsafeBufferPointer<UInt8>, pause: @escaping () throws -> Void) {
    self.text = text
    self.pause = pause
    if text.starts(with: [UInt8].byteOrderMark) { position = 3 }
  }

  mutating func document() throws -> JSONText {
    let value = try value()
    skipBlanks()
    guard position == text.count else { throw fault("something follows its end") }
    return value
  }

  private func fault(_ why: String, at place: Int? = nil) -> EngineError {
    let end = min(place ?? position, text.count)
    var line = 1
    for i in 0..<end where text[i] == 10 || (text[i] == 13 && !(i + 1 < text.count && text[i + 1] == 10)) { line += 1 }
    return EngineError(.badFile, "the file is not JSON: line \(line): \(why)")
  }

  private var next: UInt8? { position < text.count ? text[position] : nil }

  private mutating func skipBlanks() {
    while let b = next, b == 32 || b == 10 || b == 13 || b == 9 { position += 1 }
  }

  /// Takes a byte if it is there.
  private mutating func takes(_ character: UInt8) -> Bool {
    skipBlanks()
    guard next == character else { return false }
    position += 1
    return true
  }

  private mutating func step() throws {
    count += 1
    if count % 16_384 == 0 { try pause() }
  }

  private mutating func value() throws -> JSONText {
    skipBlanks()
    try step()
    switch next {
    case nil: throw fault("it ends too early")
    case UInt8(ascii: "{"): return try nested { try $0.object() }
    case UInt8(ascii: "["): return try nested { try $0.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case let b? where Self.beginsNumber(b):
      let start = position
      let value = try number()
      return .number(
        JSONText.Number(value: value, text: String(decoding: text[Range(from: start, upTo: position)], as: UTF8.self)))
    default: return try word()
    }
  }

  private mutating func nested(_ body: (inout JSONParser) throws -> JSONText) throws -> JSONText {
    guard depth < Self.deepest else { throw fault("lists lie too deeply within each other") }
    position += 1
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  private mutating func word() throws -> JSONText {
    let start = position
    while let b = next, b | 0x20 >= 97 && b | 0x20 <= 122 || b &- 48 < 10 { position += 1 }
    switch String(decoding: text[Range(from: start, upTo: position)], as: UTF8.self) {
    case "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "": throw fault("a value is missing", at: start)
    case let other: throw fault("`\(other.prefix(40))` is no value", at: start)
    }
  }

  private mutating func object() throws -> JSONText {
    var members: [(key: String, value: JSONText)] = []
    var keys = Set<String>()
    if takes(UInt8(ascii: "}")) { return .object([]) }
    repeat {
      skipBlanks()
      guard next == UInt8(ascii: "\"") else { throw fault("a key in quotes is missing") }
      let key = try string()
      guard keys.insert(key).inserted else { throw fault("`\(key.prefix(40))` stands twice") }
      guard takes(UInt8(ascii: ":")) else { throw fault("a colon is missing") }
      members.append((key, try value()))
    } while takes(UInt8(ascii: ","))
    guard takes(UInt8(ascii: "}")) else { throw fault("a comma or a brace is missing") }
    return .object(members)
  }

  private static func beginsNumber(_ b: UInt8) -> Bool { b == UInt8(ascii: "-") || b &- 48 < 10 }

  private mutating func array() throws -> JSONText {
    if takes(UInt8(ascii: "]")) { return .array([]) }
    var numbers: [Double] = []
    repeat {
      skipBlanks()
      guard let b = next, Self.beginsNumber(b) else { return try array(after: numbers) }
      numbers.append(try number())
    } while takes(UInt8(ascii: ","))
    guard takes(UInt8(ascii: "]")) else { throw fault("a comma or a bracket is missing") }
    return .numbers(numbers)
  }

  /// The rest of an array in which not all is numbers.
  private mutating func array(after numbers: [Double]) throws -> JSONText {
    var items = numbers.map { JSONText.number(.init(value: $0, text: "\($0)")) }
    repeat { items.append(try value()) } while takes(UInt8(ascii: ","))
    guard takes(UInt8(ascii: "]")) else { throw fault("a comma or a bracket is missing") }
    return .array(items)
  }

  private mutating func number() throws -> Double {
    try step()
    let start = position
    if next == UInt8(ascii: "-") { position += 1 }
    let first = position
    while let b = next, b &- 48 < 10 { position += 1 }
    guard position > first, position == first + 1 || text[first] != 48 else { throw fault("digits that are no number") }
    if next == UInt8(ascii: ".") { try digits() }
    if let b = next, b | 0x20 == UInt8(ascii: "e") {
      let isSigned =
        position + 1 < text.count
        && (text[position + 1] == UInt8(ascii: "-") || text[position + 1] == UInt8(ascii: "+"))
      if isSigned { position += 1 }
      try digits()
    }
    var reader = DecimalText()
    guard
      let value = reader.number(
        UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(text)[Range(from: start, upTo: position)]))
    else {
      throw fault("digits that are no number", at: start)
    }
    return value
  }

  /// One digit at least, behind what stands here.
  private mutating func digits() throws {
    position += 1
    let first = position
    while let b = next, b &- 48 < 10 { position += 1 }
    guard position > first else { throw fault("digits are missing") }
  }

  private mutating func string() throws -> String {
    position += 1
    let start = position
    while let b = next, b != UInt8(ascii: "\""), b != UInt8(ascii: "\\"), b >= 32 { position += 1 }
    if next == UInt8(ascii: "\"") {
      position += 1
      return String(decoding: text[Range(from: start, upTo: position - 1)], as: UTF8.self)
    }
    var bytes = Array(text[Range(from: start, upTo: position)])
    while let b = next, b != UInt8(ascii: "\"") {
      guard b >= 32 else { throw fault("a control character within quotes") }
      if b == UInt8(ascii: "\\") {
        try escape(&bytes)
      } else {
        bytes.append(b)
        position += 1
      }
    }
    guard next != nil else { throw fault("the quotes are not closed", at: start) }
    position += 1
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func escape(_ bytes: inout [UInt8]) throws {
    position += 1
    guard let letter = next else { throw fault("the quotes are not closed") }
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(letter)
    case UInt8(ascii: "b"): bytes.append(8)
    case UInt8(ascii: "f"): bytes.append(12)
    case UInt8(ascii: "n"): bytes.append(10)
    case UInt8(ascii: "r"): bytes.append(13)
    case UInt8(ascii: "t"): bytes.append(9)
    case UInt8(ascii: "u"):
      var code = try unit()
      if 0xD800...0xDBFF ~= code {
        guard next == UInt8(ascii: "\\"), position + 1 < text.count, text[position + 1] == UInt8(ascii: "u") else {
          throw fault("half of a pair of surrogates")
        }
        position += 2
        let low = try unit()
        guard 0xDC00...0xDFFF ~= low else { throw fault("half of a pair of surrogates") }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw fault("half of a pair of surrogates") }
      bytes += Array(String(Character(scalar)).utf8)
    default: throw fault("a backslash before a letter that is no escape")
    }
  }

  private mutating func unit() throws -> UInt32 {
    guard position + 4 <= text.count,
      let code = UInt32(String(decoding: text[Range(from: position, upTo: position + 4)], as: UTF8.self), radix: 16),
      text[position] != UInt8(ascii: "+")
    else { throw fault("four hexadecimal digits are missing") }
    position += 4
    return code
  }
}
