import Sweeps
import Syntax

/// One of several parts of a sweep.
struct SweepPart {
  /// From 1.
  let number: Int
  let of: Int

  static let most = 100_000

  /// "3/40"
  ///
  /// - Throws: `Diagnostic` where the text is none.
  init(_ text: String, at span: Span) throws {
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0, radix: 10) }
    guard numbers.count == 2, let number = numbers[0], let of = numbers[1], of >= 1, of <= Self.most,
      number >= 1, number <= of
    else {
      throw Diagnostic(
        .outOfRange, "`part` is one of several, such as \"3/40\", from 1, not \"\(text)\"", at: span)
    }
    (self.number, self.of) = (number, of)
  }

  /// Its runs of a plan, counted from 0: every so manieth of the sweep, so that what is left of a sweep that was begun is
  /// spread over all parts, and what takes longer too.
  func share(of plan: StoredPlan) -> StrideTo<Int> {
    let before = (number - 1 - (plan.first - 1) % of + of) % of
    return stride(from: before, to: plan.plan.count, by: of)
  }
}
