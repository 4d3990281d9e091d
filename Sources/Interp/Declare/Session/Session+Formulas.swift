extension Session: FormulaScope {
  func constant(_ name: String) -> Double? { language.constant(name) }
  func hasFunction(_ name: String) -> Bool { language.function(name) != nil }
  var names: [String] { workspace.variables.keys.sorted() + language.constants.map(\.name) }
}
