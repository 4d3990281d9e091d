import Core

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Function {
  static let vectors: [Function] = [
    Function(
      name: "polar", parameters: ["radius", "angle"],
      summary: "the point at a distance and an angle (radians) from the origin",
      example: .init("print polar(2, 90deg).y", shows: "2")
    ) { arguments, session in
      guard case .number(let r) = arguments[0], case .number(let angle) = arguments[1] else {
        throw ArgumentError(message: "`polar` takes two numbers")
      }
      return .vector([r * cos(angle), r * sin(angle)])
    },
    Function(
      name: "norm", parameters: ["v"],
      summary: "the length of a vector; of a list or a series of vectors, the length of each",
      example: .init("print norm((3, 4))", shows: "5")
    ) { arguments, session in
      let value = try session.settled(arguments[0])
      if let points = try session.points(value) {
        return .list(points.map { .number(Statistics.norm($0)) })
      }
      guard case .series(let series) = value else {
        return .number(Statistics.norm(try session.numbers(value)))
      }
      return .series(series.reduced("norm(\(series.name))") { Statistics.norm($0) })
    },
    pairing("dot", "the scalar product of two vectors", "dot((1, 2), (3, 4))", "11") { a, b in
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    },
    pairing(
      "cross", "the oriented area x ^ y = x1 y2 - x2 y1 of two vectors of the plane", "cross((1, 2), (3, 4))", "-2"
    ) { a, b in
      a.count == 2 ? a[0] * b[1] - a[1] * b[0] : .nan
    },
  ]

  private static func pairing(
    _ name: String, _ summary: String, _ input: String, _ output: String,
    _ f: @escaping @Sendable ([Double], [Double]) -> Double
  ) -> Function {
    Function(name: name, parameters: ["x", "y"], summary: summary, example: .init("print \(input)", shows: output)) {
      arguments, session in
      let (x, y) = (try session.settled(arguments[0]), try session.settled(arguments[1]))
      if case .series(let s) = x, case .series(let t) = y,
        let paired = s.paired(with: t, "\(name)(\(s.name), \(t.name))", f)
      {
        return .series(paired)
      }
      guard case .vector(let a) = x, case .vector(let b) = y, a.count == b.count else {
        throw ArgumentError(message: "`\(name)` takes two vectors of the same length")
      }
      guard name != "cross" || a.count == 2 else { throw ArgumentError(message: "`cross` takes vectors of the plane") }
      return .number(f(a, b))
    }
  }
}

extension Series {
  /// Each group's vector to one number, index by index.
  func reduced(_ name: String, _ f: ([Double]) -> Double) -> Series {
    var result = self
    result.name = name
    result.columns = vectors.map { group, columns in
      Column(group: group, component: "", values: (0..<count).map { i in f(columns.map { $0.values[i] }) })
    }
    return result
  }

  /// The vectors of two series to one number each; nil when their shapes differ.
  func paired(with other: Series, _ name: String, _ f: ([Double], [Double]) -> Double) -> Series? {
    guard axis == other.axis, first == other.first, places == other.places, count == other.count else { return nil }
    let (a, b) = (vectors, other.vectors)
    guard a.count == b.count, zip(a, b).allSatisfy({ $0.columns.count == $1.columns.count }) else { return nil }
    var result = self
    result.name = name
    result.columns = zip(a, b).map { mine, others in
      Column(
        group: mine.group, component: "",
        values: (0..<count).map { i in f(mine.columns.map { $0.values[i] }, others.columns.map { $0.values[i] }) })
    }
    return result
  }

  /// The columns by group, in order.
  private var vectors: [(group: String, columns: [Column])] {
    var groups: [(group: String, columns: [Column])] = []
    for column in columns {
      if groups.last?.group == column.group {
        groups[groups.count - 1].columns.append(column)
      } else {
        groups.append((column.group, [column]))
      }
    }
    return groups
  }
}
