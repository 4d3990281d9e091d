import Figures
import Interp
import Syntax

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The host of a process: results on standard output, the rest on standard error, files on disk.
final class Console: Host {
  private let output = Terminal(descriptor: STDOUT_FILENO)
  private let errors = Terminal(descriptor: STDERR_FILENO)
  private let options: Options
  private var transcript: Transcript?
  private var showsProgress = false

  init(options: Options) { self.options = options }

  /// - Throws: `FileError` when the log cannot be written.
  func openTranscript() throws { transcript = try options.log.map { try Transcript(path: $0) } }

  /// Whether the dialogue may be in colour.
  var hasColor: Bool { output.hasColor }

  // MARK: Results

  func show(_ result: Output) {
    if options.quiet, case .report = result { return }
    if options.json { return JSONLines.text(result).map { print($0 + "\n", to: STDOUT_FILENO) } ?? () }
    if let figure = figure(in: result),
      let text = PixelFigure.text(figure, asked: options.graphics, isTerminal: output.canErase)
    {
      return print(text + "\n", to: STDOUT_FILENO)
    }
    let size = Terminal.size
    let presenter = Presenter(
      isTerminal: output.isTerminal, hasColor: output.hasColor, columns: size.columns, rows: size.rows)
    guard let text = presenter.text(result) else { return }
    guard isPaging, text.utf8.count(where: { $0 == 10 }) >= size.rows else {
      return print(text + "\n", to: STDOUT_FILENO)
    }
    Pager(rows: size.rows, put: { self.print($0, to: STDOUT_FILENO) }, ask: Keyboard.ask).show(text)
  }

  private func figure(in result: Output) -> Figure? {
    switch result {
    case .figure(let figure), .value(.figure(let figure)): figure
    default: nil
    }
  }

  /// In a dialogue, on a terminal that can wipe the prompt away.
  private var isPaging: Bool { Signals.isInteractive && output.canErase && isatty(STDIN_FILENO) == 1 }

  func pause() -> Bool {
    guard isPaging else { return true }
    return Keyboard.ask("-- return: on, q: enough --") != .quit
  }

  func note(_ message: String) { print((options.json ? JSONLines.note(message) : message) + "\n", to: STDERR_FILENO) }

  func report(_ diagnostic: Diagnostic) {
    progress(nil)
    let text = options.json ? JSONLines.error(diagnostic) : diagnostic.rendered(errors.hasColor ? .colour : .plain)
    print(text + "\n", to: STDERR_FILENO)
  }

  func executed(_ statement: () -> String, failure: Diagnostic?) {
    guard let transcript else { return }
    do { try transcript.record(statement(), failure: failure?.message) } catch {
      self.transcript = nil
      note("note: the log is not kept: \(error)")
    }
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

  // MARK: Signals and files

  var isInterrupted: Bool { Signals.isInterrupted }
  var interruption: @Sendable () -> Bool { { Signals.isInterrupted } }

  func read(_ path: String) throws(HostError) -> [UInt8] {
    do { return try Files.read(path) } catch { throw HostError("\(error)") }
  }

  func list(_ folder: String) -> [(name: String, isFolder: Bool)] { Files.list(folder) }

  func write(_ bytes: [UInt8], to path: String) throws(HostError) {
    if !options.allowWrite.isEmpty, !Files.isInside(path, folders: options.allowWrite) {
      throw HostError(
        "cannot write `\(path)`: only what lies in \(options.allowWrite.joined(separator: ", ")) may be written")
    }
    do { try Files.write(bytes, to: path) } catch { throw HostError("\(error)") }
  }

  /// A full disk or a closed stream ends the process with status 1: results that nobody gets are no success.
  private func print(_ text: String, to descriptor: Int32) {
    do {
      try Files.writeAll(
        Array(text.utf8), to: descriptor, path: descriptor == STDOUT_FILENO ? "standard output" : "standard error")
    } catch {
      if descriptor == STDOUT_FILENO {
        try? Files.writeAll(Array("error: \(error)\n".utf8), to: STDERR_FILENO, path: "standard error")
        exit(1)
      }
    }
  }
}
