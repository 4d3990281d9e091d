extension Quantity {
  static let loss = Quantity(
    name: "loss", summary: "the data's loss, without the penalty",
    formula: "L = E 1/2 |x_K - destination|^2; over step too",
    example: .init(exampleSetup + "print loss > 0", shows: "true"),
    source: .history(now: { try $0.evaluation().loss }, then: { $0.loss }))

  static let gradient = Quantity(
    name: "gradient", summary: "how far from stationary: the norm of the parameters' gradient",
    formula: "|dF/dtheta|, F = loss + penalty; over step too",
    example: .init(exampleSetup + "train adam steps=20 rate=0.02\nprint length(gradient over step)", shows: "21"),
    source: .history(now: { try $0.evaluation().gradientNorm }, then: { $0.gradientNorm }))
}
