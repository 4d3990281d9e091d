/// A quantity as it was asked for, before it has its numbers.
public struct QuantityReference: Sendable {
  let quantity: String
  /// by cluster, by point
  var by: String?
  /// of red
  var of: String?
  /// deep.momentum: the process' name, nil for the present one.
  var process: String?
  /// over layer, over step
  var over: Series.Axis?

  init(_ quantity: String) { self.quantity = quantity }

  var name: String {
    (process.map { $0 + "." } ?? "") + quantity + (of.map { " of \($0)" } ?? "") + (by.map { " by \($0)" } ?? "")
  }
}
