import Core
import Limits
import Syntax

/// Looks at values of a process while it is trained, and keeps them.
struct TrainRecorder {
  private(set) var recording: Recording
  private var experiment: Experiment
  private let name: String
  private let session: Session
  /// What could not be looked at, by the expression: how often, and the first reason.
  private var failures: [String: (count: Int, reason: String)] = [:]

  /// What a call asks for, beside what was recorded before.
  static func recording(_ call: Call, _ before: Recording) throws -> Recording {
    var recording = before
    recording.isOn = false
    guard let written = call.written[TrainRun.record.parameter.name] else {
      if call.gives(TrainRun.every) {
        throw Diagnostic(
          .unusedOption, "`every` tells how often `record` looks, and nothing is recorded",
          at: call.span(of: TrainRun.every.parameter), label: "add record=[...]")
      }
      return recording
    }
    let wanted = written.flatMap { if case .list(let items) = $0.kind { items } else { [$0] } }
    guard !wanted.isEmpty else {
      throw Diagnostic(
        .wrongCount, "there is nothing to record", at: call.span(of: TrainRun.record.parameter),
        label: "such as record=[drift(momentum)]")
    }
    guard wanted.count <= 100 else {
      throw Diagnostic(
        .outOfRange, "at most 100 values can be recorded, not \(wanted.count)",
        at: call.span(of: TrainRun.record.parameter))
    }
    recording.every = try call[TrainRun.every] ?? 1
    recording.isOn = true
    recording.wanted = wanted
    return recording
  }

  /// Looks at the values as they are now.
  ///
  /// - Throws: `Diagnostic` at an expression that cannot be recorded.
  init(_ experiment: Experiment, named name: String, _ session: Session) throws {
    (self.experiment, self.name, self.session) = (experiment, name, session)
    recording = experiment.record.recording
    guard recording.isOn else { return }
    let step = experiment.record.history.last?.step ?? 0
    for expression in recording.wanted {
      let key = Printer.text(session.ownerless(expression).plain)
      let values = try Self.values(expression, experiment, name, session)
      if let i = recording.entries.firstIndex(where: { $0.key == key }) {
        guard recording.entries[i].columns.count == values.count else {
          throw Diagnostic(
            .wrongShape,
            "`\(key)` was recorded in \(recording.entries[i].columns.count) columns before, now in \(values.count)",
            at: expression.span)
        }
        recording.entries[i].goOn(expression, every: recording.every)
      } else {
        recording.entries.append(
          Recording.Entry(
            expression, key: key, columns: values.map { .init(group: $0.group, component: $0.component) },
            every: recording.every))
      }
      let i = recording.entries.firstIndex { $0.key == key } ?? 0
      recording.entries[i].append(values.map(\.value), at: step)
    }
  }

  /// The step at which to look next; nil where nothing is recorded.
  func next(after step: Int) -> Int? { recording.isOn ? recording.next(after: step) : nil }

  /// Looks, where it is due, and at the end; not any more where a person wants it to end.
  mutating func record(_ training: Training, isLast: Bool) throws {
    guard recording.isOn, !session.host.isInterrupted else { return }
    let step = training.steps
    let wanted = Set(recording.wanted.map { Printer.text(session.ownerless($0).plain) })
    var isCarried = false
    for i in recording.entries.indices where wanted.contains(recording.entries[i].key) {
      guard isLast || recording.entries[i].isDue(step) else { continue }
      if !isCarried { experiment.carry(training.model.theta) }
      isCarried = true
      let entry = recording.entries[i]
      do {
        let values = try Self.values(entry.expression, experiment, name, session)
        recording.entries[i].append(values.map(\.value), at: step)
      } catch let error as Diagnostic {
        if session.host.isInterrupted { return }
        failures[entry.key, default: (0, error.message)].count += 1
        recording.entries[i].append([], at: step)
      } catch is CancellationError { return } catch is Interrupted { return }
    }
  }

  /// Says what could not be looked at.
  func tell() {
    for key in failures.keys.sorted() {
      guard let failure = failures[key] else { continue }
      session.host.note(
        "note: `\(key)` could not be recorded at \(failure.count) step\(failure.count == 1 ? "" : "s"): \(failure.reason)"
      )
    }
  }

  // MARK: Values

  /// A number is itself, a vector its components; of a series the largest magnitude, as comparisons take it, of each
  /// group.
  private static func values(_ expression: Expression, _ experiment: Experiment, _ name: String, _ session: Session)
    throws -> [(group: String, component: String, value: Double)]
  {
    var trial = session
    trial.workspace.processes[name] = experiment
    trial.workspace.current = name
    let value = try trial.evaluating { try $0.settledValue(expression) }
    switch value {
    case .number(let x): return [("", "", x)]
    case .bool(let b): return [("", "", b ? 1 : 0)]
    case .vector(let v): return v.enumerated().map { ("", Generator.axisName($0, dimension: v.count), $1) }
    case .series(let s): return groups(s)
    case .list(let items) where (1...100).contains(items.count):
      let numbers = items.compactMap { if case .number(let x) = $0 { x } else { nil } }
      guard numbers.count == items.count else { fallthrough }
      return numbers.enumerated().map { ("", String($0 + 1), $1) }
    default:
      throw Diagnostic(
        .wrongType, "numbers can be recorded, not \(value.kind)", at: expression.span,
        label: "such as drift(momentum), or mean(...) of it")
    }
  }

  private static func groups(_ series: Series) -> [(group: String, component: String, value: Double)] {
    var result: [(group: String, component: String, value: Double)] = []
    for column in series.columns {
      let largest = column.values.reduce(0) { $0.isNaN || $1.isNaN ? .nan : max($0, abs($1)) }
      if let i = result.firstIndex(where: { $0.group == column.group }) {
        result[i].value = result[i].value.isNaN || largest.isNaN ? .nan : max(result[i].value, largest)
      } else {
        result.append((column.group, "", largest))
      }
    }
    return result
  }
}
