import Core
import Figures

/// An experiment that every page that trains offers: those of scripts/swap.nsh, scripts/first-law.nsh and scripts/interact-*.nsh.
struct PlaygroundExample: Sendable {
  let name: String
  let title: String
  let state: Playground.State
  let seed: UInt64

  private init(
    _ name: String, _ title: String, _ clusters: [(String, at: (Double, Double), to: (Double, Double))],
    points: Int = 12,
    sd: Double = 0.12, seed: UInt64 = 1, _ change: (inout Playground.State) -> Void
  ) {
    (self.name, self.title) = (name, title)
    var state = Playground.State(
      clusters: clusters.map {
        .init(
          name: $0.0, at: Point($0.at.0, $0.at.1), to: Point($0.to.0, $0.to.1),
          points: .drawn(count: points, shape: "gaussian", size: sd))
      })
    (state.layers, state.penalty) = (30, 0.02)
    state.seed = String(seed)
    self.seed = seed
    change(&state)
    self.state = state
  }

  static let all: [PlaygroundExample] = [
    PlaygroundExample("swap", "three clusters trade places", ring(1), points: 20, sd: 0.1) {
      ($0.layers, $0.penalty) = (50, 1e-3)
    },
    PlaygroundExample("three", "everybody is in everybody\u{2019}s way", ring(0.8)) {
      ($0.width, $0.penalty) = (1, 0.03)
    },
    PlaygroundExample("pairs", "two pairs, far apart", pairs(1.5)) { _ in },
    PlaygroundExample("near", "two pairs, nearer", pairs(0.9), seed: 4) { _ in },
    PlaygroundExample(
      "single", "a pair, and one alone",
      [
        ("one", at: (-1.2, 0.3), to: (-1.2, -0.3)), ("other", at: (-1.2, -0.3), to: (-1.2, 0.3)),
        ("single", at: (1.3, -0.6), to: (1.3, 0.6)),
      ], seed: 4
    ) { $0.layers = 24 },
    PlaygroundExample(
      "row", "the last of three jumps to the front",
      [("a", at: (-0.5, 0), to: (0, 0)), ("b", at: (0, 0), to: (0.5, 0)), ("c", at: (0.5, 0), to: (-0.5, 0))]
    ) { _ in },
    PlaygroundExample(
      "pass", "one passes another",
      [("mover", at: (-1.5, 0), to: (1.5, 0)), ("rests", at: (0, 0.1), to: (0, 0.1))]
    ) { _ in },
    PlaygroundExample("field", "eight pairs and four singles on a field", field, sd: 0.1, seed: 2) {
      ($0.layers, $0.penalty, $0.spread) = (80, 0.002, 4)
    },
    PlaygroundExample(
      "alone", "whom no layer reaches",
      [
        ("alone", at: (0, 1.8), to: (0, 1.5)), ("slow", at: (-1.5, 0), to: (-1.2, 0)),
        ("b", at: (1.5, -0.3), to: (1.5, 0.3)), ("c", at: (1.5, 0.3), to: (1.5, -0.3)),
      ], seed: 6
    ) {
      ($0.kernel, $0.width, $0.penalty, $0.spread) = ("compact", 0.8, 0.05, 2)
      ($0.method, $0.rate, $0.isCosine) = ("gd", 0.3, false)
    },
  ]

  private static func rounded(_ x: Double) -> Double { (x * 1e6).rounded() / 1e6 }

  private static func ring(_ radius: Double) -> [(String, at: (Double, Double), to: (Double, Double))] {
    let h = rounded(radius * 3.0.squareRoot() / 2)
    let corners = [(0, radius), (-h, -radius / 2), (h, -radius / 2)]
    return (0..<3).map { ("c\($0)", at: corners[$0], to: corners[($0 + 1) % 3]) }
  }

  private static func pairs(_ x: Double) -> [(String, at: (Double, Double), to: (Double, Double))] {
    [("left1", -x, 0.3), ("left2", -x, -0.3), ("right1", x, 0.3), ("right2", x, -0.3)].map {
      ($0, at: ($1, $2), to: ($1, -$2))
    }
  }

  private static var field: [(String, at: (Double, Double), to: (Double, Double))] {
    (0..<12).flatMap { i -> [(String, at: (Double, Double), to: (Double, Double))] in
      let (x, y) = (rounded(Double(i % 4) * 2.4 - 3.6), rounded(Double(i / 4) * 2.2 - 2.2))
      if i % 3 == 2 { return [("single\(i)", at: (rounded(x - 0.3), y), to: (rounded(x + 0.3), y))] }
      let (up, down) = ((x, rounded(y + 0.3)), (x, rounded(y - 0.3)))
      return [("a\(i)", at: up, to: down), ("b\(i)", at: down, to: up)]
    }
  }

  /// What it is in nsh before it is trained.
  func experiment(_ arithmetic: Arithmetic) throws -> (Experiment, clusters: [Cluster], seed: UInt64) {
    let clusters = try state.clusters.map { c -> Cluster in
      let random = Random(seed: seed, stream: "cluster \(c.name)")
      guard case .drawn(let count, _, let size) = c.points else { return try Cluster(name: c.name, points: []) }
      return try Cluster(
        name: c.name, shape: .gaussian(sd: size), count: count, centre: [c.at.x, c.at.y],
        destination: .point([c.to.x, c.to.y]), random: random)
    }
    let population = try Population(of: clusters)
    var random = Random(seed: seed, stream: "chain")
    let family = try Catalogue.family(
      named: state.families[0], kernel: Kernel(rawValue: state.kernel) ?? .gauss, scale: Scale(state.width))
    let chain = try Chain.random(
      cycle: [family], layers: state.layers, penalty: state.penalty, spread: state.spread, arithmetic: arithmetic,
      random: &random)
    return (Experiment(chain, population: population), clusters, seed)
  }
}
