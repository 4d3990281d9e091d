extension Chain {
  /// dL/dtheta_k of the data loss, from the trace alone: the sum over the points of w_i g_{k,i} f_theta(x_{k-1,i}). With a cluster,
  /// the gradient of that cluster's part of the loss. Zero for constants.
  public func layerGradient(_ k: Int, trace: Trace, cluster: Int? = nil) -> [Double] {
    let weights = trace.weights.indices.map { i in
      cluster == nil || trace.labels[i] == cluster ? trace.weights[i] : 0
    }
    let blocks = (0..<Blocks.blocks(trace.count)).map { b in
      Lanes((0..<8).map { 8 * b + $0 < weights.count ? weights[8 * b + $0] : 0 })
    }
    var gradient = passes.layer(
      Array(parameters(ofLayer: k)), Blocks.lanes(trace.states[k - 1]),
      Blocks.lanes(trace.costates[k]), blocks
    ).gradient
    for (i, parameter) in family.parameters.enumerated() where !parameter.isTrained { gradient[i] = 0 }
    return gradient
  }

  /// f(x, theta_k) for any points, k in 1...layers.
  public func apply(layer k: Int, to points: Columns<State>) -> Columns<State> {
    let images = pull(k, points, .zero, .zero).images
    var result = Columns<State>(count: points.count, dimension: 2)
    for i in 0..<points.count {
      result[i, 0] = images[i / 8].x[i % 8]
      result[i, 1] = images[i / 8].y[i % 8]
    }
    return result
  }

  /// det f_x(x, theta_k) at each point: above one where the layer spreads points, negative where it folds the plane.
  public func jacobianDeterminants(_ k: Int, at points: Columns<State>) -> [Double] {
    let rows = [pull(k, points, Lanes(1), .zero).pulled, pull(k, points, .zero, Lanes(1)).pulled]
    return (0..<points.count).map { i in
      let (b, lane) = (i / 8, i % 8)
      return rows[0][b].x[lane] * rows[1][b].y[lane] - rows[0][b].y[lane] * rows[1][b].x[lane]
    }
  }

  private func pull(_ k: Int, _ points: Columns<State>, _ gx: Lanes, _ gy: Lanes) -> LayerPass {
    let lanes = Blocks.lanes(points)
    return passes.layer(
      Array(parameters(ofLayer: k)), lanes, lanes.map { _ in Plane(gx, gy) },
      lanes.map { _ in Lanes.zero })
  }
}
