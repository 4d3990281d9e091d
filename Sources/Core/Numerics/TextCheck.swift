import Checked

/// Whether bytes are a text.
public enum TextCheck {
  public struct Fault: Equatable, Sendable {
    /// From 1.
    public let line: Int
    public let message: String
  }

  /// The first line that is not UTF-8, or holds the character NUL; lines end by LF, CRLF or CR.
  public static func fault(_ bytes: [UInt8]) -> Fault? {
    guard let place = [bytes.firstInvalid, bytes.firstIndex(of: 0)].compactMap({ $0 }).min() else { return nil }
    var line = 1
    for i in 0..<place where bytes[i] == 10 || (bytes[i] == 13 && !(i + 1 < bytes.count && bytes[i + 1] == 10)) {
      line += 1
    }
    return Fault(
      line: line, message: bytes[place] == 0 ? "line \(line) holds the character NUL" : "line \(line) is not UTF-8")
  }
}
