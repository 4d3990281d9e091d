import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Single keys, outside of the line editor.
enum Keyboard {
  enum Event: Equatable {
    /// What a key sends: a character, or an escape and more.
    case key(String)
    /// The terminal has another size, or nsh was stopped and goes on: what is on the screen is drawn anew.
    case woken
    /// Ctrl-C, or the end of the input.
    case end
  }

  /// Shows a prompt and waits: return, space and the arrows to the right and down go on; `q`, Esc, Ctrl-C, Ctrl-D or the end
  /// of the input are enough. The prompt is wiped away where the terminal can do that.
  ///
  /// - Returns: whether it goes on.
  static func ask(_ prompt: String, wipes: Bool) -> Bool {
    put(prompt)
    defer { put(wipes ? "\r\u{1B}[K" : "\r\n") }
    return raw { next in
      while true {
        switch next() {
        case .end: return false
        case .key(let key) where on.contains(key): return true
        case .key(let key) where enough.contains(key): return false
        case .key, .woken: continue
        }
      }
    }
  }

  private static let on: Set<String> = [
    "\r", "\n", " ", "f", "j", "l", "n", "\u{1B}[C", "\u{1B}OC", "\u{1B}[B", "\u{1B}OB", "\u{1B}[6~",
  ]
  private static let enough: Set<String> = ["q", "Q", "\u{1B}", "\u{3}", "\u{4}"]

  /// Lets a body read keys one by one, the terminal giving them unedited and without writing them.
  ///
  /// - Parameter screen: whether the body has a screen of its own, which is given back meanwhile when nsh is stopped.
  static func raw<Result>(screen: Bool = false, _ body: (() -> Event) -> Result) -> Result {
    var modes = termios()
    guard tcgetattr(STDIN_FILENO, &modes) == 0 else { return body { .end } }
    var raw = modes
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
    // A read takes what is there and never waits: Ctrl-C throws away what poll told of.
    withUnsafeMutableBytes(of: &raw.c_cc) { bytes in
      bytes[Int(clamping: VMIN)] = 0
      bytes[Int(clamping: VTIME)] = 0
    }
    func take() {
      Departure.holdsTerminal = true
      Departure.holdsScreen = screen
      tcsetattr(STDIN_FILENO, TCSADRAIN, &raw)
      if screen { put("\u{1B}[?1049h") }
    }
    func give() {
      if screen { put("\u{1B}[?1049l") }
      tcsetattr(STDIN_FILENO, TCSADRAIN, &modes)
      Departure.holdsScreen = false
      Departure.holdsTerminal = false
    }
    let stopping = signal(SIGTSTP) { Signals.told($0) }
    take()
    defer {
      give()
      _ = signal(SIGTSTP, stopping)
    }
    return body {
      event {
        give()
        _ = signal(SIGTSTP, SIG_DFL)
        raise(SIGTSTP)
        _ = signal(SIGTSTP) { Signals.told($0) }
        take()
      }
    }
  }

  /// The next key, or what woke the wait for one.
  private static func event(stop: () -> Void) -> Event {
    while true {
      var sources = [
        pollfd(fd: STDIN_FILENO, events: Int16(clamping: POLLIN), revents: 0),
        pollfd(fd: Signals.wakeUp, events: Int16(clamping: POLLIN), revents: 0),
      ]
      _ = poll(&sources, 2, -1)
      if Signals.isInterrupted { return .end }
      guard sources[0].revents != 0 else {
        if Signals.take().contains(UInt8(clamping: SIGTSTP)) { stop() }
        return .woken
      }
      if let first = byte() { return .key(String(decoding: [first] + rest(after: first), as: UTF8.self)) }
      if sources[0].revents & Int16(clamping: POLLHUP | POLLERR | POLLNVAL) != 0 { return .end }
    }
  }

  private static func byte() -> UInt8? {
    var byte: UInt8 = 0
    return read(STDIN_FILENO, &byte, 1) == 1 ? byte : nil
  }

  /// What a key sends behind its first byte: the other bytes of a character, or of what an escape begins. A terminal sends
  /// them at once.
  private static func rest(after first: UInt8) -> [UInt8] {
    var bytes: [UInt8] = []
    let length = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : first == 27 ? 16 : 0
    while bytes.count < length {
      var source = pollfd(fd: STDIN_FILENO, events: Int16(clamping: POLLIN), revents: 0)
      guard poll(&source, 1, 50) > 0, let byte = byte() else { break }
      bytes.append(byte)
      // A sequence goes up to its letter or `~`.
      let isIntroduced = bytes.count == 1 && (byte == UInt8(ascii: "[") || byte == UInt8(ascii: "O"))
      if first == 27, !isIntroduced, byte >= 0x40 { break }
    }
    return bytes
  }

  private static func put(_ text: String) {
    try? Stream.output.write(Array(text.utf8))
  }
}
