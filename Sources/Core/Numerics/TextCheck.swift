import Checked

/// Whether bytes are a text.
public enum TextCheck {
  public struct Fault: Equatable, Sendable {
    /// From 1.
    public let line: Int
    public let message: String
  }

  /// Whether all are ASCII and none is NUL, eight at a time: of most files that is all there is to know.
  private static func isPlain(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { all in
      var (i, isPlain) = (0, true)
      while isPlain, i + 64 <= all.count {
        for k in stride(from: i, to: i + 64, by: 8) {
          let word = all.loadUnaligned(fromByteOffset: k, as: UInt64.self)
          // The highest bit of a byte: it is set, or taking one away borrowed, as from zero.
          isPlain = isPlain && (word | (word &- 0x0101_0101_0101_0101)) & 0x8080_8080_8080_8080 == 0
        }
        i += 64
      }
      return isPlain && all[i...].allSatisfy { $0 > 0 && $0 < 0x80 }
    }
  }

  /// The first line that is not UTF-8, or holds the character NUL; lines end by LF, CRLF or CR.
  public static func fault(_ bytes: [UInt8]) -> Fault? {
    if isPlain(bytes) { return nil }
    guard let place = [bytes.firstInvalid, bytes.firstIndex(of: 0)].compactMap({ $0 }).min() else { return nil }
    var line = 1
    for i in 0..<place where bytes[i] == 10 || (bytes[i] == 13 && !(i + 1 < bytes.count && bytes[i + 1] == 10)) {
      line += 1
    }
    return Fault(
      line: line, message: bytes[place] == 0 ? "line \(line) holds the character NUL" : "line \(line) is not UTF-8")
  }
}
