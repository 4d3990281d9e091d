import Core

/// A small trained chain, for the examples.
let exampleSetup = """
  seed 1
  define cluster red n=4 at=(0, 1) to=(1, 0)
  define cluster blue n=4 at=(1, 0) to=(0, 1)
  build chain layers=6 penalty=1e-2

  """

extension Quantity {
  static let momentum = Quantity(
    name: "momentum", summary: "linear momentum: the mean gradient", formula: "E g, a vector, over layers 0..K",
    example: .init(exampleSetup + "print \"{length(momentum)} {length(momentum.red[3])}\"", shows: "7 2"),
    source: .charges([
      ("x", .translation(along: [1, 0], name: "translation x")), ("y", .translation(along: [0, 1], name: "translation y")),
    ]))

  static let angular = Quantity(
    name: "angular", summary: "angular momentum about the origin", formula: "E[x ^ g], x ^ g = x1 g2 - x2 g1, over layers 0..K",
    example: .init(exampleSetup + "print abs(angular[0] - angular.red[0] - angular.blue[0]) < 1e-15", shows: "true"),
    source: .charges([("", .rotation())]))

  static let dilation = Quantity(
    name: "dilation", summary: "the charge of dilation about the origin", formula: "E <x, g>, over layers 0..K",
    example: .init(exampleSetup + "print length(dilation)", shows: "7"),
    source: .charges([("", .dilation())]))
}
