#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What is neither much nor little of each parameter and of the loss.
struct ChainUnits {
  /// Empty where all are one, as for a kernel of the width one half.
  let parameters: [Double]
  let loss: Double
  /// Whether it is known of all parameters; else one stands for it.
  let areKnown: Bool
}

extension Chain {
  /// Lengths are judged by twice the width of the layer's kernel, or, of maps that have none, by how far the points lie apart
  /// and from their destinations. What else a parameter is, a power of a length, is told by how the dilation moves it where
  /// the family claims to be closed under that, else by its role; the numbers of a formula are judged by how much of them
  /// moves a point by a length, or by their value of rest.
  func units(on population: Population) -> ChainUnits {
    let spread = families.contains { $0.scale == nil } ? Self.spread(of: population) : 1
    func length(_ family: any Family) -> Double { family.scale.map { 2 * $0.value } ?? spread }
    var areKnown = true
    var known: [String: [Double]] = [:]
    for family in distinctFamilies {
      let (length, exponents) = (length(family), family.exponents)
      let slopes = exponents.contains(nil) ? (family as? FormulaFamily)?.slopes(over: population) : nil
      known[family.name] = family.parameters.indices.map { j in
        if let exponent = exponents[j] { return exponent == 0 ? 1 : exponent == 1 ? length : pow(length, exponent) }
        let (slope, rest) = (slopes?[j] ?? 0, abs(family.parameters[j].rest))
        if slope > 0, (length / slope).isNormal { return length / slope }
        if rest == 0 { areKnown = false }
        return rest == 0 ? 1 : rest
      }
    }
    let units = families.flatMap { known[$0.name] ?? [] }
    return ChainUnits(
      parameters: units.allSatisfy { $0 == 1 } ? [] : units, loss: length(families[0]) * length(families[0]),
      areKnown: areKnown)
  }

  /// - Throws: `EngineError` where lengths lie outside of the range in which the engine computes.
  public func checkLengths(of population: Population) throws {
    let part = population.part
    func check() throws { try LengthRange.check(part.states.storage + part.destinations.storage, "coordinates") }
    if population.isShared, let ranks = Ranks.present { try ranks.agreed(check) } else { try check() }
    for family in distinctFamilies {
      if let scale = family.scale { try LengthRange.check([scale.value], "widths", about: "s") }
    }
  }

  /// The root of E |x - E x|^2 + E |x - destination|^2; no number where the work should end.
  private static func spread(of population: Population) -> Double {
    do {
      let d = population.part.states.dimension
      var mean = [Double](repeating: 0, count: d)
      try population.carry(&mean) { points, mean in
        for c in 0..<d { for i in 0..<points.count { mean[c] += points.weights[i] * points.states[i, c] } }
      }
      // The largest difference first, so that squares stay in range.
      var largest = [0.0]
      try population.carry(&largest) { points, largest in
        differences(points, mean) { _, x in
          largest[0] = largest[0].isNaN || x.isNaN ? .nan : max(largest[0], abs(x))
        }
      }
      let unit = largest[0]
      guard unit > 0, unit.isFinite else { return 1 }
      // As `dot` adds the products of lists: in eight lanes, and what is left over behind them.
      let whole = 2 * d * population.count & ~7
      var squares = [Double](repeating: 0, count: 9)
      try population.carry(&squares) { points, squares in
        differences(points, mean) { place, x in squares[place < whole ? place & 7 : 8] += x / unit * (x / unit) }
      }
      return unit * (SIMD8(squares[..<8]).sum() + squares[8]).squareRoot()
    } catch { return .nan }
  }

  /// From the mean and from the destination, of each coordinate, as the root of the point's weight counts them; each with
  /// its place among those of all points.
  private static func differences(_ points: Points, _ mean: [Double], _ take: (Int, Double) -> Void) {
    var place = 2 * mean.count * points.first
    for i in 0..<points.count {
      let root = points.weights[i].squareRoot()
      for c in mean.indices {
        take(place, root * (points.states[i, c] - mean[c]))
        take(place + 1, root * (points.states[i, c] - points.destinations[i, c]))
        place += 2
      }
    }
  }
}

extension Population {
  /// Numbers to which the points add from the first to the last, over ranks one rank after the other.
  ///
  /// - Throws: `CancellationError`.
  func carry(_ numbers: inout [Double], _ add: (Points, inout [Double]) -> Void) throws {
    if isShared, let ranks = Ranks.present { return try ranks.carried(&numbers) { add(part, &$0) } }
    // A thread that only helps a rank meets no others.
    add(isShared ? try points(in: 0..<count) : part, &numbers)
  }
}

extension Family {
  /// For each parameter the power of a length that it is; nil where that is not known.
  public var exponents: [Double?] {
    let count = parameters.count
    guard program == nil, symmetries.contains(.dilation()) else {
      return parameters.map { parameter in
        switch parameter.role {
        case .centre, .abscissa, .ordinate, .length, .vector: 1
        case .logScale, .matrix: 0
        // Of maps by formula nobody says what a number is; those written by hand take angles and ratios.
        case .scalar: program == nil ? 0 : nil
        }
      }
    }
    let still = action(of: .dilation(), on: ArraySlice([Double](repeating: 0, count: count)))
    return (0..<count).map { j in
      let moved = action(of: .dilation(), on: ArraySlice((0..<count).map { $0 == j ? 1 : 0 }))
      return moved[j] - still[j]
    }
  }
}

extension FormulaFamily {
  /// For each parameter the largest |f_theta| over some of the points, of the map at rest with its centre at the first of
  /// them: how far a unit of it moves them.
  fileprivate func slopes(over p: Population) -> [Double] {
    let all = p.count
    // Any rank can make these few.
    let states = stride(from: 0, to: all, by: max(1, all / 64)).compactMap { i in
      try? p.points(in: Range(from: i, upTo: i + 1)).states
    }
    guard let first = states.first else { return parameters.map { _ in 0 } }
    var graph = graph
    let variables = parameters.indices.map { graph.input(2 + $0) }
    let one = graph.constant(1)
    let rows = outputs.map { graph.gradient(of: [$0], seeds: [one], by: variables) }
    let tape = Tape(graph, rows.flatMap { $0 })
    var axis = 0
    let theta = parameters.map { parameter -> Double in
      switch parameter.role {
      case .centre:
        axis = 1 - axis
        return first[0, 1 - axis]
      case .abscissa: return first[0, 0]
      case .ordinate: return first[0, 1]
      default: return parameter.rest
      }
    }
    let count = parameters.count
    var slopes = [Double](repeating: 0, count: count)
    for state in states {
      let values = tape([state[0, 0], state[0, 1]] + theta)
      for j in 0..<count where values[j].isFinite && values[count + j].isFinite {
        slopes[j] = max(slopes[j], norm([values[j], values[count + j]]))
      }
    }
    return slopes
  }
}
