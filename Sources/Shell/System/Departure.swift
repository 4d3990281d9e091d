import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How a signal ends the process: no temporary file stays, the terminal is given back, and the status tells the signal.
///
/// A signal may come between any two instructions of the thread that writes a file. What must happen whole, such as a file's
/// coming into being and its being remembered, stands in `undisturbed`: a signal that comes meanwhile is put off until its
/// end; and once a signal has begun to end the process, nothing more begins.
enum Departure {
  private enum Phase {
    static let free = 0
    static let undisturbed = 1
    static let leaving = 2
  }

  private static let phase = Atomic<Int>(Phase.free)
  /// The status with which to leave when that may be; -1 for none.
  private static let pending = Atomic<Int32>(-1)
  /// The name, from `malloc`, of a temporary file to remove when leaving, as a bit pattern, 0 if there is none; and the
  /// folder's descriptor.
  private static let temporary = Atomic<UInt>(0)
  private static let temporaryFolder = Atomic<Int32>(-1)
  /// The terminal's modes at the start, as a bit pattern of a pointer that is never freed; 0 if it is no terminal.
  private static let savedModes = Atomic<UInt>(0)
  private static let terminal = Atomic<Bool>(false)
  private static let screen = Atomic<Bool>(false)

  /// Called once, before handlers are installed; touches every atomic, so that handlers find them initialised.
  static func prepare() {
    phase.store(Phase.free, ordering: .relaxed)
    pending.store(-1, ordering: .relaxed)
    temporary.store(0, ordering: .relaxed)
    temporaryFolder.store(-1, ordering: .relaxed)
    terminal.store(false, ordering: .relaxed)
    screen.store(false, ordering: .relaxed)
    let modes = UnsafeMutablePointer<termios>.allocate(capacity: 1)
    let isTerminal = tcgetattr(STDIN_FILENO, modes) == 0
    savedModes.store(isTerminal ? UInt(bitPattern: modes) : 0, ordering: .relaxed)
    if !isTerminal { modes.deallocate() }
  }

  /// The terminal is in a mode of ours and must be given back.
  static var holdsTerminal: Bool {
    get { terminal.load(ordering: .relaxed) }
    set { terminal.store(newValue, ordering: .relaxed) }
  }

  /// The terminal shows a screen of ours in place of its usual one.
  static var holdsScreen: Bool {
    get { screen.load(ordering: .relaxed) }
    set { screen.store(newValue, ordering: .relaxed) }
  }

  /// Runs the body, which is short, wholly before or wholly after what a signal does to end the process. Not within itself.
  static func undisturbed<Result>(_ body: () throws -> Result) rethrows -> Result {
    while !phase.compareExchange(
      expected: Phase.free, desired: Phase.undisturbed, ordering: .sequentiallyConsistent
    ).exchanged {
      usleep(1000)  // the process is being left
    }
    defer {
      phase.store(Phase.free, ordering: .sequentiallyConsistent)
      let status = pending.load(ordering: .sequentiallyConsistent)
      if status >= 0 { leave(status) }
    }
    return try body()
  }

  /// A signal that ends the process removes this file. To be called within `undisturbed`, with the file's making.
  static func rememberTemporary(_ name: [UInt8], in folder: Int32) {
    forgetTemporary()
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: name.count + 1)
    for (i, byte) in name.enumerated() { copy[i] = byte }
    copy[name.count] = 0
    temporaryFolder.store(folder, ordering: .sequentiallyConsistent)
    temporary.store(UInt(bitPattern: copy), ordering: .sequentiallyConsistent)
  }

  /// The name's bytes are not freed: a handler may be reading them.
  static func forgetTemporary() { temporary.store(0, ordering: .sequentiallyConsistent) }

  // MARK: Inside handlers

  /// Ends the process with this status, or has it ended as soon as what is undisturbed is done.
  static func leave(_ status: Int32) {
    pending.store(status, ordering: .sequentiallyConsistent)
    guard
      phase.compareExchange(expected: Phase.free, desired: Phase.leaving, ordering: .sequentiallyConsistent).exchanged
    else { return }
    tidy()
    _exit(status)
  }

  /// Ends the process as the signal does by default.
  static func leave(bySignal number: Int32) {
    tidy()
    _ = signal(number, SIG_DFL)
    raise(number)
  }

  private static func tidy() {
    if let name = UnsafePointer<CChar>(bitPattern: temporary.load(ordering: .sequentiallyConsistent)) {
      unlinkat(temporaryFolder.load(ordering: .sequentiallyConsistent), name, 0)
    }
    guard holdsTerminal, let modes = UnsafePointer<termios>(bitPattern: savedModes.load(ordering: .relaxed)) else {
      return
    }
    _ = signal(SIGTTOU, SIG_IGN)
    tcsetattr(STDIN_FILENO, TCSANOW, modes)
    let usualScreen: StaticString = "\u{1b}[?1049l"
    if holdsScreen { _ = write(STDOUT_FILENO, usualScreen.utf8Start, usualScreen.utf8CodeUnitCount) }
    let bracketedPasteOff: StaticString = "\u{1b}[?2004l\r\n"
    _ = write(STDOUT_FILENO, bracketedPasteOff.utf8Start, bracketedPasteOff.utf8CodeUnitCount)
  }
}
