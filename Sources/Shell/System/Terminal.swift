#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What one of the standard streams is connected to.
struct Terminal: Equatable {
  var isTerminal: Bool
  /// Escape sequences for colour may be written: a terminal that is not dumb, and no `NO_COLOR`.
  var hasColor: Bool
  /// Escape sequences for moving and erasing may be written.
  var canErase: Bool

  /// No terminal.
  static let none = Terminal(isTerminal: false, hasColor: false, canErase: false)

  init(isTerminal: Bool, hasColor: Bool, canErase: Bool) {
    (self.isTerminal, self.hasColor, self.canErase) = (isTerminal, hasColor, canErase)
  }

  init(descriptor: Int32) {
    isTerminal = isatty(descriptor) == 1
    let kind = Self.environment("TERM") ?? ""
    canErase = isTerminal && kind != "dumb" && kind != ""
    hasColor = canErase && (Self.environment("NO_COLOR") ?? "").isEmpty
  }

  /// The terminal's columns and rows: asked of the terminal on standard output, error or input, then
  /// `COLUMNS` and `LINES`, then 80 by 24.
  static var size: (columns: Int, rows: Int) {
    for descriptor in [STDOUT_FILENO, STDERR_FILENO, STDIN_FILENO] {
      var window = winsize()
      if ioctl(descriptor, UInt(clamping: TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 {
        return (Int(clamping: window.ws_col), Int(clamping: window.ws_row))
      }
    }
    return (positive("COLUMNS") ?? 80, positive("LINES") ?? 24)
  }

  static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  private static func positive(_ name: String) -> Int? {
    environment(name).flatMap { Int($0, radix: 10) }.flatMap { (1...10_000).contains($0) ? $0 : nil }
  }
}
