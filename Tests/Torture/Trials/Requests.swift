import Foundation

/// Requests from standard input and answers to standard output, by lines and by counted bytes.
final class Requests {
  private var bytes: [UInt8] = []
  private var place = 0

  /// The next line; nil at the end of the input.
  func line() -> String? {
    var searched = place
    while true {
      if let end = bytes[searched...].firstIndex(of: 10) {
        defer { place = end + 1 }
        return String(decoding: bytes[place..<end], as: UTF8.self)
      }
      searched = bytes.count - place
      guard more() else { return nil }
    }
  }

  /// So many bytes; fewer at the end of the input.
  func take(_ count: Int) -> [UInt8] {
    while bytes.count - place < count, more() {}
    let end = min(place + count, bytes.count)
    defer { place = end }
    return Array(bytes[place..<end])
  }

  /// Reads on, and forgets what was taken.
  private func more() -> Bool {
    bytes.removeFirst(place)
    place = 0
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let got = read(STDIN_FILENO, &chunk, chunk.count)
    if got > 0 { bytes += chunk[..<got] }
    return got > 0
  }

  static func answer(_ bytes: [UInt8]) {
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      guard count > 0 else { exit(1) }
      written += count
    }
  }
}
