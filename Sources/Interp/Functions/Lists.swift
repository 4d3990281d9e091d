import Checked
import Core
import Limits
import Syntax

extension Function {
  /// Lists from lists.
  static let lists: [Function] = [
    Function(
      name: "linspace", parameters: ["first", "last", "count"],
      summary: "so many numbers at equal distances, both ends among them",
      example: .init("print linspace(0, 1, 5)", shows: "[0, 0.25, 0.5, 0.75, 1]")
    ) { arguments, session in
      guard case .number(let a) = arguments[0], case .number(let b) = arguments[1], case .number(let n) = arguments[2]
      else {
        throw ArgumentError(message: "`linspace` takes three numbers")
      }
      guard n >= 2, n == n.rounded(), n.isFinite else {
        throw ArgumentError(message: "`linspace` makes two numbers or more, not \(NumberFormat.standard(n))")
      }
      try session.settings.memory.allow(n, "numbers in a list")
      let last = Int(saturating: n) - 1
      return .list(
        try patiently(last + 1) { i in .number(i == last ? b : between(a, b, Double(i), n - 1)) })
    }.also("spaced"),
    Function(
      name: "reverse", parameters: ["values"],
      summary: "the entries, or the characters, from last to first; of a series the values, over the same indices",
      example: .init("print reverse(1..3) reverse(\"abc\")", shows: "[3, 2, 1] cba")
    ) { arguments, session in
      switch try session.settled(arguments[0]) {
      case .string(let text): return .string(String(try text.characters().reversed()))
      case .series(var series):
        for c in series.columns.indices { series.columns[c].values.reverse() }
        series.name = "reverse(\(series.name))"
        return .series(series)
      case let other: return .list(try session.entries(other).reversed())
      }
    }.also("reversed", "flip"),
    Function(
      name: "append", parameters: ["values", "more..."], summary: "the list with more entries at its end",
      example: .init("print append([1, 2], 3) append([], [1])", shows: "[1, 2, 3] [[1]]")
    ) { arguments, session in
      let entries = try session.entries(arguments[0])
      try session.settings.memory.allow(Double(entries.count + arguments.count - 1), "entries in a list")
      return try .nest(entries + arguments.dropFirst().map { try session.settled($0) })
    }.also("push", "concat"),
    Function(
      name: "list", parameters: ["values"], summary: "a range, vector or series as a list",
      example: .init("print list(1..3)", shows: "[1, 2, 3]")
    ) { arguments, session in .list(try session.entries(arguments[0])) }.also("array", "collect"),
    running("cumsum", "the running sums; of points by component", "cumsum([1, 2, 3])", "[1, 3, 6]") { numbers in
      var sum = 0.0
      return numbers.map {
        sum += $0
        return sum
      }
    }.also("accumulated"),
    running("diff", "each entry less the one before it", "diff([1, 4, 9])", "[3, 5]") { numbers in
      zip(numbers.dropFirst(), numbers).map { $0 - $1 }
    }.also("difference", "delta"),
  ]

  /// a + (b - a) i/n, also where b - a leaves the range of numbers.
  private static func between(_ a: Double, _ b: Double, _ i: Double, _ n: Double) -> Double {
    (b - a).isFinite ? a + (b - a) * i / n : a * (1 - i / n) + b * (i / n)
  }

  private static func running(
    _ name: String, _ summary: String, _ input: String, _ output: String,
    _ f: @escaping @Sendable ([Double]) -> [Double]
  ) -> Function {
    Function(name: name, parameters: ["values"], summary: summary, example: .init("print \(input)", shows: output)) {
      arguments, session in
      let value = try session.settled(arguments[0])
      if let points = try session.points(value) {
        let columns = points[0].indices.map { c in f(points.map { $0[c] }) }
        return .list(columns[0].indices.map { i in .vector(columns.map { $0[i] }) })
      }
      if case .series(var series) = value {
        let count = series.count
        for c in series.columns.indices { series.columns[c].values = f(series.columns[c].values) }
        series.places = series.places.map { Array($0.suffix(series.count)) }
        series.first = series.places?.first ?? series.first + count - series.count
        series.name = "\(name)(\(series.name))"
        return .series(series)
      }
      return .list(try f(try session.numbers(value)).patientlyMapped { .number($0) })
    }
  }
}
