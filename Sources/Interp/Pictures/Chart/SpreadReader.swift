import Core
import Syntax

/// What `error=` and `band=` say, for each curve.
struct SpreadReader {
  private let value: Value
  private let curves: Int
  private let span: Span
  private let session: Session

  init(_ value: Value, curves: Int, at span: Span, _ session: Session) throws {
    self.value = try session.drawable(value, at: span)
    (self.curves, self.span, self.session) = (curves, span, session)
  }

  /// From where to where it goes around the values of a curve.
  func spread(_ i: Int, around y: [Double]) throws -> (low: [Double], high: [Double]) {
    if case .number(let e) = value {
      try check([e])
      return (y.map { $0 - e }, y.map { $0 + e })
    }
    if curves == 1, let (low, high) = try limits(y.count) { return (low, high) }
    let errors = try errors(i)
    guard errors.count == y.count else {
      throw Diagnostic(
        .wrongShape, "`error` and `band` need a number for each value: \(errors.count) for \(y.count)", at: span)
    }
    try check(errors)
    return (zip(y, errors).map { $0 - $1 }, zip(y, errors).map { $0 + $1 })
  }

  private func check(_ errors: [Double]) throws {
    if let wrong = errors.first(where: { $0 < 0 }) {
      throw Diagnostic(.outOfRange, "an error is not negative, as \(NumberFormat.standard(wrong)) is", at: span)
    }
  }

  /// `[low, high]`, two lists.
  private func limits(_ count: Int) throws -> (low: [Double], high: [Double])? {
    guard case .list(let items) = value, items.count == 2, items.allSatisfy(\.isBareList) else { return nil }
    let (low, high) = (try numbers(items[0]), try numbers(items[1]))
    guard low.count == count, high.count == count else {
      throw Diagnostic(
        .wrongShape, "the lists have \(low.count) and \(high.count) entries for \(count) values", at: span)
    }
    return (low, high)
  }

  private func errors(_ i: Int) throws -> [Double] {
    if case .series(let s) = value, s.columns.count == curves { return s.columns[i].values }
    guard curves > 1 else { return try numbers(value) }
    guard case .list(let items) = value, items.count == curves, items.allSatisfy(\.isBareList) else {
      throw Diagnostic(.wrongShape, "\(curves) curves need a list of errors each, in one list", at: span)
    }
    return try numbers(items[i])
  }

  private func numbers(_ value: Value) throws -> [Double] {
    try span.blamed { try session.scalars(value, for: "error") }
  }
}
