import Checked

/// A network as a process.
extension Network: Layered, Trainable {
  public var kind: String { "a network" }
  public var title: String { "\(steps) layers (\(summary))" }
  public var part: String { "layer" }
  public var steps: Int { layers.count }
  public var trainedCount: Int { theta.count }

  /// Of its longest stretch of layers of one width: what each of them claims on both sides.
  public var symmetries: [Generator] {
    let stretch = stretch
    guard let first = stretch.first else { return [] }
    let known = [MotionSpace.translations, .rotations, .dilation].flatMap { $0.basis(dimension: layers[first].inputs) }
    return known.filter { xi in
      stretch.allSatisfy { k in layers[k].laws.contains { $0.side == .both && $0.space.contains(xi) } }
    }
  }

  /// The longest stretch of layers whose states have the same number of coordinates, counted from 0.
  private var stretch: Range<Int> {
    var (best, start) = (0..<0, 0)
    for (k, layer) in layers.enumerated() {
      if layer.inputs != layer.outputs { start = k + 1 }
      if k + 1 - start > best.count { best = Range(from: start, through: k) }
    }
    return best
  }

  public func defect(_ k: Int, _ xi: Generator, gradient: [Double]) -> Double {
    let layer = layers[k - 1]
    guard let law = layer.laws.first(where: { $0.side == .both && $0.space.contains(xi) }) else { return .nan }
    var gradient = gradient
    return layer.with(parameters(ofLayer: k), adding: &gradient) { law.defect($0, $1).charge(xi) }
  }

  /// Layer k at any points.
  public func linearisation(_ k: Int, at points: Matrix) throws -> Linearisation {
    try layers[k - 1].linearisation(parameters(ofLayer: k), at: points)
  }

  public func layer(ofParameter i: Int) -> Int {
    offsets.lastIndex { $0 <= i }.map { min($0, layers.count - 1) + 1 } ?? 1
  }

  public func objective(
    on population: Population, isExact: Bool, threads: Int, isCancelled: @escaping @Sendable () -> Bool
  ) -> any Objective {
    NetworkObjective(network: self, population: population, threads: threads, isCancelled: isCancelled)
  }
}
