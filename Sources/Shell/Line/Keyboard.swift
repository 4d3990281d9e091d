#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Single keys, outside of the line editor.
enum Keyboard {
  enum Key: Equatable {
    case on, line, back, lineBack, start, end, quit
  }

  /// Shows a prompt and waits: space and page down go on, return and the arrow down by a line, `b`, page up and the arrow up
  /// back; `q`, Esc, Ctrl-C, Ctrl-D or the end of the input quit. The prompt is wiped away.
  static func ask(_ prompt: String) -> Key {
    put(prompt)
    defer { put("\r\u{1B}[K") }
    while true {
      guard let pressed = key() else { return .quit }
      if let key = keys[String(decoding: pressed, as: UTF8.self)] { return key }
    }
  }

  /// What the next key sends; nil for Ctrl-C and at the end of the input.
  private static func key() -> [UInt8]? {
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
      if read(STDIN_FILENO, &byte, 1) == 1 { return byte == 27 ? [byte] + sequence() : [byte] }
      if sources[0].revents & Int16(clamping: POLLHUP | POLLERR | POLLNVAL) != 0 { return nil }
    }
  }

  /// Keys by what they send: arrows and their neighbours an escape and more.
  private static let keys: [String: Key] = [
    " ": .on, "f": .on, "\n": .line, "\r": .line, "j": .line, "b": .back, "k": .lineBack, "g": .start, "G": .end,
    "q": .quit, "Q": .quit, "\u{4}": .quit, "\u{1B}": .quit,
    "\u{1B}[A": .lineBack, "\u{1B}OA": .lineBack, "\u{1B}[B": .line, "\u{1B}OB": .line, "\u{1B}[C": .on,
    "\u{1B}OC": .on, "\u{1B}[D": .back, "\u{1B}OD": .back, "\u{1B}[5~": .back, "\u{1B}[6~": .on,
    "\u{1B}[H": .start, "\u{1B}OH": .start, "\u{1B}[1~": .start, "\u{1B}[7~": .start, "\u{1B}[F": .end,
    "\u{1B}OF": .end, "\u{1B}[4~": .end, "\u{1B}[8~": .end,
  ]

  /// What follows an escape, up to the letter or `~` that ends it; empty where the key was Esc itself. A terminal sends a
  /// sequence at once.
  private static func sequence() -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < 16 {
      var source = pollfd(fd: STDIN_FILENO, events: Int16(clamping: POLLIN), revents: 0)
      var byte: UInt8 = 0
      guard poll(&source, 1, 50) > 0, read(STDIN_FILENO, &byte, 1) == 1 else { break }
      bytes.append(byte)
      let isIntroduced = bytes.count == 1 && (byte == UInt8(ascii: "[") || byte == UInt8(ascii: "O"))
      if !isIntroduced, byte >= 0x40 { break }
    }
    return bytes
  }

  private static func put(_ text: String) {
    try? Stream.output.write(Array(text.utf8))
  }
}
