import Checked
import Core
import Display

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A message of Jupyter's protocol (version 5.3) that has come.
struct KernelMessage: Sendable {
  /// Who sent it, by libzmq's names: an answer goes there.
  let identities: [[UInt8]]
  /// As it came, in JSON: the parent of whatever is said of it.
  let header: [UInt8]
  let type: String
  /// Nil where it is no JSON.
  let content: JSONText?

  /// The type of its answer: `execute_reply` to `execute_request`; nil where none is expected.
  var reply: String? { type.hasSuffix("_request") ? type.dropLast("_request".count) + "_reply" : nil }

  func text(_ name: String) -> String? { content?[name]?.text }
  func flag(_ name: String, else standard: Bool) -> Bool { content?[name]?.bool ?? standard }
}

/// How messages lie in frames: names, a mark, the signature, header, parent's header, metadata, content.
struct Wire: Sendable {
  /// Why a message is thrown away.
  struct Rejection: Error {
    let reason: String
  }

  private static let mark = Array("<IDS|MSG>".utf8)
  static let protocolVersion = "5.3"
  private let key: [UInt8]
  let session = Wire.identifier()

  init(key: [UInt8]) { self.key = key }

  /// 128 random bits, as a UUID is written (RFC 9562, version 4).
  static func identifier() -> String {
    var random = SystemRandomNumberGenerator()
    var bytes = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    let digits = Array(Digest.hexadecimal(bytes))
    return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
  }

  private func signature(_ parts: [[UInt8]]) -> [UInt8] {
    key.isEmpty ? [] : Array(Digest.hexadecimal(Digest.code(key: key, parts)).utf8)
  }

  // MARK: In

  func message(_ frames: [[UInt8]]) throws(Rejection) -> KernelMessage {
    guard let mark = frames.firstIndex(of: Self.mark) else { throw Rejection(reason: "it has no mark <IDS|MSG>") }
    let rest = Array(frames[(mark + 1)...])
    guard rest.count >= 5 else { throw Rejection(reason: "it has \(rest.count) parts behind its mark, not 5") }
    let parts = Array(rest[1..<5])
    guard key.isEmpty || Digest.isSame(rest[0], signature(parts)) else {
      throw Rejection(reason: "its signature is wrong: it comes from somebody without the key")
    }
    let header: JSONText
    do { header = try JSONText(parts[0]) } catch {
      throw Rejection(reason: "its header is no JSON: \(Self.why(error))")
    }
    guard let type = header["msg_type"]?.text else { throw Rejection(reason: "its header has no `msg_type`") }
    return KernelMessage(
      identities: Array(frames[..<mark]), header: parts[0], type: type, content: try? JSONText(parts[3]))
  }

  private static func why(_ error: any Error) -> String {
    "\(error)".split(separator: ": ", maxSplits: 1).last.map(String.init) ?? ""
  }

  // MARK: Out

  /// - Parameter parent: the header of the message that this is said of.
  func frames(
    to identities: [[UInt8]], _ type: String, parent: [UInt8], _ content: [String: JSON]
  ) -> [[UInt8]] {
    let header = JSON.object([
      "msg_id": .string(Self.identifier()), "session": .string(session), "username": "nsh", "date": .string(Self.now()),
      "msg_type": .string(type), "version": .string(Self.protocolVersion),
    ])
    let parts = [
      header.encoded(), parent.isEmpty ? Array("{}".utf8) : parent, Array("{}".utf8), JSON.object(content).encoded(),
    ]
    return identities + [Self.mark, signature(parts)] + parts
  }

  /// 2026-11-26T22:50:01.123456Z
  private static func now() -> String {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    var parts = tm()
    var seconds = time.tv_sec
    gmtime_r(&seconds, &parts)
    let micros = String(Int(clamping: time.tv_nsec) / 1000)
    return "\(parts.dateText)T\(parts.timeText):\(tm.two(parts.tm_sec))."
      + String(repeating: "0", count: max(0, 6 - micros.count)) + micros + "Z"
  }
}
