import Core
import Limits

extension Function {
  /// Many numbers to one. NaN among them makes the result NaN.
  static let reductions: [Function] = [
    extreme(
      "max", "the largest number, of a list or a series or of several arguments", "max([1, 3, 2]) max(1, 2)", "3 2"
    ) {
      $0.isNaN || $1.isNaN ? .nan : Swift.max($0, $1)
    }.also("maximum", "largest"),
    extreme(
      "min", "the smallest number, of a list or a series or of several arguments", "min([1, 3, 2]) min(1, 2)", "1 1"
    ) {
      $0.isNaN || $1.isNaN ? .nan : Swift.min($0, $1)
    }.also("minimum", "smallest"),
    reduceEach("sum", "the sum; of points by component", "sum(1..4)", "10") { $0.reduce(0, +) }.also("total"),
    reduceOne("product", "the product", "product(1..5)", "120") { $0.reduce(1, *) }.also("prod"),
    reduceOne("median", "the number in the middle, or the mean of the two", "median([5, 1, 3])", "3") {
      Statistics.median($0)
    },
    reduceEach("sd", "the standard deviation, over n - 1; of points by component", "sd([1, 2, 3])", "1") {
      Statistics.deviation($0)
    }.also("std", "stdev", "stddev", "deviation"),
    place("argmax", "where the largest number is: its index, the first of several", "argmax([1, 3, 2])", "2") {
      $0 > $1
    },
    place("argmin", "where the smallest number is: its index, the first of several", "argmin([3, 1, 2])", "2") {
      $0 < $1
    },
    truth("any", "whether one at least is true", "any([false, 2 > 1])", "true") { $0.contains(true) }.also("some"),
    truth("all", "whether every one is true", "all([true, 1 > 2])", "false") { !$0.contains(false) }.also("every"),
    reduceEach("mean", "the mean, or average; of points by component", "mean([1, 2, 6])", "3") { Statistics.mean($0) }
      .also("average", "avg"),
    Function(
      name: "length", parameters: ["values"], summary: "how many entries a list, vector, string, series or record has",
      example: .init("print length([1, 2, 3])", shows: "3")
    ) { arguments, session in
      switch try session.settled(arguments[0]) {
      case .list(let items): return .number(Double(items.count))
      case .range(let range): return .number(Double(range.count))
      case .record(let fields): return .number(Double(fields.count))
      case .table(let table): return .number(Double(table.count))
      case .vector(let v): return .number(Double(v.count))
      case .string(let s): return .number(Double(try s.patientCount()))
      case .series(let s): return .number(Double(s.count))
      case let other: throw ArgumentError(message: "\(other.kind) has no length")
      }
    }.also("len", "size"),
  ]

  /// correlation(x, y)
  static let correlation = Function(
    name: "correlation", parameters: ["x", "y"],
    summary: "Pearson's coefficient of two lists or series of the same length, from -1 to 1",
    example: .init("print correlation(1..4, [2, 4, 6, 8])", shows: "1")
  ) { arguments, session in
    let (x, y) = (
      try session.scalars(arguments[0], for: "correlation"), try session.scalars(arguments[1], for: "correlation")
    )
    guard x.count == y.count, x.count > 1 else {
      throw ArgumentError(
        message: "`correlation` takes two lists of the same length, at least two, not \(x.count) and \(y.count) numbers"
      )
    }
    return .number(Statistics.correlation(x, y))
  }.also("corr", "pearson")

  /// The index of the number that beats all others: an entry's, or a layer's or step's of a series with one column.
  private static func place(
    _ name: String, _ summary: String, _ input: String, _ output: String,
    _ beats: @escaping @Sendable (Double, Double) -> Bool
  ) -> Function {
    Function(name: name, parameters: ["values"], summary: summary, example: .init("print \(input)", shows: output)) {
      arguments, session in
      let value = try session.settled(arguments[0])
      var series: Series?
      if case .series(let given) = value {
        series = given
        guard given.columns.count == 1 else {
          throw ArgumentError(message: "`\(name)` takes one column of a series, such as norm(momentum) or momentum.x")
        }
      }
      let numbers = try session.numbers(value)
      guard var best = numbers.indices.first else {
        throw ArgumentError(message: "there is nothing to take the \(name) of")
      }
      for i in numbers.indices {
        if numbers[i].isNaN { return .number(.nan) }
        if beats(numbers[i], numbers[best]) { best = i }
      }
      return .number(Double(series?.index(at: best) ?? best + 1))
    }
  }

  private static func truth(
    _ name: String, _ summary: String, _ input: String, _ output: String, _ f: @escaping @Sendable ([Bool]) -> Bool
  ) -> Function {
    Function(name: name, parameters: ["list"], summary: summary, example: .init("print \(input)", shows: output)) {
      arguments, _ in
      guard case .list(let items) = arguments[0] else {
        throw ArgumentError(message: "`\(name)` takes a list, not \(arguments[0].kind)")
      }
      return .bool(
        f(
          try items.map {
            guard case .bool(let b) = $0 else {
              throw ArgumentError(message: "`\(name)` takes true and false, not \($0.kind)")
            }
            return b
          }))
    }
  }

  /// Of entries, whose components do not mix.
  private static func reduceEach(
    _ name: String, _ summary: String, _ input: String, _ output: String,
    _ f: @escaping @Sendable ([Double]) -> Double
  ) -> Function {
    Function(
      name: name, parameters: ["values"], summary: summary, example: .init("print \(input)", shows: output),
      isReduction: true
    ) {
      arguments, session in
      try session.reduced(arguments[0]) { numbers in
        guard !numbers.isEmpty else { throw ArgumentError(message: "there is nothing to take the \(name) of") }
        return f(numbers)
      }
    }
  }

  /// Of what has an order, or a product: numbers, one column of a series.
  private static func reduceOne(
    _ name: String, _ summary: String, _ input: String, _ output: String,
    _ f: @escaping @Sendable ([Double]) throws -> Double
  ) -> Function {
    Function(
      name: name, parameters: ["values"], summary: summary, example: .init("print \(input)", shows: output),
      isReduction: true
    ) {
      arguments, session in
      .number(try f(present(session.scalars(arguments[0], for: name), name)))
    }
  }

  /// Of all numbers together: a series by all its columns, as it is compared. Several arguments are numbers.
  private static func extreme(
    _ name: String, _ summary: String, _ input: String, _ output: String,
    _ f: @escaping @Sendable (Double, Double) -> Double
  ) -> Function {
    Function(
      name: name, parameters: ["values", "more..."], summary: summary, example: .init("print \(input)", shows: output),
      isReduction: true
    ) { arguments, session in
      var numbers: [Double] = []
      if arguments.count == 1 {
        numbers = try session.numbers(arguments[0])
      } else {
        for argument in arguments {
          guard case .number(let x) = try session.settled(argument) else {
            throw ArgumentError(
              message: "`\(name)` takes one list, or several numbers, not \(argument.kind) among others")
          }
          numbers.append(x)
        }
      }
      let first = try present(numbers, name)[0]
      return .number(numbers.dropFirst().reduce(first, f))
    }
  }

  private static func present(_ numbers: [Double], _ name: String) throws -> [Double] {
    guard !numbers.isEmpty else { throw ArgumentError(message: "there is nothing to take the \(name) of") }
    return numbers
  }
}
