extension Function {
  /// Many numbers to one. NaN among them makes the result NaN.
  static let reductions: [Function] = [
    reduce("max", "the largest number", "max([1, 3, 2])", "3") { numbers in
      numbers.reduce(-Double.infinity) { $0.isNaN || $1.isNaN ? .nan : Swift.max($0, $1) }
    },
    reduce("min", "the smallest number", "min([1, 3, 2])", "1") { numbers in
      numbers.reduce(Double.infinity) { $0.isNaN || $1.isNaN ? .nan : Swift.min($0, $1) }
    },
    reduce("sum", "the sum", "sum(1..4)", "10") { $0.reduce(0, +) },
    reduce("mean", "the mean", "mean([1, 2, 6])", "3") { $0.reduce(0, +) / Double($0.count) },
    Function(
      name: "length", parameters: ["values"], summary: "how many entries a list, vector, string or series has",
      example: .init("print length([1, 2, 3])", shows: "3")
    ) { arguments, session in
      switch try session.settled(arguments[0]) {
      case .list(let items): return .number(Double(items.count))
      case .vector(let v): return .number(Double(v.count))
      case .string(let s): return .number(Double(s.count))
      case .series(let s): return .number(Double(s.count))
      case let other: throw ArgumentError(message: "\(other.kind) has no length")
      }
    },
  ]

  private static func reduce(
    _ name: String, _ summary: String, _ input: String, _ output: String,
    _ f: @escaping @Sendable ([Double]) -> Double
  ) -> Function {
    Function(name: name, parameters: ["values"], summary: summary, example: .init("print \(input)", shows: output)) { arguments, session in
      let numbers = try session.numbers(arguments[0])
      guard !numbers.isEmpty else { throw ArgumentError(message: "there is nothing to take the \(name) of") }
      return .number(f(numbers))
    }
  }
}
