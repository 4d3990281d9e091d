import Limits

extension Trace {
  /// The charge of a generator at every step: Q_t = E <g_t, xi(x_t)>, one number for each of the K + 1 states.
  ///
  /// A translation along a gives E<g, a>; a rotation about c gives E[(x - c) ^ g]; a dilation about c gives E<x - c,
  /// g>. With `cluster`, that cluster's contribution E[1_C <g, xi(x)>]; the contributions of all clusters sum to Q.
  /// No numbers where the work should end.
  public func charges(_ xi: Generator, cluster: Int? = nil) -> [Double] {
    var turns = turns
    var charges = [Double](repeating: .nan, count: steps + 1)
    for t in charges.indices {
      if turns.isOver { break }
      charges[t] = charge(xi, step: t, cluster: cluster)
    }
    return charges
  }

  /// For loops over the steps.
  private var turns: Turns { Turns(every: max(1, 8192 / max(1, count))) }

  /// Q_t at one step.
  public func charge(_ xi: Generator, step: Int, cluster: Int? = nil) -> Double {
    mean(cluster: cluster) { i in
      (0..<xi.dimension).reduce(0) { $0 + costates[step][i, $1] * motion(xi, step, i, $1) }
    }
  }

  /// The scale of a charge's parts: the mean over the steps of E |g_t| |xi(x_t)|. A charge is judged against it, since
  /// a charge that is zero because all gradients are zero says nothing. No number where the work should end.
  public func scale(_ xi: Generator, cluster: Int? = nil) -> Double {
    var (total, turns) = (0.0, turns)
    for t in 0...steps {
      if turns.isOver { return .nan }
      total += scale(xi, at: t, cluster: cluster)
    }
    return total / Double(steps + 1)
  }

  /// E |g_t| |xi(x_t)|.
  public func scale(_ xi: Generator, at t: Int, cluster: Int? = nil) -> Double {
    mean(cluster: cluster) { i in
      var g2 = 0.0
      var v2 = 0.0
      for c in 0..<xi.dimension {
        let g = costates[t][i, c]
        let v = motion(xi, t, i, c)
        g2 += g * g
        v2 += v * v
      }
      return (g2 * v2).squareRoot()
    }
  }

  /// Coordinate c of xi(x_t) for point i.
  private func motion(_ xi: Generator, _ t: Int, _ i: Int, _ c: Int) -> Double {
    var sum = xi.offset[c]
    for r in 0..<xi.dimension { sum += xi.matrix[c * xi.dimension + r] * states[t][i, r] }
    return sum
  }
}
