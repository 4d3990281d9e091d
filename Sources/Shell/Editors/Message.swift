import Checked
import Core
import Display

/// What an editor says, by JSON-RPC 2.0.
enum Message: Sendable {
  /// The id as it is sent back: JSON.
  case request(id: String, method: String, params: JSONText?)
  case notification(method: String, params: JSONText?)
  /// An answer to what was asked of the editor.
  case answer
  case fault(RPCError, id: String?)

  init(_ body: [UInt8]) {
    let json: JSONText
    do { json = try JSONText(body) } catch {
      // Halves of surrogate pairs, which some editors send, are what their own text holds in a place: one unit stays one.
      guard let mended = Self.withoutHalves(body), let whole = try? JSONText(mended) else {
        let why = "\(error)".split(separator: ": ", maxSplits: 2).last ?? ""
        self = .fault(RPCError(.parse, "this is not JSON: \(why)"), id: nil)
        return
      }
      json = whole
    }
    guard json.members != nil else {
      self = .fault(RPCError(.invalidRequest, "a message is a JSON object"), id: nil)
      return
    }
    let id: String?
    switch json["id"] {
    case nil, .null: id = nil
    case .number(let x): id = x.text
    case .string(let text): id = Visible.json(text)
    default:
      self = .fault(RPCError(.invalidRequest, "`id` is a number or a string"), id: nil)
      return
    }
    guard json["method"] != nil || (json["result"] == nil && json["error"] == nil) else {
      self = .answer
      return
    }
    guard let method = json["method"]?.text else {
      self = .fault(RPCError(.invalidRequest, "a message has a `method`, a string"), id: id)
      return
    }
    guard json["jsonrpc"]?.text == "2.0" else {
      self = .fault(RPCError(.invalidRequest, "`jsonrpc` is \"2.0\""), id: id)
      return
    }
    self =
      id.map { .request(id: $0, method: method, params: json["params"]) }
      ?? .notification(method: method, params: json["params"])
  }

  /// The body with U+FFFD for each escape of half a pair of surrogates; nil where there is none.
  private static func withoutHalves(_ body: [UInt8]) -> [UInt8]? {
    var (bytes, isMended, i) = (body, false, 0)
    func unit(_ at: Int) -> UInt32? {
      guard at + 6 <= bytes.count, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u") else {
        return nil
      }
      return UInt32(String(decoding: bytes[Range(from: at + 2, upTo: at + 6)], as: UTF8.self), radix: 16)
    }
    while i < bytes.count {
      guard bytes[i] == UInt8(ascii: "\\") else {
        i += 1
        continue
      }
      guard let code = unit(i), (0xD800...0xDFFF).contains(code) else {
        i += 2
        continue
      }
      if code < 0xDC00, let low = unit(i + 6), (0xDC00...0xDFFF).contains(low) {
        i += 12
        continue
      }
      bytes.replaceSubrange(Range(from: i + 2, upTo: i + 6), with: Array("fffd".utf8))
      isMended = true
      i += 6
    }
    return isMended ? bytes : nil
  }
}

/// Why a request has no result.
struct RPCError: Error, Sendable {
  enum Code: Int, Sendable {
    case parse = -32700
    case invalidRequest = -32600
    case methodNotFound = -32601
    case invalidParams = -32602
    case notInitialized = -32002
    case cancelled = -32800
    case serverCancelled = -32802
    case failed = -32803
  }

  let code: Code
  let message: String

  init(_ code: Code, _ message: String) { (self.code, self.message) = (code, message) }
}

extension JSON {
  /// Its text, whole.
  var bytes: [UInt8] {
    let text = Collected()
    var writer = JSONWriter { text.bytes += $0 }
    do {
      try write(to: &writer)
      try writer.finish()
    } catch { return Array("null".utf8) }
    return text.bytes
  }

  private final class Collected {
    var bytes: [UInt8] = []
  }
}
