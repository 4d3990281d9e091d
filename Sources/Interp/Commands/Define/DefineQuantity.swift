import Syntax

/// define quantity spin = mean(cross(x, g))
enum DefineQuantity {
  static let command = Command(
    "define", "quantity", "defines a quantity of one's own by a formula in x, g, layer and label",
    details: [
      "The formula is evaluated at every point of every layer: x its state, g its costate, layer the layer's number, label its cluster's name.",
      "The quantity is the mean over all points; by cluster, the part that the cluster's points give to it; by point, the formula's value.",
    ], [], takesFormula: true,
    ranks: .alike, also: ["observable", "measure", "own", "formula"],
    examples: [
      .init(
        exampleSetup + "define quantity spin = mean(cross(x, g))\nprint max(abs(spin - angular)) < 1e-15", shows: "true"
      )
    ]
  ) { call, session in
    guard let (name, expression) = call.formula else { return }
    if session.workspace.cluster(named: name.text) != nil || session.workspace.processes[name.text] != nil
      || session.variable(name.text) != nil
    {
      throw Diagnostic(.reservedName, "`\(name.text)` is a name already; choose another", at: name.span)
    }
    session.workspace.quantities[name.text] = QuantityDefinition(name: name.text, formula: expression)
  }
}
