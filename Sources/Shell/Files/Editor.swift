import Interp

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The editor of the person's own choice, on a file for the time of its run.
enum Editor {
  /// $VISUAL, else $EDITOR: a program, perhaps with arguments, as a shell reads them.
  private static var command: String? {
    ["VISUAL", "EDITOR"].compactMap { name in
      Terminal.environment(name).flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
    }.first
  }

  /// The text as it was left.
  ///
  /// - Throws: `HostError` where there is no editor, or it did not end well; nothing is then to be run.
  static func edit(_ text: String) throws(HostError) -> String {
    guard let command else {
      throw HostError("no editor is set: let $VISUAL or $EDITOR name one, such as `export EDITOR=nano`")
    }
    var (path, descriptor) = ([CChar](), Int32(-1))
    Departure.undisturbed {
      (path, descriptor) = temporary()
      if descriptor >= 0 {
        Departure.rememberTemporary(path.dropLast().map { UInt8(bitPattern: $0) }, in: AT_FDCWD)
      }
    }
    guard descriptor >= 0 else {
      throw HostError("no file for the editor can be made: \(String(cString: strerror(errno)))")
    }
    let name = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer {
      Departure.undisturbed {
        unlink(name)
        Departure.forgetTemporary()
      }
    }
    do {
      defer { close(descriptor) }
      try Stream(descriptor: descriptor, path: name, hears: false).write(Array((text + "\n").utf8))
    } catch { throw HostError("\(error)") }
    let status = run(command, on: name)
    guard status == 0 else {
      throw HostError("`\(command)` ended with status \(status): nothing is run")
    }
    do {
      let bytes = try Files.free.read(name)
      guard let text = String(validating: bytes, as: UTF8.self) else { throw FileError("the text is not UTF-8") }
      return text
    } catch { throw HostError("\(error)") }
  }

  /// An empty file that only this user reads, its name ending in .nsh.
  private static func temporary() -> ([CChar], Int32) {
    let folder = Terminal.environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    var path = Array((folder + "/nsh-XXXXXX.nsh").utf8CString)
    let descriptor = mkstemps(&path, 4)
    if descriptor >= 0 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    return (path, descriptor)
  }

  /// Runs it with the terminal, as the terminal was when nsh began; the terminal is given back as it was found.
  private static func run(_ command: String, on path: String) -> Int32 {
    var modes = termios()
    let hasModes = tcgetattr(STDIN_FILENO, &modes) == 0
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var all = sigset_t()
    var none = sigset_t()
    sigemptyset(&all)
    sigemptyset(&none)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGQUIT, SIGPIPE, SIGXFSZ, SIGWINCH, SIGCONT] {
      sigaddset(&all, number)
    }
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(clamping: POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    let texts = ["sh", "-c", command + " \"$1\"", "nsh", path]
    let words: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    var child = pid_t()
    guard posix_spawn(&child, "/bin/sh", nil, &attributes, words, environ) == 0 else { return 127 }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    if hasModes { tcsetattr(STDIN_FILENO, TCSADRAIN, &modes) }
    // Ctrl-C was for the editor.
    Signals.forget()
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
  }
}
