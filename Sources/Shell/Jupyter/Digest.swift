import Sweeps

/// The authentication code that is made by SHA-256 (HMAC, RFC 2104).
package enum Digest {
  /// Bytes that SHA-256 takes at once.
  private static let block = 64

  /// The code of a message that lies in pieces.
  package static func code(key: [UInt8], _ pieces: [[UInt8]]) -> [UInt8] {
    var key = key.count > Self.block ? hash([key]) : key
    key += [UInt8](repeating: 0, count: max(0, Self.block - key.count))
    return hash([key.map { $0 ^ 0x5C }, hash([key.map { $0 ^ 0x36 }] + pieces)])
  }

  /// The hash of a message that lies in pieces.
  package static func hash(_ pieces: [[UInt8]]) -> [UInt8] {
    var state = SHA256()
    pieces.forEach { state.update($0) }
    return state.digest
  }

  /// In hexadecimal digits.
  package static func hexadecimal(_ bytes: [UInt8]) -> String { SHA256.text(bytes) }

  /// Takes as long for any two of a length: how much of them agrees cannot be measured.
  package static func isSame(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a.count == b.count && zip(a, b).reduce(0 as UInt8) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
