#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Single keys, outside of the line editor.
enum Keyboard {
  enum Key: Equatable {
    case on, line, quit
  }

  /// Shows a prompt and waits: space goes on, return by a line, `q`, Ctrl-C, Ctrl-D or the end of the input quit. The
  /// prompt is wiped away.
  static func ask(_ prompt: String) -> Key {
    put(prompt)
    defer { put("\r\u{1B}[K") }
    while true {
      switch key() {
      case UInt8(ascii: " "): return .on
      case 10, 13, UInt8(ascii: "j"): return .line
      case UInt8(ascii: "q"), UInt8(ascii: "Q"), 4, 27, nil: return .quit
      default: continue
      }
    }
  }

  /// The next key; nil for Ctrl-C and at the end of the input.
  private static func key() -> UInt8? {
    var modes = termios()
    guard tcgetattr(STDIN_FILENO, &modes) == 0 else { return nil }
    var raw = modes
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
    // A read takes what is there and never waits: Ctrl-C throws away what poll told of.
    withUnsafeMutableBytes(of: &raw.c_cc) { bytes in
      bytes[Int(clamping: VMIN)] = 0
      bytes[Int(clamping: VTIME)] = 0
    }
    Departure.holdsTerminal = true
    tcsetattr(STDIN_FILENO, TCSADRAIN, &raw)
    defer {
      tcsetattr(STDIN_FILENO, TCSADRAIN, &modes)
      Departure.holdsTerminal = false
    }
    while true {
      var sources = [
        pollfd(fd: STDIN_FILENO, events: Int16(clamping: POLLIN), revents: 0),
        pollfd(fd: Signals.wakeUp, events: Int16(clamping: POLLIN), revents: 0),
      ]
      _ = poll(&sources, 2, -1)
      if Signals.isInterrupted { return nil }
      guard sources[0].revents != 0 else {
        Signals.drain()
        continue
      }
      var byte: UInt8 = 0
      if read(STDIN_FILENO, &byte, 1) == 1 { return byte }
      if sources[0].revents & Int16(clamping: POLLHUP | POLLERR | POLLNVAL) != 0 { return nil }
    }
  }

  private static func put(_ text: String) {
    try? Stream.output.write(Array(text.utf8))
  }
}
