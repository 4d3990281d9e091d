import Checked
import Core
import Syntax

/// The numbers first, first + step, ...
public struct Progression: Sendable, Equatable {
  public let first: Double
  public let step: Double
  public let count: Int

  /// - Returns: nil when the step is zero or not finite, or when there would be more than 10^15 numbers.
  init?(from first: Double, through last: Double, step: Double) {
    // A hair more than whole steps, so that 0..1 step 0.1 reaches its end.
    let steps = (last - first) / step
    let count = (steps + max(1e-9, 4e-16 * abs(steps))).rounded(.down) + 1
    guard step != 0, count < 1e15, first.isFinite, step.isFinite else { return nil }
    self.first = first
    self.step = step
    self.count = Int(saturating: max(0, count))
  }

  subscript(i: Int) -> Double { first + Double(i) * step }

  func text(_ format: NumberFormat) -> String {
    guard count > 0 else { return "an empty range" }
    return "\(format(first))..\(format(self[count - 1]))" + (step == 1 ? "" : " step \(format(step))")
  }
}

extension Progression {
  /// The numbers themselves, where the memory limit allows so many.
  func list(within memory: MemoryLimit) throws -> Value {
    try memory.allow(Double(count), "numbers in a list")
    return .list((0..<count).map { .number(self[$0]) })
  }
}

extension MemoryLimit {
  /// To be called before a value of so many entries is made.
  func allow(_ count: Double, _ what: String) throws {
    try require(count * Double(MemoryLayout<Value>.stride), for: "\(NumberFormat.standard(count)) \(what)")
  }
}
