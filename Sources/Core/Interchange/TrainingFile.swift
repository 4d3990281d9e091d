import Checked

/// How a process was trained, as a part of its file.
///
/// Fields of `training`: `method`, the last optimiser; `steps` [n], increasing, and what was seen after each: `loss` [n], `objective` [n], which
/// is the loss with the penalty, and `gradient` [n], its norm. Optional: `recorded`, a list of values that were looked at on the way, each
/// with its `expression`, `every`, `steps` [m] and `columns`, which have a `group`, a `component` and `values` [m]; where one is no finite
/// number it is "nan", "inf" or "-inf".
public struct TrainingFile: Sendable, Equatable {
  public var method: String
  public var history: [TrainingPoint]
  public var recorded: [Recorded]

  public struct Recorded: Sendable, Equatable {
    public let expression: String
    /// All steps but the last are multiples of it.
    public let every: Int
    public let steps: [Int]
    public let columns: [Column]

    public init(expression: String, every: Int, steps: [Int], columns: [Column]) {
      (self.expression, self.every, self.steps, self.columns) = (expression, every, steps, columns)
    }
  }

  public struct Column: Sendable, Equatable {
    public let group: String
    public let component: String
    public let values: [Double]

    public init(group: String, component: String, values: [Double]) {
      (self.group, self.component, self.values) = (group, component, values)
    }
  }

  public init(method: String, history: [TrainingPoint], recorded: [Recorded]) {
    (self.method, self.history, self.recorded) = (method, history, recorded)
  }
}

// MARK: Reading

extension TrainingFile {
  /// Nil where the process' file tells nothing of a training.
  ///
  /// - Throws: `EngineError` naming the field that is missing, of the wrong kind, or does not fit the others.
  init?(of process: JSONFields) throws {
    guard let fields = try process.part("training") else { return nil }
    method = try fields.get("method", .text)
    let steps = try Self.steps(fields)
    let (loss, objective) = (try fields.get("loss", .row), try fields.get("objective", .row))
    let gradient = try fields.get("gradient", .row)
    for (name, values) in [("loss", loss), ("objective", objective), ("gradient", gradient)] {
      try Self.check(values.count, fields.path(name), steps)
    }
    history = steps.indices.map {
      TrainingPoint(step: steps[$0], loss: loss[$0], objective: objective[$0], gradientNorm: gradient[$0])
    }
    recorded = try (fields.parts("recorded") ?? []).map(Self.recorded)
  }

  private static func recorded(_ fields: JSONFields) throws -> Recorded {
    let steps = try steps(fields)
    let columns = try (fields.parts("columns") ?? []).map { column in
      let values = try column.get("values", .list(of: .anyNumber))
      try check(values.count, column.path("values"), steps)
      return Column(
        group: try column.find("group", .text) ?? "", component: try column.find("component", .text) ?? "",
        values: values)
    }
    guard !columns.isEmpty else { throw EngineError(.badFile, "`\(fields.path("columns"))` is missing or empty") }
    let every = try fields.find("every", .whole) ?? 1
    guard every >= 1 else { throw EngineError(.badFile, "`\(fields.path("every"))` is \(every)") }
    return Recorded(expression: try fields.get("expression", .text), every: every, steps: steps, columns: columns)
  }

  /// Increasing whole numbers from 0.
  private static func steps(_ fields: JSONFields) throws -> [Int] {
    let steps = try fields.get("steps", .list(of: .whole))
    let name = fields.path("steps")
    guard let first = steps.first else { throw EngineError(.badFile, "`\(name)` is empty") }
    guard first >= 0 else { throw EngineError(.badFile, "`\(name)[0]` is \(first)") }
    for i in steps.indices.dropFirst() where steps[i] <= steps[i - 1] {
      throw EngineError(.badFile, "`\(name)[\(i)]` is \(steps[i]), and the one before it \(steps[i - 1])")
    }
    if let last = steps.last, Double(last) > .largestCount {
      throw EngineError(.badFile, "`\(name)` goes to \(last), further than whole numbers can be told apart")
    }
    return steps
  }

  private static func check(_ count: Int, _ name: String, _ steps: [Int]) throws {
    guard count != steps.count else { return }
    throw EngineError(.badFile, "`\(name)` has \(count) numbers for \(steps.count) steps")
  }
}

extension JSONFields.Kind where T == Double {
  /// A number, also one that JSON has no digits for.
  fileprivate static var anyNumber: Self {
    .init("a number, \"nan\", \"inf\" or \"-inf\"") {
      switch $0 {
      case .number(let x) where x.value.isFinite: x.value
      case .string("nan"): .nan
      case .string("inf"): .infinity
      case .string("-inf"): -.infinity
      default: nil
      }
    }
  }
}

// MARK: Writing

extension TrainingFile {
  /// One JSON object with its keys in alphabetical order.
  func write(to writer: inout JSONWriter) throws {
    try writer.object { w in
      try w.member("gradient") { try $0.numbers(history.lazy.map(\.gradientNorm)) }
      try w.member("loss") { try $0.numbers(history.lazy.map(\.loss)) }
      try w.member("method") { try $0.string(method) }
      try w.member("objective") { try $0.numbers(history.lazy.map(\.objective)) }
      if !recorded.isEmpty { try w.member("recorded") { try $0.array(recorded) { try $1.write(to: &$0) } } }
      try w.member("steps") { try $0.array(history) { try $0.integer($1.step) } }
    }
  }
}

extension TrainingFile.Recorded {
  fileprivate func write(to writer: inout JSONWriter) throws {
    try writer.object { w in
      try w.member("columns") { w in
        try w.array(columns) { w, column in
          try w.object { w in
            try w.member("component") { try $0.string(column.component) }
            try w.member("group") { try $0.string(column.group) }
            try w.member("values") { try $0.array(column.values) { try $0.anyNumber($1) } }
          }
        }
      }
      try w.member("every") { try $0.integer(every) }
      try w.member("expression") { try $0.string(expression) }
      try w.member("steps") { try $0.array(steps) { try $0.integer($1) } }
    }
  }
}

extension JSONWriter {
  fileprivate mutating func anyNumber(_ x: Double) throws {
    if x.isFinite { try number(x) } else { try string(x.isNaN ? "nan" : x > 0 ? "inf" : "-inf") }
  }
}
