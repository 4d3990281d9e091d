import Interp

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The host of a process: results on standard output, the rest on standard error, files on disk.
final class Console: Host {
  private let output = Terminal(descriptor: STDOUT_FILENO)
  private let errors = Terminal(descriptor: STDERR_FILENO)
  private let isQuiet: Bool
  private var showsProgress = false

  /// - Parameter isQuiet: no reports of what was done, only results, remarks and errors.
  init(isQuiet: Bool = false) { self.isQuiet = isQuiet }

  func show(_ result: Output) {
    if isQuiet, case .report = result { return }
    let size = Terminal.size
    let presenter = Presenter(
      isTerminal: output.isTerminal, hasColor: output.hasColor, columns: size.columns, rows: size.rows)
    guard let text = presenter.text(result) else { return }
    print(text + "\n", to: STDOUT_FILENO)
  }

  func note(_ message: String) { print("\(message)\n", to: STDERR_FILENO) }

  func report(_ diagnostic: Diagnostic) {
    progress(nil)
    print(diagnostic.rendered(errors.hasColor ? .colour : .plain) + "\n", to: STDERR_FILENO)
  }

  func progress(_ progress: Progress?) {
    guard errors.canErase else { return }
    if let progress {
      showsProgress = true
      print("\r\u{1B}[K" + ProgressLine.text(progress, columns: Terminal.size.columns), to: STDERR_FILENO)
    } else if showsProgress {
      showsProgress = false
      print("\r\u{1B}[K", to: STDERR_FILENO)
    }
  }

  var isInterrupted: Bool { Signals.isInterrupted }
  var interruption: @Sendable () -> Bool { { Signals.isInterrupted } }

  func read(_ path: String) throws(HostError) -> [UInt8] {
    do { return try Files.read(path) } catch { throw HostError("\(error)") }
  }

  func write(_ bytes: [UInt8], to path: String) throws(HostError) {
    do { try Files.write(bytes, to: path) } catch { throw HostError("\(error)") }
  }

  /// A full disk or a closed stream ends the process with status 1: results that nobody gets are no success.
  private func print(_ text: String, to descriptor: Int32) {
    do {
      try Files.writeAll(Array(text.utf8), to: descriptor, path: descriptor == STDOUT_FILENO ? "standard output" : "standard error")
    } catch {
      if descriptor == STDOUT_FILENO {
        try? Files.writeAll(Array("error: \(error)\n".utf8), to: STDERR_FILENO, path: "standard error")
        exit(1)
      }
    }
  }
}
