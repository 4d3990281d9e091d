extension Chain {
  /// All states and costates of a population, g_K = x_K - destination. It takes 32 (K + 1) n bytes.
  ///
  /// - Throws: `EngineError` when the population is not of the plane, or a state or costate is not finite.
  public func trace(of population: Population) throws -> Trace {
    guard population.states.dimension == 2 else {
      throw EngineError("a chain of plane maps cannot carry points of R^\(population.states.dimension)")
    }
    let blocks = Blocks(population)
    let length = blocks.states.count
    let total = (layers + 1) * length
    let zero = Plane(Lanes.zero, Lanes.zero)
    var states = [Plane<Lanes>](repeating: zero, count: total)
    var costates = [Plane<Lanes>](repeating: zero, count: total)
    let ones = [Lanes](repeating: Lanes(repeating: 1), count: length)
    let splat = theta.map { Lanes(repeating: $0) }
    var unused = [Lanes](repeating: .zero, count: theta.count)
    states.withUnsafeMutableBufferPointer { x in
      costates.withUnsafeMutableBufferPointer { g in
        unused.withUnsafeMutableBufferPointer { gradient in
          blocks.states.withUnsafeBufferPointer { start in
            blocks.targets.withUnsafeBufferPointer { targets in
              ones.withUnsafeBufferPointer { weights in
                splat.withUnsafeBufferPointer { theta in
                  _ = passes.plain(
                    Chunk(
                      theta: theta.baseAddress!, layers: layers, states: start, targets: targets,
                      weights: weights, gradient: gradient.baseAddress!,
                      record: (x.baseAddress!, g.baseAddress!, length)))
                }
              }
            }
          }
        }
      }
    }
    let trace = try Trace(
      states: (0...layers).map { Self.columns(states[$0 * length..<($0 + 1) * length], population.count) },
      costates: (0...layers).map { Self.columns(costates[$0 * length..<($0 + 1) * length], population.count) },
      weights: population.weights, labels: population.labels, clusters: population.clusters)
    for t in 0...layers where !(trace.states[t].isFinite && trace.costates[t].isFinite) {
      throw EngineError("the trace is not finite at layer \(t)")
    }
    return trace
  }

  private static func columns<Role>(_ planes: ArraySlice<Plane<Lanes>>, _ count: Int) -> Columns<Role> {
    var columns = Columns<Role>(count: count, dimension: 2)
    for (b, plane) in planes.enumerated() {
      for lane in 0..<min(8, count - 8 * b) {
        columns[8 * b + lane, 0] = plane.x[lane]
        columns[8 * b + lane, 1] = plane.y[lane]
      }
    }
    return columns
  }
}
