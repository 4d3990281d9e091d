import Checked

/// SHA-256 (FIPS 180-4), and the authentication code that is made by it (HMAC, RFC 2104).
package enum Digest {
  /// The code of a message that lies in pieces.
  package static func code(key: [UInt8], _ pieces: [[UInt8]]) -> [UInt8] {
    var key = key.count > SHA256.block ? hash([key]) : key
    key += [UInt8](repeating: 0, count: max(0, SHA256.block - key.count))
    return hash([key.map { $0 ^ 0x5C }, hash([key.map { $0 ^ 0x36 }] + pieces)])
  }

  /// The hash of a message that lies in pieces.
  package static func hash(_ pieces: [[UInt8]]) -> [UInt8] {
    var state = SHA256()
    pieces.forEach { state.add($0) }
    return state.end()
  }

  /// In hexadecimal digits.
  package static func hexadecimal(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.flatMap { [digit($0 >> 4), digit($0 & 15)] }, as: UTF8.self)
  }

  private static func digit(_ x: UInt8) -> UInt8 { x < 10 ? 48 + x : 87 + x }

  /// Takes as long for any two of a length: how much of them agrees cannot be measured.
  package static func isSame(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a.count == b.count && zip(a, b).reduce(0 as UInt8) { $0 | ($1.0 ^ $1.1) } == 0
  }
}

private struct SHA256 {
  static let block = 64

  private var words: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  private var rest: [UInt8] = []
  private var count: UInt64 = 0

  mutating func add(_ bytes: [UInt8]) {
    count &+= UInt64(clamping: bytes.count)
    rest += bytes
    let whole = rest.count / Self.block * Self.block
    rest.withUnsafeBufferPointer { bytes in
      for start in stride(from: 0, to: whole, by: Self.block) { mix(bytes, start) }
    }
    rest.removeFirst(whole)
  }

  /// The message ends in a bit, zeros, and its length in bits.
  mutating func end() -> [UInt8] {
    let bits = count &* 8
    let zeros = (2 * Self.block - 9 - rest.count) % Self.block
    add([0x80] + [UInt8](repeating: 0, count: max(0, zeros)) + Self.bytes(bits))
    return words.flatMap(Self.bytes)
  }

  private static func bytes<T: FixedWidthInteger>(_ x: T) -> [UInt8] {
    stride(from: T.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: x >> T($0)) }
  }

  private mutating func mix(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { w in
      for i in 0..<16 {
        let k = start + 4 * i
        w[i] =
          UInt32(clamping: bytes[k]) << 24 | UInt32(clamping: bytes[k + 1]) << 16 | UInt32(clamping: bytes[k + 2]) << 8
          | UInt32(clamping: bytes[k + 3])
      }
      for i in 16..<64 {
        let (x, y) = (w[i - 15], w[i - 2])
        let s0 = Self.turned(x, 7) ^ Self.turned(x, 18) ^ x >> 3
        let s1 = Self.turned(y, 17) ^ Self.turned(y, 19) ^ y >> 10
        w[i] = w[i - 16] &+ s0 &+ w[i - 7] &+ s1
      }
      var (a, b, c, d, e, f, g, h) = (
        words[0], words[1], words[2], words[3], words[4], words[5], words[6], words[7]
      )
      for i in 0..<64 {
        let s1 = Self.turned(e, 6) ^ Self.turned(e, 11) ^ Self.turned(e, 25)
        let t1 = h &+ s1 &+ (e & f ^ ~e & g) &+ Self.constants[i] &+ w[i]
        let s0 = Self.turned(a, 2) ^ Self.turned(a, 13) ^ Self.turned(a, 22)
        let t2 = s0 &+ (a & b ^ a & c ^ b & c)
        (h, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
      }
      for (i, x) in [a, b, c, d, e, f, g, h].enumerated() { words[i] &+= x }
    }
  }

  private static func turned(_ x: UInt32, _ n: UInt32) -> UInt32 { x >> n | x << (32 - n) }

  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}
