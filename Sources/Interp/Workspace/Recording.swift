import Checked
import Core
import Syntax

/// Values that were looked at while a process was trained, each over the training's steps.
struct Recording: Sendable {
  /// One expression and its values.
  struct Entry: Sendable {
    private(set) var expression: Expression
    /// As it is written, without the process' name: what it is asked for by.
    let key: String
    private(set) var steps: [Int] = []
    private(set) var columns: [Column]
    /// All steps but the last are multiples of it.
    private(set) var spacing: Int

    struct Column: Sendable {
      let group: String
      let component: String
      var values: [Double] = []
    }

    /// Of each so many values are kept; beyond them every other one is forgotten.
    static let most = 10_000

    init(_ expression: Expression, key: String, columns: [Column], every: Int, steps: [Int] = []) {
      (self.expression, self.key, self.columns, self.steps) = (expression, key, columns, steps)
      spacing = max(1, every)
    }

    /// Whether a step's values would be kept, were it not the last.
    func isDue(_ step: Int) -> Bool { step % spacing == 0 }

    mutating func append(_ values: [Double], at step: Int) {
      if let last = steps.last, last >= step { return }
      // What was kept since it was the last gives way.
      if let last = steps.last, steps.count > 1, last % spacing != 0 { remove { $0 == last } }
      steps.append(step)
      for c in columns.indices { columns[c].values.append(c < values.count ? values[c] : .nan) }
      guard steps.count > Self.most else { return }
      spacing *= 2
      let first = steps[0]
      let grid = spacing
      remove { $0 % grid != 0 && $0 != step && $0 != first }
    }

    /// The same from here on with another distance.
    mutating func goOn(_ expression: Expression, every: Int) {
      (self.expression, spacing) = (expression, max(1, every))
    }

    private mutating func remove(where isGone: (Int) -> Bool) {
      let kept = steps.indices.filter { !isGone(steps[$0]) }
      steps = kept.map { steps[$0] }
      for c in columns.indices { columns[c].values = kept.map { columns[c].values[$0] } }
    }

    /// Over the steps.
    func series(named name: String) -> Series {
      let first = steps.first ?? 0
      let isWhole = (steps.last ?? 0) - first == steps.count - 1
      return Series(
        name: name, axis: .step, first: first,
        columns: columns.map { Series.Column(group: $0.group, component: $0.component, values: $0.values) },
        places: isWhole ? nil : steps)
    }
  }

  var entries: [Entry] = []
  /// The training under way goes on to record; one that asks for nothing leaves what there is.
  var isOn = false
  var every = 1
  /// What the training under way records.
  var wanted: [Expression] = []

  func entry(_ key: String) -> Entry? { entries.first { $0.key == key } }

  /// The next step after this one at which something is due.
  func next(after step: Int) -> Int { (step / every + 1) * every }
}
