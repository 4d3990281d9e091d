import Core
import Syntax

/// What of a training goes into a process' file, and comes back.
extension TrainingRecord {
  /// Nil where nothing was trained.
  var file: TrainingFile? {
    guard !history.isEmpty else { return nil }
    return TrainingFile(method: method, history: history, recorded: recording.entries.map(\.file))
  }

  /// - Throws: `EngineError` at an expression that is none.
  mutating func take(_ file: TrainingFile?, _ vocabulary: Vocabulary) throws {
    guard let file else { return }
    (past, method) = (file.history, file.method)
    for (i, recorded) in file.recorded.enumerated() {
      let place = "training.recorded[\(i)].expression"
      let expression = try Self.expression(recorded.expression, vocabulary, place)
      let key = Printer.text(expression)
      guard recording.entry(key) == nil else {
        throw EngineError(.badFile, "`\(place)` is `\(key)`, which was there before")
      }
      recording.entries.append(Recording.Entry(expression, key: key, recorded))
    }
  }

  private static func expression(_ text: String, _ vocabulary: Vocabulary, _ place: String) throws -> Expression {
    var parser = Parser(Source(name: "the file's `\(place)`", "let it = " + text), vocabulary)
    let statements = parser.parse()
    if let error = parser.errors.first { throw EngineError(.badFile, "`\(place)`: \(error.message)") }
    guard statements.count == 1, case .bind(_, let expression) = statements[0].kind else {
      throw EngineError(.badFile, "`\(place)` is no expression")
    }
    return expression
  }
}

extension Recording.Entry {
  fileprivate var file: TrainingFile.Recorded {
    TrainingFile.Recorded(
      expression: key, every: spacing, steps: steps,
      columns: columns.map { TrainingFile.Column(group: $0.group, component: $0.component, values: $0.values) })
  }

  fileprivate init(_ expression: Expression, key: String, _ file: TrainingFile.Recorded) {
    self.init(
      expression, key: key,
      columns: file.columns.map { Column(group: $0.group, component: $0.component, values: $0.values) },
      every: file.every,
      steps: file.steps)
  }
}
