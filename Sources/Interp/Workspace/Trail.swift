import Syntax

/// What a statement does on its way, step by step: what a log has of it when it does not come to its end. A loop that fails
/// in its third turn, or is interrupted there, has changed the workspace by two turns and a bit.
struct Trail {
  enum Step {
    /// One that holds no others and succeeded.
    case done(Statement)
    /// One that failed, or was interrupted, and whose changes are kept.
    case part(Statement)
    /// A loop's variable, or `error`.
    case binding(String, Value)
    /// A condition, or what a loop goes through, whose value took random numbers or changed something.
    case asked(Expression)
  }

  private(set) var steps: [Step] = []
  /// There were more than are kept.
  private(set) var isCut = false
  private(set) var isKept = false

  /// So many are kept.
  static let longest = 10_000

  /// Begins anew, or keeps nothing, where nobody would ask.
  mutating func begin(isKept: Bool) {
    self = Trail()
    self.isKept = isKept
  }

  mutating func add(_ step: @autoclosure () -> Step) {
    guard isKept else { return }
    if steps.count < Self.longest { steps.append(step()) } else { isCut = true }
  }
}

/// A training that was left before its end, by Ctrl-C or since it diverged: which statement's, and after how many steps of
/// each of its processes.
struct PausedTraining {
  let statement: Span
  let steps: [Int]

  func belongs(to statement: Statement) -> Bool {
    self.statement.source === statement.span.source && self.statement.range == statement.span.range
  }
}

/// The option of trainings that says the same.
enum TrainingPause {
  static let name = "pause"
}
