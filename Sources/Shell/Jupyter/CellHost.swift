import Display
import Figures
import Interp
import Syntax

/// The host of a notebook's cells: what they show goes to those who listen, files lie on the disk.
final class CellHost: FileHost {
  let files: Files
  private let publisher: Publisher
  private let isQuiet: Bool
  private var cell = Cell()
  /// How far a long command is, and how it looks by now: each one output, which changes.
  private var progressLine: ChangingOutput?
  private var picture: ChangingOutput?

  /// What is being run.
  private struct Cell {
    var parent: [UInt8] = []
    var count = 0
    var isSilent = true
    /// What is wrong with it.
    var errors: [Diagnostic] = []
    /// Results are taken for somebody, and not shown.
    var taken: [Output]?
  }

  init(_ publisher: Publisher, files: Files, isQuiet: Bool) {
    (self.publisher, self.files, self.isQuiet) = (publisher, files, isQuiet)
  }

  func begin(parent: [UInt8], count: Int, isSilent: Bool) {
    cell = Cell(parent: parent, count: count, isSilent: isSilent)
  }

  /// Gives what was wrong.
  func end() -> [Diagnostic] {
    progress(nil)
    publisher.flush()
    return cell.errors
  }

  /// What a body shows, and what is wrong with it, which nobody is shown.
  func taking(_ body: () -> Void) -> (shown: [Output], errors: [Diagnostic]) {
    let errors = cell.errors
    (cell.taken, cell.errors) = ([], [])
    body()
    defer { (cell.taken, cell.errors) = (nil, errors) }
    return (cell.taken ?? [], cell.errors)
  }

  private var isMuted: Bool { cell.isSilent || cell.taken != nil }

  // MARK: Results

  func show(_ output: Output) {
    cell.taken?.append(output)
    if isMuted { return }
    if isQuiet, case .report = output { return }
    if case .text(let text) = output { return write(text, to: "stdout") }
    if case .report(let text, _) = output { return write(text, to: "stdout") }
    guard let bundle = MediaBundle(output) else { return }
    // A result that was interrupted while it was made is not shown by halves.
    if isInterrupted { return }
    if case .value = output {
      publish("execute_result", bundle, ["execution_count": .count(cell.count)])
    } else {
      publish("display_data", bundle)
    }
  }

  private func write(_ text: String, to name: String) {
    publisher.write(Visible.text(text) + "\n", to: name, parent: cell.parent)
  }

  private func publish(_ type: String, _ bundle: MediaBundle, _ more: [String: JSON] = [:]) {
    publisher.publish(type, bundle.members.merging(more) { $1 }, parent: cell.parent)
  }

  func note(_ message: String) {
    if !isMuted { write(message, to: "stderr") }
  }

  func report(_ diagnostic: Diagnostic) {
    progress(nil)
    cell.errors.append(diagnostic)
    if !isMuted { publisher.publish("error", Self.error(diagnostic), parent: cell.parent) }
  }

  static func error(_ diagnostic: Diagnostic) -> [String: JSON] {
    [
      "ename": .string(diagnostic.code.name), "evalue": .string(Visible.line(diagnostic.message)),
      "traceback": .list(
        diagnostic.rendered(.colour).split(separator: "\n", omittingEmptySubsequences: false)
          .map { .string(String($0)) }),
    ]
  }

  func wrote(_ path: String) {
    if !isMuted, let bundle = MediaBundle(file: path) { publish("display_data", bundle) }
  }

  // MARK: On the way

  var canWatch: Bool { !isMuted && PictureLibraries.missing() == nil }

  func watch(_ shown: (figure: Figure, progress: Progress)?) {
    guard !isMuted, let shown else { return wipe(&picture) }
    change(&picture) { MediaBundle(shown.figure) }
    progressLine(shown.progress)
  }

  /// Of progress, which would look broken on two lines: cells are narrower than what is scrolled within them.
  private static let columns = 92
  /// What is done at once needs none.
  private static let patience = 0.4

  func progress(_ progress: Progress?) {
    guard !isMuted, let progress else {
      wipe(&picture)
      return wipe(&progressLine)
    }
    if progress.elapsed >= Self.patience { progressLine(progress) }
  }

  private func progressLine(_ progress: Progress) {
    change(&progressLine) { MediaBundle(text: ProgressLine.text(progress, columns: Self.columns)) }
  }

  /// Shows it, in place of what stood there.
  private func change(_ output: inout ChangingOutput?, _ bundle: () -> MediaBundle) {
    let isNew = output == nil
    guard output?.isDue ?? true else { return }
    let changing = output ?? ChangingOutput()
    changing.isShown()
    output = changing
    publish(isNew ? "display_data" : "update_display_data", bundle(), changing.members)
  }

  private func wipe(_ output: inout ChangingOutput?) {
    guard let last = output else { return }
    output = nil
    publish("update_display_data", MediaBundle(text: ""), last.members)
  }
}

extension MediaBundle {
  var members: [String: JSON] { ["data": .object(data), "metadata": .object(metadata)] }
}

/// An output that is changed after it was shown: five times a second at most, for each change goes to everybody who listens.
private final class ChangingOutput {
  private let name = Wire.identifier()
  private var next = ContinuousClock.now

  private static let pause = Duration.milliseconds(200)

  var isDue: Bool { ContinuousClock.now >= next }
  func isShown() { next = .now + Self.pause }
  var members: [String: JSON] { ["transient": .object(["display_id": .string(name)])] }
}
