import Checked

/// The messages of JSON-RPC as they come through a pipe: headers, an empty line, and a body of `Content-Length` bytes.
///
/// After what is no frame it goes on at the next `Content-Length:`.
struct Frames {
  enum Item: Equatable {
    case body([UInt8])
    case fault(String)
  }

  private var bytes: [UInt8] = []
  private var position = 0
  /// Whether the next header has to be looked for.
  private var isLost = false
  /// A longer body is no message, in bytes.
  private let longest: Int

  init(longest: Int) { self.longest = longest }

  private static let name = Array("content-length:".utf8)
  private static let longestHeader = 4096

  mutating func append(_ chunk: ArraySlice<UInt8>) {
    if position > 1 << 20 || position == bytes.count {
      bytes.removeFirst(position)
      position = 0
    }
    bytes += chunk
  }

  /// Something came that is no whole message.
  var isUnfinished: Bool { position < bytes.count && !isLost }

  /// The next message; nil where more has to come first.
  mutating func next() -> Item? {
    if isLost, !find() { return nil }
    guard let (end, body) = headerEnd else {
      guard bytes.count - position > Self.longestHeader else { return nil }
      return lost(from: position + 1, "a header goes on for more than \(Self.longestHeader) bytes")
    }
    let length: Int
    switch Self.length(bytes[Range(from: position, upTo: end)]) {
    case .success(let found): length = found
    case .failure(let fault): return lost(from: position + 1, fault.why)
    }
    guard length <= longest else {
      return lost(from: body, "a message of \(length) bytes is longer than \(longest), which is all that is taken")
    }
    guard bytes.count - body >= length else { return nil }
    position = body + length
    return .body(Array(bytes[Range(from: body, upTo: position)]))
  }

  private mutating func lost(from start: Int, _ why: String) -> Item {
    position = min(start, bytes.count)
    isLost = true
    return .fault(why)
  }

  /// To the next header; false where none has come, and what came is forgotten.
  private mutating func find() -> Bool {
    var i = position
    while i + Self.name.count <= bytes.count {
      if Self.isName(bytes[Range(from: i, upTo: i + Self.name.count)]) {
        position = i
        isLost = false
        return true
      }
      i += 1
    }
    position = max(position, bytes.count - Self.name.count + 1)
    return false
  }

  private static func isName(_ slice: ArraySlice<UInt8>) -> Bool {
    zip(slice, name).allSatisfy { $0 | 0x20 == $1 || $0 == $1 }
  }

  /// Where the headers end, and where the body begins.
  private var headerEnd: (end: Int, body: Int)? {
    var i = position
    let limit = min(bytes.count, position + longestHeaderWithEnd)
    while i < limit {
      if bytes[i] == 10 {
        if i + 1 < bytes.count, bytes[i + 1] == 10 { return (i, i + 2) }
        if i + 2 < bytes.count, bytes[i + 1] == 13, bytes[i + 2] == 10 { return (i, i + 3) }
      }
      i += 1
    }
    return nil
  }

  private var longestHeaderWithEnd: Int { Self.longestHeader + 4 }

  private struct Fault: Error {
    let why: String
  }

  private static func length(_ header: ArraySlice<UInt8>) -> Result<Int, Fault> {
    var length: Int?
    for line in header.split(separator: 10) {
      let text = String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
      guard let colon = text.firstIndex(of: ":") else {
        return .failure(Fault(why: "a header is NAME: VALUE, not `\(text.prefix(40))`"))
      }
      let name = text[..<colon].lowercased()
      let value = text[text.index(after: colon)...].split(separator: " ").joined(separator: " ")
      if name == "content-length" {
        guard value.utf8.count <= 18, value.utf8.allSatisfy({ $0 &- 48 < 10 }), let number = Int(value, radix: 10)
        else {
          return .failure(Fault(why: "`Content-Length` is a number of bytes, not `\(value.prefix(40))`"))
        }
        length = number
      }
      let isOtherSet =
        name == "content-type" && value.lowercased().contains("charset")
        && !["utf-8", "utf8"].contains { value.lowercased().contains($0) }
      if isOtherSet { return .failure(Fault(why: "messages are in UTF-8, not in `\(value.prefix(60))`")) }
    }
    guard let length else { return .failure(Fault(why: "a message begins with `Content-Length: BYTES`")) }
    return .success(length)
  }

  /// A message as it is sent.
  static func framed(_ body: [UInt8]) -> [UInt8] { Array("Content-Length: \(body.count)\r\n\r\n".utf8) + body }
}
