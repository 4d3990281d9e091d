import Checked
import Figures

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How figures are drawn in a terminal.
package enum Graphics: String, CaseIterable, Sendable {
  case auto, braille, kitty, sixel
}

/// Figures in pixels, on terminals that show them.
enum PixelFigure {
  /// The text that makes the terminal show the figure; nil where it is to be drawn in characters. `kitty` and `sixel`
  /// are obeyed even where no terminal is.
  static func text(_ figure: Figure, asked: Graphics, isTerminal: Bool) -> String? {
    var answer = TerminalAnswer()
    if asked == .auto {
      guard isTerminal, let found = TerminalAnswer.known() else { return nil }
      answer = found
    }
    guard PictureLibraries.missing() == nil else { return nil }
    let size = size(figure)
    let format = Format(size: size, theme: answer.isDark ? .dark : .light)
    if asked == .kitty || answer.hasKitty { return TerminalGraphics.kitty(png: figure.png(format)) }
    if asked == .sixel || answer.hasSixel { return try? TerminalGraphics.sixel(figure.pixmap(format)) }
    return nil
  }

  /// As large as the figure wants and the terminal allows, the picture's proportions kept.
  private static func size(_ figure: Figure) -> (width: Double, height: Double) {
    var window = winsize()
    _ = ioctl(STDOUT_FILENO, UInt(clamping: TIOCGWINSZ), &window)
    let cells = Terminal.size
    let cell = (
      width: window.ws_xpixel > 0 ? Double(window.ws_xpixel) / Double(max(1, window.ws_col)) : 9,
      height: window.ws_ypixel > 0 ? Double(window.ws_ypixel) / Double(max(1, window.ws_row)) : 18
    )
    let room = (width: cell.width * Double(cells.columns - 1), height: cell.height * Double(max(6, cells.rows - 3)))
    let scale = min(1, room.width / figure.size.width, room.height / figure.size.height)
    func side(_ x: Double) -> Double {
      min(max((x * scale).rounded(), Format.sides.lowerBound), Format.sides.upperBound)
    }
    return (side(figure.size.width), side(figure.size.height))
  }
}

/// What a terminal says of itself.
package struct TerminalAnswer: Equatable {
  package var hasKitty = false
  package var hasSixel = false
  package var isDark = false

  package init(hasKitty: Bool = false, hasSixel: Bool = false, isDark: Bool = false) {
    (self.hasKitty, self.hasSixel, self.isDark) = (hasKitty, hasSixel, isDark)
  }

  /// The colour of the ground, a picture that is thrown away, and the question that every terminal answers.
  private static let question = "\u{1B}]11;?\u{1B}\\\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\\u{1B}[c"
  /// The way to a distant terminal and back, and to a busy one; only one that answers nothing costs that much, once.
  private static let patience = Duration.seconds(1)
  nonisolated(unsafe) private static var found: TerminalAnswer?

  /// The terminal's answer, asked for once. Nil when it cannot be asked now: nobody is there, or keys are waiting that
  /// the answer would mix with.
  static func known() -> TerminalAnswer? {
    if let found { return found }
    var waiting = pollfd(fd: STDIN_FILENO, events: Int16(clamping: POLLIN), revents: 0)
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1, poll(&waiting, 1, 0) == 0,
      tcgetpgrp(STDIN_FILENO) == getpgrp()
    else { return nil }
    let (answer, rest) = parse(ask())
    LineEditor.typed(rest)
    found = answer
    return answer
  }

  /// What arrives until the last question is answered, or the time is over.
  private static func ask() -> [UInt8] {
    var modes = termios()
    guard tcgetattr(STDIN_FILENO, &modes) == 0 else { return [] }
    var raw = modes
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
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
    guard (try? Stream.output.write(Array(question.utf8))) != nil else { return [] }
    let end = ContinuousClock.now + patience
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 256)
    while !isWhole(bytes), bytes.count < 4096, !Signals.isInterrupted {
      // When the time is over, what has arrived is still taken.
      let left = max(0, (end - ContinuousClock.now) / .milliseconds(1))
      var sources = [
        pollfd(fd: STDIN_FILENO, events: Int16(clamping: POLLIN), revents: 0),
        pollfd(fd: Signals.wakeUp, events: Int16(clamping: POLLIN), revents: 0),
      ]
      guard poll(&sources, 2, Int32(ceiling: left)) != 0 else { break }
      if sources[1].revents != 0 { Signals.drain() }
      guard sources[0].revents != 0 else { continue }
      let got = read(STDIN_FILENO, &chunk, chunk.count)
      if got > 0 { bytes += chunk[..<got] } else if sources[0].revents & Int16(clamping: POLLIN) == 0 { break }
    }
    return bytes
  }

  /// Whether the device's attributes are there, ESC [ ? ... c, which terminals send last.
  private static func isWhole(_ bytes: [UInt8]) -> Bool {
    guard let start = bytes.firstRange(of: Array("\u{1B}[?".utf8)) else { return false }
    return bytes[start.upperBound...].contains(UInt8(ascii: "c"))
  }

  /// The answers within what arrived, and what else was there: keys.
  package static func parse(_ bytes: [UInt8]) -> (answer: TerminalAnswer, rest: [UInt8]) {
    var (answer, rest) = (TerminalAnswer(), [UInt8]())
    var i = 0
    func take(_ head: String, until ends: [[UInt8]]) -> ArraySlice<UInt8>? {
      guard bytes[i...].starts(with: Array(head.utf8)) else { return nil }
      let body = bytes[(i + head.utf8.count)...]
      guard let end = ends.compactMap({ body.firstRange(of: $0) }).min(by: { $0.lowerBound < $1.lowerBound }) else {
        return nil
      }
      i = end.upperBound
      return body[..<end.lowerBound]
    }
    let close: [[UInt8]] = [[27, UInt8(ascii: "\\")], [7]]
    while i < bytes.count {
      if let body = take("\u{1B}]11;", until: close) {
        answer.isDark = isDark(String(decoding: body, as: UTF8.self))
      } else if let body = take("\u{1B}_G", until: [close[0]]) {
        answer.hasKitty = answer.hasKitty || String(decoding: body, as: UTF8.self).hasSuffix(";OK")
      } else if let body = take("\u{1B}[?", until: [[UInt8(ascii: "c")]]) {
        answer.hasSixel = String(decoding: body, as: UTF8.self).split(separator: ";").contains("4")
      } else {
        rest.append(bytes[i])
        i += 1
      }
    }
    return (answer, rest)
  }

  /// rgb:1515/1818/1d1d, each part a fraction of all its digits.
  private static func isDark(_ color: String) -> Bool {
    let parts = color.split(separator: ":").last.map { $0.split(separator: "/") } ?? []
    let values = parts.compactMap { part in
      Int(part, radix: 16).map { Double($0) / Double((1 << (4 * part.count)) - 1) }
    }
    guard values.count == 3 else { return false }
    return 0.3 * values[0] + 0.59 * values[1] + 0.11 * values[2] < 0.5
  }
}
