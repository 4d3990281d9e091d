import Checked
import Core
import Limits
import Syntax

/// The numbers first, first + step, ... An end that they meet but for rounding is met: it is the last number, exactly,
/// and the others lie between the ends as those of `linspace` do.
public struct Progression: Sendable, Equatable {
  public let first: Double
  public let step: Double
  public let count: Int
  /// The end that was asked for, whether it is met or not.
  let end: Double
  /// The last number where the end is met; nil where the numbers stop before it.
  private let last: Double?

  /// - Returns: nil when the step is zero or not finite, or when there would be more than 10^15 numbers.
  init?(from first: Double, through last: Double, step: Double) {
    let steps = (last - first) / step
    guard step != 0, first.isFinite, last.isFinite, step.isFinite, steps < 1e15 else { return nil }
    // A hair from a whole number of steps, in steps: 0..0.7 step 0.1 are 6.999999999999999.
    let whole = steps.rounded()
    let isMet = whole >= 0 && abs(steps - whole) <= min(0.01, max(1e-9, 4e-16 * whole))
    self.first = first
    self.step = step
    end = last
    self.last = isMet && whole > 0 ? last : nil
    count = Int(saturating: max(0, (isMet ? whole : steps.rounded(.down)) + 1))
  }

  /// No numbers.
  static let nothing = Progression()

  private init() { (first, step, count, last, end) = (0, 1, 0, nil, 0) }

  /// Ranges of the same numbers are equal, whatever end was asked for.
  public static func == (a: Progression, b: Progression) -> Bool {
    a.first == b.first && a.step == b.step && a.count == b.count && a.last == b.last
  }

  subscript(i: Int) -> Double {
    guard let last else { return first + Double(i) * step }
    if i == count - 1 { return last }
    // Whole numbers stay whole, however many there are.
    if step == step.rounded(), first == first.rounded() { return first + Double(i) * step }
    let way = last - first
    return way.isFinite ? first + way * Double(i) / Double(count - 1) : first + Double(i) * step
  }

  func text(_ format: NumberFormat) -> String {
    guard count > 0 else { return "an empty range" }
    return "\(format(first))..\(format(self[count - 1]))" + (step == 1 ? "" : " step \(format(step))")
  }
}

extension Progression {
  /// The numbers themselves, where the memory limit allows so many.
  func list(within memory: MemoryLimit) throws -> Value {
    try memory.allow(Double(count), "numbers in a list")
    return .list(try patiently(count) { .number(self[$0]) })
  }
}

extension MemoryLimit {
  /// To be called before a value of so many entries is made.
  func allow(_ count: Double, _ what: String) throws {
    try require(count * Double(MemoryLayout<Value>.stride), for: "\(NumberFormat.standard(count)) \(what)")
  }
}
