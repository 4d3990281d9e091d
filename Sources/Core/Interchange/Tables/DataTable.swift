import Checked

/// Rows of numbers with a class or a target for each.
public struct DataTable: Sendable, Equatable {
  /// The columns that are coordinates of the points, and how they are scaled.
  public let frame: Frame
  /// What each row is to come out as.
  public let goal: Goal
  /// The numbers as the file holds them, row by row.
  let numbers: [Double]
  /// All columns of the file, that of the goal among them.
  public let columnNames: [String]
  /// The line of the comment that names the columns, where the first row does not.
  public let headerComment: Int?

  public enum Goal: Sendable, Equatable {
    /// The class of each row, an index into `names`, which are in `ClassNames.order`.
    case classes(names: [String], labels: [Int])
    case numbers(name: String, [Double])
  }

  public var features: [String] { frame.names }
  public var count: Int {
    switch goal {
    case .classes(_, let labels): labels.count
    case .numbers(_, let values): values.count
    }
  }

  init(frame: Frame, numbers: [Double], goal: Goal, columnNames: [String], headerComment: Int?) {
    (self.frame, self.numbers, self.goal) = (frame, numbers, goal)
    (self.columnNames, self.headerComment) = (columnNames, headerComment)
  }

  private func with(frame: Frame? = nil, numbers: [Double]? = nil, goal: Goal? = nil) -> DataTable {
    DataTable(
      frame: frame ?? self.frame, numbers: numbers ?? self.numbers, goal: goal ?? self.goal, columnNames: columnNames,
      headerComment: headerComment)
  }

  /// The rows, scaled.
  public var points: [[Double]] { points(in: frame, places: Array(features.indices)) }

  /// The rows in another table's frame, whose columns are in these places of a row.
  private func points(in frame: Frame, places: [Int]) -> [[Double]] {
    let width = features.count
    return (0..<count).map { i in zip(frame.scales, places).map { $0.applied(to: numbers[i * width + $1]) } }
  }

  /// One column as the file holds it.
  func column(_ c: Int) -> [Double] { stride(from: c, to: numbers.count, by: features.count).map { numbers[$0] } }
}

extension DataTable {
  /// Some of the rows, counted from 1, in this order; classes keep their names.
  ///
  /// - Throws: `EngineError` when there is no such row, or one is named twice.
  public func rows(_ numbers: [Int]) throws -> DataTable {
    var seen = [Bool](repeating: false, count: count)
    for row in numbers {
      guard row >= 1, row <= count else {
        throw EngineError(.outOfRange, "row \(row) does not exist: there are 1..\(count)")
      }
      guard !seen[row - 1] else { throw EngineError(.twice, "row \(row) is named twice") }
      seen[row - 1] = true
    }
    let kept = numbers.map { $0 - 1 }
    let goal: Goal =
      switch goal {
      case .classes(let names, let labels): .classes(names: names, labels: kept.map { labels[$0] })
      case .numbers(let name, let values): .numbers(name: name, kept.map { values[$0] })
      }
    let width = features.count
    return with(numbers: kept.flatMap { self.numbers[Range(from: $0 * width, upTo: ($0 + 1) * width)] }, goal: goal)
  }

  /// The columns that never change.
  public var constantColumns: [String] {
    features.indices.filter { c in column(c).allSatisfy { $0 == numbers[c] } }.map { features[$0] }
  }

  /// Names of classes that are the same number in other digits, which stay apart.
  public var equalClasses: [String] {
    guard case .classes(let names, _) = goal else { return [] }
    let values = names.map(DecimalText.value)
    return names.indices.filter { i in
      [i - 1, i + 1].contains { names.indices.contains($0) && values[i] != nil && values[$0] == values[i] }
    }.map { names[$0] }
  }

  /// - Throws: `EngineError` for a constant column that is to be scaled by its deviation.
  public func scaled(_ scaling: Scaling) throws -> DataTable {
    let scales: [ColumnScale]
    switch scaling {
    case .none: scales = features.map { _ in .none }
    case .divided(let by): scales = features.map { _ in ColumnScale(centre: 0, size: by) }
    case .standard:
      if let constant = constantColumns.first {
        throw EngineError(
          .badFile, "column `\(constant)` is constant: it has no deviation to be scaled by",
          help: "scale=none, or scale=16 to divide all by a number")
      }
      scales = features.indices.map { ColumnScale(standardising: column($0)) }
    }
    let table = with(frame: Frame(names: features, scales: scales))
    for (c, scale) in scales.enumerated() where !column(c).allSatisfy({ scale.applied(to: $0).isFinite }) {
      throw EngineError(.notFinite, "column `\(features[c])` scaled so leaves the range of numbers")
    }
    return table
  }

  /// The rows as a population whose clusters are the classes; a class is the destination (0, ..., 1, ..., 0). With
  /// `tokens`, each row is cut into as many points of equal length, neighbours in the population, which share the row's
  /// class.
  ///
  /// - Parameters:
  ///   - classes: the classes of another table, in whose order these are taken.
  ///   - other: the frame of another table: its columns are found here by name, and scaled as they are there.
  /// - Throws: `EngineError` when a row cannot be cut so, a class is not among `classes`, or a column not here.
  public func population(tokens: Int = 1, classes: [String]? = nil, in other: Frame? = nil) throws -> Population {
    guard tokens >= 1, features.count % tokens == 0 else {
      throw EngineError(
        .wrongShape, "rows of \(features.count) numbers cannot be cut into \(tokens) tokens of equal length")
    }
    let rows = try other.map { try points(in: $0, places: $0.places(in: frame)) } ?? points
    let width = (other ?? frame).names.count / tokens
    let states =
      tokens == 1
      ? rows
      : rows.flatMap { row in (0..<tokens).map { Array(row[Range(from: $0 * width, upTo: ($0 + 1) * width)]) } }
    func repeated<T>(_ values: [T]) -> [T] {
      tokens == 1 ? values : values.flatMap { [T](repeating: $0, count: tokens) }
    }
    switch goal {
    case .numbers(let name, let values):
      return try Population(
        states: Columns(points: states), destinations: Columns(points: repeated(values).map { [$0] }),
        labels: [Int](repeating: 0, count: states.count),
        clusters: [name])
    case .classes(let own, let labels):
      let names = classes ?? own
      let places = try own.enumerated().map { c, name -> Int in
        if let place = names.firstIndex(of: name) { return place }
        guard labels.contains(c) else { return 0 }
        throw EngineError(.unknownCluster, "class `\(name)` is none of the network's: " + names.joined(separator: ", "))
      }
      let label = repeated(labels.map { places[$0] })
      return try Population(
        states: Columns(points: states),
        destinations: Columns(points: label.map { l in names.indices.map { $0 == l ? 1 : 0 } }), labels: label,
        clusters: names)
    }
  }
}
