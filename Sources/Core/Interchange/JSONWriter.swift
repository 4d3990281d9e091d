import Limits

/// JSON text made piece by piece: it never lies in memory as a whole, and asks between the pieces whether it should end.
///
/// Objects have their members in the order in which they are written. Numbers are written in the fewest digits that read
/// back as the same bits.
public struct JSONWriter {
  private let put: ([UInt8]) throws -> Void
  private var bytes: [UInt8] = []
  private var turns = Turns(every: 4096)
  /// Whether the next value needs a comma before it.
  private var isLater = false

  private static let piece = 1 << 16

  /// - Parameter put: takes the pieces.
  public init(_ put: @escaping ([UInt8]) throws -> Void) {
    self.put = put
    bytes.reserveCapacity(Self.piece + 4096)
  }

  /// Hands on what is left. To be called at the end.
  public mutating func finish() throws {
    if !bytes.isEmpty { try put(bytes) }
    bytes = []
  }

  // MARK: Values

  public mutating func null() throws { try value { $0 += "null".utf8 } }
  public mutating func bool(_ b: Bool) throws { try value { $0 += (b ? "true" : "false").utf8 } }
  public mutating func integer(_ i: some BinaryInteger) throws { try value { $0 += String(i).utf8 } }

  /// - Throws: `EngineError` for what JSON has no number for.
  public mutating func number(_ x: Double) throws {
    guard x.isFinite else {
      throw EngineError(.badFile, "the experiment holds numbers that JSON cannot: infinite or not a number")
    }
    try value { bytes in
      let text = x.description
      bytes += (text.hasSuffix(".0") ? text.dropLast(2) : text[...]).utf8
    }
  }

  /// Text that is JSON already.
  public mutating func literal(_ json: String) throws { try value { $0 += json.utf8 } }

  public mutating func string(_ text: String) throws { try value { Self.quote(text, &$0) } }

  public mutating func array<T>(_ items: some Sequence<T>, _ item: (inout JSONWriter, T) throws -> Void) throws {
    try open("[")
    for x in items { try item(&self, x) }
    close("]")
  }

  public mutating func numbers(_ numbers: some Sequence<Double>) throws { try array(numbers) { try $0.number($1) } }

  /// Members follow by `member` within the body.
  public mutating func object(_ members: (inout JSONWriter) throws -> Void) throws {
    try open("{")
    try members(&self)
    close("}")
  }

  public mutating func member(_ name: String, _ content: (inout JSONWriter) throws -> Void) throws {
    try value {
      Self.quote(name, &$0)
      $0.append(UInt8(ascii: ":"))
    }
    isLater = false
    try content(&self)
  }

  /// What stands outside of JSON: the newline behind it.
  public mutating func newline() { bytes.append(10) }

  // MARK: Text

  private mutating func value(_ write: (inout [UInt8]) -> Void) throws {
    try turns.check()
    if isLater { bytes.append(UInt8(ascii: ",")) }
    isLater = true
    write(&bytes)
    if bytes.count >= Self.piece {
      try put(bytes)
      bytes.removeAll(keepingCapacity: true)
    }
  }

  private mutating func open(_ bracket: Unicode.Scalar) throws {
    try value { $0.append(UInt8(ascii: bracket)) }
    isLater = false
  }

  private mutating func close(_ bracket: Unicode.Scalar) {
    bytes.append(UInt8(ascii: bracket))
    isLater = true
  }

  private static func quote(_ text: String, _ bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes += "\\\"".utf8
      case UInt8(ascii: "\\"): bytes += "\\\\".utf8
      case 8: bytes += "\\b".utf8
      case 9: bytes += "\\t".utf8
      case 10: bytes += "\\n".utf8
      case 12: bytes += "\\f".utf8
      case 13: bytes += "\\r".utf8
      case 0..<32: bytes += "\\u00".utf8 + [digit(byte >> 4), digit(byte & 15)]
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func digit(_ x: UInt8) -> UInt8 { x < 10 ? 48 + x : 87 + x }
}
