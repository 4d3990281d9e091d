import Checked
import Core
import Limits

extension Function {
  /// Random numbers, governed by the seed.
  static let chance: [Function] = [
    draw("random", "a number in [0, 1), or a list of so many", "random() < 1") { $0.uniform() }.also("rand", "uniform"),
    draw("normal", "a number from the standard normal distribution, or a list of so many", "abs(normal()) < 9") {
      $0.normal()
    }.also("randn", "gaussian"),
  ]

  private static func draw(
    _ name: String, _ summary: String, _ input: String, _ f: @escaping @Sendable (inout Random) -> Double
  ) -> Function {
    Function(
      name: name, parameters: ["count?"], summary: summary, example: .init("seed 1\nprint \(input)", shows: "true"),
      isPure: false
    ) { arguments, session in
      session.workspace.draws += 1
      var random = session.random(for: "draw \(session.workspace.draws)")
      guard let count = arguments.first else { return .number(f(&random)) }
      guard case .number(let n) = count, n >= 0, n == n.rounded(), n.isFinite else {
        throw ArgumentError(message: "`\(name)` takes a whole number from 0")
      }
      try session.settings.memory.allow(n, "numbers in a list")
      return .list(try patiently(Int(saturating: n)) { _ in .number(f(&random)) })
    }
  }
}
