import Checked

/// Paths as `file:` URIs (RFC 8089), which is how editors call files.
enum FileURI {
  /// The path of a URI; nil of one that names no file.
  static func path(_ uri: String) -> String? {
    guard uri.lowercased().hasPrefix("file://") else { return nil }
    let rest = uri.dropFirst(7)
    guard let slash = rest.firstIndex(of: "/"), ["", "localhost"].contains(rest[..<slash].lowercased()) else {
      return nil
    }
    var bytes: [UInt8] = []
    var text = Array(rest[slash...].utf8)[...]
    while let b = text.popFirst() {
      guard b == UInt8(ascii: "%") else {
        bytes.append(b)
        continue
      }
      let digits = text.prefix(2)
      guard digits.count == 2, let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 16), code != 0,
        digits.first != UInt8(ascii: "+")
      else { return nil }
      bytes.append(code)
      text = text.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  static func uri(_ path: String) -> String {
    var text = "file://"
    for b in path.utf8 {
      let isPlain = b &- 48 < 10 || b | 0x20 &- 97 < 26 || "/-._~".utf8.contains(b)
      text += isPlain ? String(UnicodeScalar(b)) : "%" + (b < 16 ? "0" : "") + String(b, radix: 16, uppercase: true)
    }
    return text
  }
}
