import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the process does on signals. Handlers only touch atomics, `write`, `unlinkat`, `tcsetattr`, `raise` and `_exit`.
///
/// - INT sets a flag that computations poll, and wakes the line editor. In a script a second one ends the process.
/// - TERM and HUP give the terminal back and leave with 143 and 129.
/// - INT, TERM and HUP that were ignored when the process began stay ignored, as `nohup` and scripts want it; only a
///   dialogue takes INT in any case.
/// - QUIT, PIPE, and the signals of a fault in nsh itself give the terminal back and then do what they do by default: a
///   reader that went away ends the process quietly.
/// - XFSZ is ignored: a file that grows too large is an error of the write.
/// - WINCH, and TSTP and CONT while editing, wake the line editor, which repaints.
enum Signals {
  private static let interrupted = Atomic<Bool>(false)
  private static let interactive = Atomic<Bool>(false)
  private static let editing = Atomic<Bool>(false)
  private static let continued = Atomic<Int>(0)
  private static let wakeUpEnd = Atomic<Int32>(-1)

  /// Reading end of the self-pipe; each signal arrives as one byte, its number.
  nonisolated(unsafe) private(set) static var wakeUp: Int32 = -1

  /// Installs the handlers. Called once, before any other thread starts; touches every atomic, so that the
  /// handlers find them initialised.
  static func install() {
    interrupted.store(false, ordering: .relaxed)
    interactive.store(false, ordering: .relaxed)
    editing.store(false, ordering: .relaxed)
    continued.store(0, ordering: .relaxed)
    Departure.prepare()
    openPipe()
    _ = signal(SIGXFSZ, SIG_IGN)
    for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) { _ = signal(number) { Signals.received($0) } }
    for number in [SIGWINCH, SIGCONT] { _ = signal(number) { Signals.received($0) } }
    for number in [SIGQUIT, SIGPIPE, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGBUS, SIGSEGV] {
      _ = signal(number) { Departure.leave(bySignal: $0) }
    }
  }

  /// How often the process was stopped and went on.
  static var stops: Int { continued.load(ordering: .relaxed) }

  /// Ctrl-C came since `forget()`.
  static var isInterrupted: Bool { interrupted.load(ordering: .relaxed) }

  /// For a dialogue: Ctrl-C is the wish of the one who types, whatever started the process ignored it.
  static func takeInterrupts() { _ = signal(SIGINT) { Signals.received($0) } }

  /// Forgets the bytes of signals that have been dealt with.
  static func drain() { _ = take() }

  /// The signals that have come and were not dealt with.
  static func take() -> [UInt8] {
    var all: [UInt8] = []
    var bytes = [UInt8](repeating: 0, count: 64)
    while true {
      let count = read(wakeUp, &bytes, bytes.count)
      guard count > 0 else { return all }
      all += bytes[..<count]
    }
  }

  /// Forgets what came until now. The bytes go first: a Ctrl-C that comes meanwhile still has its own to wake the editor.
  static func forget() {
    drain()
    interrupted.store(false, ordering: .relaxed)
  }

  /// In a session Ctrl-C never ends the process; otherwise the second one does.
  static var isInteractive: Bool {
    get { interactive.load(ordering: .relaxed) }
    set { interactive.store(newValue, ordering: .relaxed) }
  }

  /// The line editor has the terminal: Ctrl-Z must first give it back.
  static var isEditing: Bool {
    get { editing.load(ordering: .relaxed) }
    set {
      editing.store(newValue, ordering: .relaxed)
      Departure.holdsTerminal = newValue
      if newValue { _ = signal(SIGTSTP) { Signals.received($0) } } else { _ = signal(SIGTSTP, SIG_DFL) }
    }
  }

  // MARK: Inside handlers

  /// Wakes who waits for keys.
  static func told(_ number: Int32) { received(number) }

  private static func received(_ number: Int32) {
    let error = errno
    defer { errno = error }
    if number == SIGTERM || number == SIGHUP { return Departure.leave(128 + number) }
    if number == SIGINT {
      let isSecond = interrupted.exchange(true, ordering: .relaxed)
      if isSecond && !interactive.load(ordering: .relaxed) { return Departure.leave(128 + number) }
    }
    if number == SIGCONT { continued.wrappingAdd(1, ordering: .relaxed) }
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(wakeUpEnd.load(ordering: .relaxed), &byte, 1)
  }

  // MARK: Set-up

  private static func openPipe() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    wakeUp = ends[0]
    wakeUpEnd.store(ends[1], ordering: .relaxed)
  }

  /// `nohup` ignores HUP for its command, a shell without job control INT for what it runs in the background.
  private static func isIgnored(_ number: Int32) -> Bool {
    var old = sigaction()
    guard sigaction(number, nil, &old) == 0 else { return false }
    #if canImport(Glibc)
      let handler = old.__sigaction_handler.sa_handler
    #else
      let handler = old.__sigaction_u.__sa_handler
    #endif
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
