import Syntax

/// What names outside of a formula mean to it.
protocol FormulaScope {
  func variable(_ name: String) -> Value?
  /// A function of the script.
  func function(_ name: String) -> Definition?
  func constant(_ name: String) -> Double?
  /// Whether the language brings a function of the name.
  func hasFunction(_ name: String) -> Bool
  /// Variables and constants.
  var names: [String] { get }
}
