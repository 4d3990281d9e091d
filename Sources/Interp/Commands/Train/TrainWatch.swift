import Core
import Figures
import Syntax

/// A picture of a training that changes while it goes on.
struct TrainWatch {
  private let expression: Expression
  private var experiment: Experiment
  private let name: String
  private let session: Session
  /// Of a value that is one number: what was seen of it.
  private var seen: (steps: [Double], values: [Double]) = ([], [])
  private let clock = ContinuousClock()
  private var next: ContinuousClock.Instant

  /// At most ten pictures a second, which take a third of the time at most.
  private static let pause = Duration.milliseconds(100)

  /// - Returns: nil where nothing is to be watched, or nobody watches.
  /// - Throws: `Diagnostic` at what cannot be drawn, also where nobody watches.
  init?(_ call: Call, _ experiment: Experiment, _ training: Training, named name: String, _ session: Session) throws {
    guard let written = call.written[TrainRun.watch.parameter.name], let expression = written.first else { return nil }
    (self.expression, self.experiment, self.name, self.session) = (expression, experiment, name, session)
    next = clock.now
    self.experiment.record.training = training
    if training.history.isEmpty, isHistory { _ = try experiment.evaluation() } else { _ = try figure(0) }
    guard session.host.canWatch else { return nil }
  }

  /// Whether it is time for the next picture.
  var isDue: Bool { clock.now >= next }

  mutating func draw(_ training: Training, _ recording: Recording, _ progress: Progress) {
    guard isDue else { return }
    let begin = clock.now
    experiment.carry(training.model.theta)
    experiment.record.training = training
    experiment.record.recording = recording
    if let figure = try? figure(training.steps) { session.host.watch((figure, progress)) }
    next = clock.now + max(Self.pause, (clock.now - begin) * 2)
  }

  /// The training's own numbers, which there are none of before the first step.
  private var isHistory: Bool {
    guard let word = expression.bareName, session.variable(word) == nil,
      case .history? = session.quantity(word)?.source
    else { return false }
    return true
  }

  private mutating func figure(_ step: Int) throws -> Figure {
    if expression.bareName == DrawnWord.path, session.variable(DrawnWord.path) == nil {
      return try expression.span.blamed { try experiment.form.picture(experiment, most: 500).still(.none) }
    }
    var trial = session
    trial.workspace.processes[name] = experiment
    trial.workspace.current = name
    // What is recorded too is seen over the steps.
    if let series = trial.recorded(expression) { return try chart(.series(series), ChartLook(isYLog: true), &trial) }
    let value = try trial.evaluating { try $0.evaluate(expression) }
    if case .number(let x) = try trial.settled(value), !isHistory {
      seen.steps.append(Double(step))
      seen.values.append(x)
      if seen.steps.count > 2000 {
        let kept = stride(from: 0, to: seen.steps.count, by: 2)
        seen = (kept.map { seen.steps[$0] }, kept.map { seen.values[$0] })
      }
      var panel = ChartPanel()
      (panel.xLabel, panel.yLabel, panel.isXWhole) = ("step", Printer.text(expression), true)
      panel.curves = [Curve(x: seen.steps, y: seen.values)]
      return Figure(title: title, panels: [panel.panel(ChartLook())])
    }
    return try chart(value, ChartLook(), &trial)
  }

  private var title: String { "train \(experiment.record.method)" }

  private func chart(_ value: Value, _ look: ChartLook, _ trial: inout Session) throws -> Figure {
    let subject = try Drawn.Subject(value, label: Printer.text(expression), at: expression.span, &trial)
    let reader = try ChartReader(Drawn(subjects: [subject], over: [nil]), look, &trial)
    let (panels, columns) = try reader.panels()
    return Figure(title: title, panels: panels.map { $0.panel(look) }, columns: columns)
  }
}
