import Syntax

/// A quantity of one's own: its name and the formula in x, g, layer and label.
struct QuantityDefinition {
  let name: String
  let formula: Expression
}
