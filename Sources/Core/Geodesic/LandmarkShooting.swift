/// The first momenta of the shortest flow, by Newton's method.
///
/// Far from the answer Newton's method goes astray: the weight of the match grows step by step from where the answer is
/// nearly a straight way, each answer the next one's start. Where two clusters meet head on the way that is symmetric
/// ceases to be the shortest: J's Hessian gets a negative eigenvalue, along whose eigenvector the search leaves it. All
/// this needs few and long steps of time; only the end is shot in those that were asked for.
struct LandmarkShooting {
  private typealias Shot = LandmarkMatching.Shot

  private let matching: LandmarkMatching
  private let match: Double
  private let steps: Int

  init(_ matching: LandmarkMatching, match: Double, steps: Int) {
    (self.matching, self.match, self.steps) = (matching, match, steps)
  }

  /// The steps of the search, and by what the weight grows at most.
  private static let fewestSteps = 8
  private static let growth = 8.0

  /// - Throws: `EngineError` where no flow is found; `CancellationError`.
  func solution() throws -> LandmarkMatching.Shot {
    var coarse = min(steps, Self.fewestSteps)
    var near: [Double]?
    while true {
      near = try refined(near, coarse) ?? grown(coarse)
      if let near, let shot = try polished(near, strides: coarse) { return shot }
      guard coarse < steps else { break }
      coarse = min(steps, 2 * coarse)
    }
    throw EngineError(
      .noConvergence, "no shortest flow was found with steps=\(steps)", about: "steps",
      help: "take more steps, a larger scale, or a smaller match")
  }

  /// The momenta that were found in longer steps, in these.
  private func refined(_ p: [Double]?, _ coarse: Int) throws -> [Double]? {
    guard let p, let shot = try matching.shoot(p, match: match, steps: coarse) else { return nil }
    return try minimised(shot, linearised(shot))?.shot.first
  }

  /// By a weight that grows from where one step of Newton's method is nearly enough; nil where it cannot grow.
  private func grown(_ coarse: Int) throws -> [Double]? {
    let still = [Double](repeating: 0, count: matching.start.count)
    guard let start = try matching.shoot(still, match: match, steps: coarse) else { return nil }
    var known: Found = (start, try linearised(start))
    var (reached, weight, factor) = (0.0, min(2, match), Self.growth)
    while true {
      if let next = try minimised(matching.aimed(known.shot.flow, match: weight), known.linear) {
        if weight >= match { return next.shot.first }
        (known, reached, factor) = (next, weight, min(Self.growth, 1.5 * factor))
      } else {
        factor = factor.squareRoot()
        guard factor > 1.02 else { return nil }
      }
      weight = reached > 0 ? min(match, reached * factor) : weight / Self.growth
    }
  }

  /// A flow and how it depends on its momenta.
  private typealias Found = (shot: Shot, linear: LinearisedFlow)

  private func linearised(_ shot: Shot) throws -> LinearisedFlow {
    try matching.linearised(shot.flow, strides: shot.flow.steps)
  }

  /// At a minimum of J, nearly.
  private func minimised(_ start: Shot, _ linear: LinearisedFlow) throws -> Found? {
    var start = (start, linear)
    for _ in 0..<Self.mostSaddles {
      guard let found = try stationary(start.0, start.1) else { return nil }
      guard let lower = try leftSaddle(found.shot, found.linear) else { return found }
      start = (lower, try linearised(lower))
    }
    return nil
  }

  private static let mostSaddles = 5
  private static let mostIterations = 16

  /// Newton's method, its matrix kept for as long as it does well.
  private func stationary(_ start: Shot, _ linear: LinearisedFlow) throws -> Found? {
    var (shot, linear, isFresh) = (start, linear, true)
    for _ in 0..<Self.mostIterations {
      if shot.isWithin(0.02) { return (shot, isFresh ? linear : try linearised(shot)) }
      let newton = try matching.newtonDirection(shot, linear)
      if let next = try moved(shot, newton, by: 1), next.missSize < 0.4 * shot.missSize {
        (shot, isFresh) = (next, false)
      } else if !isFresh {
        (linear, isFresh) = (try linearised(shot), true)
      } else {
        guard let next = try descended(shot, linear, newton) else { return nil }
        (shot, linear) = (next, try linearised(next))
      }
    }
    return nil
  }

  /// Down J, by Newton's direction if that leads down.
  private func descended(_ shot: Shot, _ linear: LinearisedFlow, _ newton: [Double]) throws -> Shot? {
    let gradient = matching.gradient(shot, linear)
    if let next = try lower(shot, newton, slope: dot(gradient, newton)) { return next }
    let descent = try descent(shot, linear, gradient)
    return try lower(shot, descent, slope: dot(gradient, descent))
  }

  /// Newton's direction with the Hessian's eigenvalues by their magnitude, without those that are but rounding.
  private func descent(_ shot: Shot, _ linear: LinearisedFlow, _ gradient: [Double]) throws -> [Double] {
    let hessian = try matching.hessian(shot, linear)
    let least = 1e-10 * hessian.values.largest
    return hessian.vector(
      of: zip(hessian.components(of: gradient), hessian.values).map { abs($1) > least ? -$0 / abs($1) : 0 })
  }

  /// A step along a direction by which J falls as it should; nil where none does.
  private func lower(_ shot: Shot, _ direction: [Double], slope: Double) throws -> Shot? {
    guard slope < 0 else { return nil }
    var length = 1.0
    while length > 0.01 {
      if let next = try moved(shot, direction, by: length), next.objective <= shot.objective + 0.01 * length * slope {
        return next
      }
      length /= 2
    }
    return nil
  }

  private func moved(_ shot: Shot, _ direction: [Double], by length: Double) throws -> Shot? {
    let p = zip(shot.first, direction).map { $0 + length * $1 }
    guard let next = try matching.shoot(p, match: shot.match, steps: shot.flow.steps), next.objective.isFinite else {
      return nil
    }
    return next
  }

  /// Below a saddle, nil where the Hessian has no negative eigenvalue. Of the two ways down, which are mirror images where
  /// all is symmetric, the one that turns counterclockwise.
  private func leftSaddle(_ shot: Shot, _ linear: LinearisedFlow) throws -> Shot? {
    let hessian = try matching.hessian(shot, linear)
    // The Hessian's own rounding is some 1e-13 of its largest eigenvalue.
    guard let least = hessian.values.first, least < -1e-9 * hessian.values.largest else { return nil }
    var way = hessian.vector(of: hessian.values.indices.map { $0 == 0 ? 1 : 0 })
    if turn(way) < 0 { way = way.map { -$0 } }
    var (length, best) = (0.1 * norm(shot.first), shot)
    let shortest = 1e-6 * length
    while length > shortest {
      if let next = try moved(shot, way, by: length), next.objective < best.objective {
        best = next
        length *= 2
      } else if best.objective < shot.objective {
        return best
      } else {
        length /= 2
      }
    }
    return nil
  }

  /// The angular momentum about the landmarks' centre.
  private func turn(_ p: [Double]) -> Double {
    let (n, q, w) = (matching.hamiltonian.count, matching.start, matching.hamiltonian.weights)
    let centre = (0..<n).reduce(into: (0.0, 0.0)) { $0 = ($0.0 + w[$1] * q[$1], $0.1 + w[$1] * q[n + $1]) }
    return (0..<n).reduce(0) { $0 + w[$1] * ((q[$1] - centre.0) * p[n + $1] - (q[n + $1] - centre.1) * p[$1]) }
  }

  // MARK: The end

  /// Newton's method to rounding, its matrix kept while it does well and computed in shorter strides where it does not.
  /// Rounding is 1e-12 of the momenta or less, and more where the match weighs so much that it magnifies the flow's own.
  private func polished(_ p: [Double], strides: Int) throws -> Shot? {
    guard var shot = try matching.shoot(p, match: match, steps: steps) else { return nil }
    var (strides, linear) = (strides, try matching.linearised(shot.flow, strides: strides))
    for _ in 0..<Self.mostIterations * 4 {
      let next = try moved(shot, matching.newtonDirection(shot, linear), by: 1)
      let ratio = next.map { $0.missSize / shot.missSize } ?? .infinity
      if let next, ratio < 0.5 { shot = next }
      if shot.missSize == 0 { return shot }
      if ratio > 0.2 {
        if shot.isWithin(1e-12) { return shot }
        if ratio > 0.5, strides == steps { break }
        strides = min(steps, 2 * strides)
        linear = try matching.linearised(shot.flow, strides: strides)
      }
    }
    return shot.isWithin(1e-10) ? shot : nil
  }
}
