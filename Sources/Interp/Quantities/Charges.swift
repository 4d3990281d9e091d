import Core

extension Quantity {
  static let momentum = Quantity(
    name: "momentum", summary: "linear momentum: the mean gradient",
    formula: "E g, a vector, over layers 0..K; of a network over its longest stretch of layers of one width",
    example: .init(exampleSetup + "print \"{length(momentum)} {length(momentum.red[3])}\"", shows: "7 2"),
    also: ["noether", "conserved", "impulse", "translation", "force"],
    source: .charges { d in
      MotionSpace.translations.basis(dimension: d).enumerated().map { (Generator.axisName($0, dimension: d), $1) }
    })

  static let angular = Quantity(
    name: "angular", summary: "angular momentum about the origin",
    formula:
      "E[x ^ g], x ^ g = x1 g2 - x2 g1, over layers 0..K; in R^d, d up to 16, x_j g_i - x_i g_j in every plane of two axes",
    example: .init(exampleSetup + "print abs(angular[0] - angular.red[0] - angular.blue[0]) < 1e-15", shows: "true"),
    also: ["noether", "rotation", "spin", "conserved"],
    source: .charges { d in
      guard d != 2 else { return [("", .rotation())] }
      guard d <= mostTurned else {
        throw EngineError(
          .outOfRange, "angular momentum in R^\(d) has \(d * (d - 1) / 2) parts; at most R^\(mostTurned) is shown",
          help: "conserve")
      }
      return (0..<d).flatMap { i in (0..<i).map { ("\($0 + 1)-\(i + 1)", .rotation(i, $0, dimension: d)) } }
    }, isOf: { _, stretch in stretch.dimension > 1 && stretch.dimension <= mostTurned })

  /// So many coordinates have 120 planes.
  private static let mostTurned = 16

  static let dilation = Quantity(
    name: "dilation", summary: "the charge of dilation about the origin", formula: "E <x, g>, over layers 0..K",
    example: .init(exampleSetup + "print length(dilation)", shows: "7"),
    also: ["scaling", "virial"], source: .charges { d in [("", .dilation(dimension: d))] })
}
