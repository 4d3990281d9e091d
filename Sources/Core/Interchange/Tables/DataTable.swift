import Checked

/// Rows of numbers with a class or a target for each, read from comma-separated text with a header.
public struct DataTable: Sendable, Equatable {
  /// The columns that are coordinates of the points.
  public let features: [String]
  public let points: [[Double]]
  /// What each row is to come out as.
  public let goal: Goal

  public enum Goal: Sendable, Equatable {
    /// The class of each row, an index into `names`, which are in order of the alphabet, numbers by size.
    case classes(names: [String], labels: [Int])
    case numbers(name: String, [Double])
  }

  /// How the coordinates are scaled.
  public enum Scaling: Sendable, Equatable {
    case none
    /// To mean zero and variance one, by column.
    case standard
    /// Divided by a number.
    case divided(Double)
  }

  public var count: Int { points.count }

  init(features: [String], points: [[Double]], goal: Goal) {
    (self.features, self.points, self.goal) = (features, points, goal)
  }

  /// The first line names the columns; empty lines and lines beginning with `#` are passed over. The column `goal`, or
  /// the last one, is the class of a row (any word), or with `isNumber` the number that it should give; all others are
  /// coordinates.
  ///
  /// - Throws: `EngineError` naming line and column (both from 1) of what is wrong.
  public init(csv bytes: [UInt8], goal wanted: String? = nil, isNumber: Bool = false) throws {
    var header: [String] = []
    var rows: [(line: Int, fields: [Substring])] = []
    for (index, raw) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      let line = String(decoding: raw.last == UInt8(ascii: "\r") ? raw.dropLast() : raw, as: UTF8.self)
      if line.allSatisfy(\.isWhitespace) || line.hasPrefix("#") { continue }
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmedOfSpaces)
      if header.isEmpty {
        header = fields.map(String.init)
        if header.allSatisfy({ Double($0) != nil }) {
          throw EngineError(.badFile, "line \(index + 1) names no columns; the first line is a header")
        }
        guard header.count > 1 else {
          throw EngineError(
            .badFile, "line \(index + 1) has one column; there must be coordinates and a class or target")
        }
        continue
      }
      guard fields.count == header.count else {
        throw EngineError(.badFile, "line \(index + 1) has \(fields.count) columns; the header has \(header.count)")
      }
      rows.append((index + 1, fields))
    }
    guard !rows.isEmpty else { throw EngineError(.badFile, "the file holds no rows") }
    let column: Int
    if let wanted {
      guard let found = header.firstIndex(of: wanted) else {
        throw EngineError(
          .badFile, "the file has no column `\(wanted)`",
          help: "its columns: " + header.prefix(20).joined(separator: ", ") + (header.count > 20 ? ", ..." : ""))
      }
      column = found
    } else {
      column = header.count - 1
    }
    let others = header.indices.filter { $0 != column }
    let points = try rows.map { row in try others.map { try Self.number(row.fields[$0], row.line, $0, header) } }
    features = others.map { header[$0] }
    self.points = points
    if isNumber {
      goal = .numbers(
        name: header[column], try rows.map { try Self.number($0.fields[column], $0.line, column, header) })
    } else {
      goal = try Self.classes(rows.map { ($0.line, String($0.fields[column])) }, header[column])
    }
  }

  private static func classes(_ words: [(line: Int, word: String)], _ name: String) throws -> Goal {
    if let empty = words.first(where: { $0.word.isEmpty }) {
      throw EngineError(.badFile, "line \(empty.line): the row has no \(name)")
    }
    let names = Set(words.map(\.word)).sorted { a, b in
      if let x = Double(a), let y = Double(b) { return x < y }
      return a < b
    }
    guard names.count > 1 else { throw EngineError(.badFile, "all rows are of one class, `\(names[0])`") }
    guard names.count <= 1000 else {
      throw EngineError(
        .badFile, "`\(name)` has \(names.count) different values; more than 1000 are no classes",
        help: "target=\(name) makes them numbers to be met")
    }
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    return .classes(names: names, labels: words.map { places[$0.word] ?? 0 })
  }

  private static func number(_ text: Substring, _ line: Int, _ column: Int, _ header: [String]) throws -> Double {
    guard let value = Double(text), value.isFinite else {
      let shown = text.isEmpty ? "an empty field" : "`\(text.prefix(40))`"
      throw EngineError(
        .badFile, "line \(line), column \(column + 1) (\(header[column])): \(shown) is not a finite number")
    }
    return value
  }
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
    return DataTable(features: features, points: kept.map { points[$0] }, goal: goal)
  }

  /// The columns that never change.
  public var constantColumns: [String] {
    features.indices.filter { c in points.allSatisfy { $0[c] == points[0][c] } }.map { features[$0] }
  }

  /// - Throws: `EngineError` for a constant column that is to be scaled by its deviation.
  public func scaled(_ scaling: Scaling) throws -> DataTable {
    var points = points
    switch scaling {
    case .none: return self
    case .divided(let by): for i in points.indices { for c in features.indices { points[i][c] /= by } }
    case .standard:
      if let constant = constantColumns.first {
        throw EngineError(
          .badFile, "column `\(constant)` is constant: it has no deviation to be scaled by",
          help: "scale=none, or scale=16 to divide all by a number")
      }
      for c in features.indices {
        let mean = points.reduce(0) { $0 + $1[c] } / Double(count)
        let deviation = (points.reduce(0) { $0 + ($1[c] - mean) * ($1[c] - mean) } / Double(count)).squareRoot()
        for i in points.indices { points[i][c] = (points[i][c] - mean) / deviation }
      }
    }
    return DataTable(features: features, points: points, goal: goal)
  }

  /// The rows as a population whose clusters are the classes; a class is the destination (0, ..., 1, ..., 0). With
  /// `tokens`, each row is cut into as many points of equal length, neighbours in the population, which share the row's
  /// class.
  ///
  /// - Parameter classes: the classes of another table, in whose order these are taken.
  /// - Throws: `EngineError` when a row cannot be cut so, or a class is not among `classes`.
  public func population(tokens: Int = 1, classes: [String]? = nil) throws -> Population {
    guard tokens >= 1, features.count % tokens == 0 else {
      throw EngineError(
        .wrongShape, "rows of \(features.count) numbers cannot be cut into \(tokens) tokens of equal length")
    }
    let width = features.count / tokens
    let states = points.flatMap { row in
      (0..<tokens).map { Array(row[Range(from: $0 * width, upTo: ($0 + 1) * width)]) }
    }
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

extension Substring {
  fileprivate var trimmedOfSpaces: Substring {
    var text = self
    while text.first?.isWhitespace == true { text = text.dropFirst() }
    while text.last?.isWhitespace == true { text = text.dropLast() }
    return text
  }
}
