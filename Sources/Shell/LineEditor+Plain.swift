#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Lines read from a pipe or file with no prompt, no echo and no readline.
final class PlainLines: LineSource {
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var isAtEnd = false

  init(descriptor: Int32 = STDIN_FILENO) { self.descriptor = descriptor }

  func readLine(prompt: String) -> Line {
    while true {
      if let end = buffer.firstIndex(of: 10) {
        defer { buffer.removeSubrange(...end) }
        return .line(Self.text(buffer[..<end]))
      }
      if isAtEnd {
        defer { buffer = [] }
        return buffer.isEmpty ? .end : .line(Self.text(buffer[...]))
      }
      fill()
    }
  }

  func remember(_ entry: String) {}
  func discardPasted() {}

  private func fill() {
    var chunk = [UInt8](repeating: 0, count: 65536)
    let got = read(descriptor, &chunk, chunk.count)
    if got > 0 { buffer += chunk[..<got] }
    if got == 0 || (got < 0 && errno != EINTR) { isAtEnd = true }
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.last == 13 ? bytes.dropLast() : bytes, as: UTF8.self)
  }
}
