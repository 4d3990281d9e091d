import Core
import Syntax

/// build geodesic scale=0.5 match=1000 steps=50
enum BuildGeodesic {
  static let name = Option(
    "name", .newName, "the geodesic's name, where there are to be several", default: "geodesic", positional: true)
  static let scale = Option("scale", .positive, "s, how far a point takes others along", default: 0.5)
  static let kernel = Option("kernel", .choice, "how that fades with distance", default: Kernel.gauss)
  static let steps = Option("steps", .count, "into how many steps the time from 0 to 1 is divided", default: 50)
  static let match = Option("match", .positive, "what a miss costs, a number without a unit", default: 1000)

  static let command = Command(
    "build", "geodesic",
    "finds the shortest flow of the plane that takes the clusters' points to their destinations",
    details: [
      "H = 1/2 sum w_i w_j <p_i, p_j> k(q_i - q_j), w the points' weights: half the square of the flow's speed. Least is H + match E 1/2 |q - "
        + "destination|^2 at the end, where p = match (destination - q).",
      "Newton's method shoots with first momenta; the match grows from a small one. Where clusters meet head on the flow goes round, "
        + "counterclockwise if both ways are as long. It is the shortest nearby; nothing proves that no other is shorter.",
      "The steps are the implicit midpoint rule's: momentum and angular momentum of all points together stay to rounding, H errs by the square of a step.",
    ] + Kernel.allCases.map { "kernel \($0.rawValue): k = \($0.formula), r2 = |q_i - q_j|^2/s^2" },
    [name, scale, kernel, steps, match], brings: .init(process: name.parameter.standard),
    ranks: .alike,
    examples: [
      .init(
        clusters + "build geodesic scale=0.6 steps=20",
        shows:
          "red: 10 points *\nblue: 10 points *\ngeodesic: 20 points, 20 gauss steps, energy *, largest error *, loss *"),
      .init(clusters + "build geodesic steps=20\nprint max(abs(drift(momentum))) < 1e-12", shows: "*\n*\n*\ntrue"),
    ]
  ) { call, session in
    let population = try Population(of: session.workspace.clusters)
    let count = try call[steps]
    try session.placed(call.span(of: steps.parameter)) {
      try $0.settings.memory.require(
        Double(count) * 64 * Double(population.count),
        for: "\(NumberFormat.standard(Double(count))) steps of \(population.count) points")
    }
    let (kernel, scale, match) = (try call[kernel], try call[scale], try call[match])
    let host = session.host
    let geodesic = try Building.built(call) {
      try Geodesic(
        population, kernel: kernel, scale: scale, match: match, steps: count,
        isCancelled: { host.isInterrupted })
    }
    try Building.place(try Experiment(geodesic), try call[name], at: call.span(of: name.parameter), &session)
  }

  private static let clusters =
    "seed 1\ndefine cluster red n=10 at=(-1, 0) to=(1, 0)\ndefine cluster blue n=10 at=(1, 0) to=(-1, 0)\n"
}
