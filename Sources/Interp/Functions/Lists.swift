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
    },
    Function(
      name: "sort", parameters: ["values"],
      summary: "the numbers from small to large, or strings in the order of their letters",
      example: .init("print sort([3, 1, 2])", shows: "[1, 2, 3]")
    ) { arguments, session in
      if case .list(let items) = arguments[0], !items.isEmpty, let words = strings(items) {
        return .list(try words.patientlySorted(by: <).patientlyMapped { .string($0) })
      }
      let numbers = try session.scalars(arguments[0], for: "sort")
      let sorted = try numbers.patientlySorted { $0 < $1 || $1.isNaN && !$0.isNaN }
      return .list(try sorted.patientlyMapped { .number($0) })
    },
    Function(
      name: "reverse", parameters: ["values"], summary: "the entries from last to first",
      example: .init("print reverse(1..3)", shows: "[3, 2, 1]")
    ) { arguments, session in .list(try session.entries(arguments[0]).reversed()) },
    Function(
      name: "list", parameters: ["values"], summary: "a range, vector or series as a list",
      example: .init("print list(1..3)", shows: "[1, 2, 3]")
    ) { arguments, session in .list(try session.entries(arguments[0])) },
    running("cumsum", "the running sums; of points by component", "cumsum([1, 2, 3])", "[1, 3, 6]") { numbers in
      var sum = 0.0
      return numbers.map {
        sum += $0
        return sum
      }
    },
    running("diff", "each entry less the one before it", "diff([1, 4, 9])", "[3, 5]") { numbers in
      zip(numbers.dropFirst(), numbers).map { $0 - $1 }
    },
    Function(
      name: "map", parameters: ["f", "values"], summary: "a function's value for every entry",
      example: .init("def square(x) = x^2\nprint map(square, 1..3)", shows: "[1, 4, 9]"), isPure: false
    ) { arguments, session in
      let f = try arguments[0].callable("map")
      let entries = try session.entries(arguments[1])
      return try .nest(
        session.evaluating { e in
          var results: [Value] = []
          results.reserveCapacity(entries.count)
          try e.call(f, forEach: entries, at: f.name.span) { results.append($1) }
          return results
        })
    },
    Function(
      name: "filter", parameters: ["f", "values"], summary: "the entries for which a function is true",
      example: .init("def odd(n) = n % 2 == 1\nprint filter(odd, 1..5)", shows: "[1, 3, 5]"), isPure: false
    ) { arguments, session in
      let f = try arguments[0].callable("filter")
      let (entries, span) = (try session.entries(arguments[1]), f.name.span)
      return .list(
        try session.evaluating { e in
          var kept: [Value] = []
          try e.call(f, forEach: entries, at: span) { if try $1.truth(at: span) { kept.append($0) } }
          return kept
        })
    },
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

  private static func strings(_ items: [Value]) -> [String]? {
    guard items.allSatisfy({ if case .string = $0 { true } else { false } }) else { return nil }
    return items.map { if case .string(let s) = $0 { s } else { "" } }
  }
}

extension Value {
  /// A function of one argument.
  fileprivate func callable(_ name: String) throws -> Definition {
    guard case .function(let definition) = self, definition.parameters.count == 1 else {
      throw ArgumentError(message: "`\(name)` takes a function of one argument, not \(text)")
    }
    return definition
  }
}
