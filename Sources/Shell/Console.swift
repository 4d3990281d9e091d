import Checked
import Display
import Figures
import Interp
import Syntax

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The host of a process: results on standard output, the rest on standard error, files on disk. For programs all of it is
/// objects on standard output, in order.
final class Console: FileHost {
  private let output: Terminal
  private let errors: Terminal
  private let options: Options
  /// Whether another process speaks for this one.
  private let isSilent: Bool
  /// How objects are written, where a program listens.
  var objects: JSONLines?
  let files: Files
  private var log: Transcript?
  private var recovery: Recovery?
  /// The log could not be kept to the end.
  private(set) var hasLostLog = false
  private var showsProgress = false
  private let watched = WatchedPicture()
  /// What another dialogue left, until it is taken up.
  private var offered: Recovery.Abandoned?
  /// Results and reports are not shown: they were seen before.
  private var isMuted = false

  /// - Parameter rank: which of several processes this is that run together; the first speaks and keeps the log.
  /// - Throws: `FileError` when the log cannot be written.
  init(options: Options, rank: Int? = nil) throws {
    self.options = options
    isSilent = (rank ?? 0) > 0
    // Launchers give their ranks terminals of their own, at which nobody sits.
    let hasTerminal = rank == nil && !Launch.givesTerminals
    output = hasTerminal ? Terminal(descriptor: STDOUT_FILENO) : .none
    errors = hasTerminal ? Terminal(descriptor: STDERR_FILENO) : .none
    objects = options.json || options.serve ? JSONLines() : nil
    files = options.files
    log = try (isSilent ? nil : options.log).map { try Transcript(path: $0, header: options.logHeader) }
  }

  /// From here on, what is done is kept for the case that the dialogue ends without a goodbye.
  func keep(_ recovery: Recovery?) { self.recovery = recovery }

  /// Whether the dialogue may be in colour.
  var hasColor: Bool { output.hasColor }

  // MARK: Results

  func show(_ result: Output) {
    if isMuted { return }
    if options.quiet, case .report = result { return }
    if let objects { return objects.text(result).map { put($0) } ?? () }
    if let figure = figure(in: result),
      let text = PixelFigure.text(figure, asked: options.graphics, isTerminal: output.canErase)
    {
      return print(text + "\n", to: STDOUT_FILENO)
    }
    let size = Terminal.size
    let presenter = Presenter(
      isTerminal: output.isTerminal, hasColor: output.hasColor, columns: size.columns, rows: size.rows)
    guard let text = presenter.text(result) else { return }
    guard isPaging, isLong(text, size) else { return put(text) }
    var pager = Pager(
      layout: { PagedText(result, columns: $0, rows: size.rows, hasColor: self.output.hasColor) },
      size: { Terminal.size }, put: { self.print($0, to: STDOUT_FILENO) })
    pager.show()
  }

  /// Whether it takes more rows than the terminal has; colours take no room.
  private func isLong(_ text: String, _ size: (columns: Int, rows: Int)) -> Bool {
    if text.utf8.count(where: { $0 == 10 }) >= size.rows { return true }
    guard text.utf8.count > size.columns else { return false }
    let rows = text.split(separator: "\n", omittingEmptySubsequences: false).reduce(0) { rows, line in
      rows + max(1, (PagedText.Line(String(line)).width + size.columns - 1) / size.columns)
    }
    return rows > size.rows
  }

  /// A result, in pieces where it is long: Ctrl-C ends it between them, or before the first where its making was ended.
  private func put(_ text: String) {
    let bytes = Array(text.utf8)
    let piece = 1 << 16
    if bytes.count > piece, isInterrupted { return }
    for first in stride(from: 0, to: bytes.count, by: piece) {
      if first > 0, isInterrupted { break }
      print(bytes[Range(from: first, upTo: min(first + piece, bytes.count))], to: STDOUT_FILENO)
    }
    print("\n", to: STDOUT_FILENO)
  }

  private func figure(in result: Output) -> Figure? {
    switch result {
    case .figure(let figure), .value(.figure(let figure)): figure
    default: nil
    }
  }

  /// In a dialogue, or where a script is shown step by step, on a terminal that can wipe the prompt away.
  private var isPaging: Bool { (Signals.isInteractive || options.step) && output.canErase && hasReader }

  /// Somebody sits at a terminal.
  private var hasReader: Bool { output.isTerminal && isatty(STDIN_FILENO) == 1 && objects == nil }

  func pause() -> Bool {
    guard hasReader, !isMuted else { return true }
    return Keyboard.ask("-- return: on, q: enough --", wipes: output.canErase)
  }

  /// In colour where the line that is edited would be.
  func present(_ statement: String) {
    guard hasReader, output.hasColor else { return show(.text(Prompt.shown(Visible.text(statement)))) }
    let lines = statement.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { i, line in
      (i == 0 ? Prompt.first : Prompt.more) + Painter.painted(Visible.line(String(line)), hint: "").text
    }
    print(lines.joined(separator: "\n") + "\n", to: STDOUT_FILENO)
  }

  func edit(_ text: String) throws(HostError) -> String {
    guard hasReader, Signals.isInteractive, !isMuted else {
      throw HostError("an editor is opened in a dialogue on a terminal only")
    }
    return try Editor.edit(text)
  }

  func note(_ message: String) {
    if let objects { return say(objects.note(message)) }
    print(Visible.text(message) + "\n", to: STDERR_FILENO)
  }

  /// An object.
  func say(_ line: String) { print(line + "\n", to: STDOUT_FILENO) }

  /// That a script, or a request, is done.
  func done(_ status: ExitStatus, isLeaving: Bool = false) {
    guard let objects else { return }
    say(objects.done(status, isLeaving ? [("leaving", true)] : []))
  }

  func report(_ diagnostic: Diagnostic) {
    progress(nil)
    if let objects { return say(objects.error(diagnostic)) }
    print(diagnostic.rendered(errors.hasColor ? .colour : .plain) + "\n", to: STDERR_FILENO)
  }

  var keepsLog: Bool { log != nil || recovery != nil }

  func executed(_ lines: () -> String, number: Int) {
    guard keepsLog else { return }
    let text = lines()
    keep {
      try $0.record(text, number: number)
    } orRecovered: {
      try $0.record(text, number: number)
    }
  }

  func undone(_ number: Int) {
    keep {
      try $0.withdraw(number)
    } orRecovered: {
      try $0.withdraw(number)
    }
  }

  /// What cannot be kept any more is told once. Without a home there is no recovery, as there is no history.
  private func keep(_ body: (Transcript) throws -> Void, orRecovered: (Recovery) throws -> Void) {
    if let log {
      do { try body(log) } catch {
        self.log = nil
        hasLostLog = true
        note("note: the log is not kept: \(error)")
      }
    }
    if let recovery {
      do { try orRecovered(recovery) } catch { self.recovery = nil }
    }
  }

  // MARK: What another dialogue left

  /// Tells of it, once.
  func offer(_ abandoned: Recovery.Abandoned) {
    offered = abandoned
    let count = abandoned.statements
    note(
      "note: a dialogue ended unexpectedly on \(abandoned.date), after \(count) statement\(count == 1 ? "" : "s"); "
        + "`recover` does \(count == 1 ? "it" : "them") again")
  }

  /// It is not offered again, and kept until the next one is declined.
  func declineOffer() {
    _ = offered?.setAside()
    offered = nil
  }

  func abandoned() -> Source? {
    guard let offered, let bytes = try? Files.free.read(offered.path) else { return nil }
    isMuted = true
    return Source(name: offered.path, bytes: bytes)
  }

  func recovered(_ status: ExitStatus) {
    isMuted = false
    if status == .fine || status == .expectationFailed {
      offered?.remove()
    } else if let place = offered?.setAside() {
      note("note: this is how far it went; the whole of it stays in \(place)")
    }
    offered = nil
  }

  var canWatch: Bool { errors.canErase && objects == nil }

  func watch(_ picture: (figure: Figure, progress: Progress)?) {
    guard canWatch else { return }
    print(
      picture.map { watched.next($0.figure, $0.progress, Terminal.size, color: errors.hasColor) } ?? watched.end(),
      to: STDERR_FILENO)
  }

  func progress(_ progress: Progress?) {
    if options.serve, let progress, let objects { say(objects.progress(progress)) }
    guard errors.canErase, objects == nil else { return }
    if progress == nil { watch(nil) }
    if let progress {
      showsProgress = true
      print("\r\u{1B}[K" + ProgressLine.text(progress, columns: Terminal.size.columns), to: STDERR_FILENO)
    } else if showsProgress {
      showsProgress = false
      print("\r\u{1B}[K", to: STDERR_FILENO)
    }
  }

  /// To the beginning of an empty line: the terminal writes ^C where it stands, and the editor takes it that its prompt
  /// begins the line.
  func beginLine() {
    if output.canErase { print("\r\u{1B}[K", to: STDOUT_FILENO) }
  }

  func wrote(_ path: String) {
    if let objects, !isMuted { say(objects.file(path)) }
  }

  /// A full disk or a closed stream ends the process with status 1: results that nobody gets are no success.
  private func print(_ text: String, to descriptor: Int32) { print(Array(text.utf8)[...], to: descriptor) }

  private func print(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) {
    if isSilent { return }
    let isOutput = descriptor == STDOUT_FILENO
    do { try (isOutput ? Stream.output : .errors).write(Array(bytes)) } catch {
      guard isOutput else { return }
      try? Stream.errors.write(Array("error: \(error)\n".utf8))
      exit(1)
    }
  }
}
