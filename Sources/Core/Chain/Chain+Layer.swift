import CKernel

extension Chain {
  /// dL/dtheta_k of the data loss, from the trace alone: the sum over the points of w_i g_{k,i} f_theta(x_{k-1,i}). With a cluster,
  /// the gradient of that cluster's part of the loss. Zero for constants.
  public func layerGradient(_ k: Int, trace: Trace, cluster: Int? = nil) -> [Double] {
    let weights = trace.weights.indices.map { i in
      cluster == nil || trace.labels[i] == cluster ? trace.weights[i] : 0
    }
    let weighted = zip(Blocks.lanes(trace.costates[k]), Blocks.lanes(weights)).map { g, w in PlaneBlock(x: w * g.x, y: w * g.y) }
    var gradient = pull(k, Blocks.lanes(trace.states[k - 1]), weighted).gradient
    for (i, parameter) in family(ofLayer: k).parameters.enumerated() where !parameter.isTrained { gradient[i] = 0 }
    return gradient
  }

  /// f(x, theta_k) for any points, k in 1...layers.
  public func apply(layer k: Int, to points: Columns<State>) -> Columns<State> {
    let states = Blocks.lanes(points)
    return Blocks.columns(pull(k, states, states).images[...], points.count)
  }

  /// det f_x(x, theta_k) at each point: above one where the layer spreads points, negative where it folds the plane.
  public func jacobianDeterminants(_ k: Int, at points: Columns<State>) -> [Double] {
    let states = Blocks.lanes(points)
    func row(_ gx: Double, _ gy: Double) -> [PlaneBlock] {
      pull(k, states, states.map { _ in PlaneBlock(x: Lanes(repeating: gx), y: Lanes(repeating: gy)) }).pulled
    }
    let (first, second) = (row(1, 0), row(0, 1))
    return (0..<points.count).map { i in
      let (b, lane) = (i / Blocks.lanes, i % Blocks.lanes)
      return first[b].x[lane] * second[b].y[lane] - first[b].y[lane] * second[b].x[lane]
    }
  }

  /// One layer: the images of states, the pullbacks of covectors there, and the sum of g f_theta over all points, compensated from block to
  /// block.
  private func pull(_ k: Int, _ states: [PlaneBlock], _ covectors: [PlaneBlock]) -> (images: [PlaneBlock], pulled: [PlaneBlock], gradient: [Double]) {
    let theta = Array(parameters(ofLayer: k))
    let run = Runs([family(ofLayer: k)])
    var sums = [CompensatedSum](repeating: CompensatedSum(), count: theta.count)
    var images: [PlaneBlock] = []
    var pulled: [PlaneBlock] = []
    for b in states.indices {
      var gradient = [Lanes](repeating: .zero, count: theta.count)
      var (x, g) = ((states[b], PlaneBlock.zero), (PlaneBlock.zero, covectors[b]))
      theta.withUnsafeBytes { theta in
        gradient.withUnsafeMutableBytes { gradient in
          withUnsafeMutableBytes(of: &x) { x in
            withUnsafeMutableBytes(of: &g) { g in
              var job = job(theta: theta.baseAddress!, blocks: 1)
              (job.runs, job.run_count, job.layers) = (run.pointer, 1, 1)
              job.states = UnsafeRawPointer(x.baseAddress)
              job.covectors = UnsafeRawPointer(g.baseAddress! + MemoryLayout<PlaneBlock>.stride)
              job.gradient = gradient.baseAddress
              (job.kept_states, job.kept_costates, job.stride) = (x.baseAddress, g.baseAddress, 1)
              arithmetic.run(job)
            }
          }
        }
      }
      for j in sums.indices { for lane in 0..<Blocks.lanes { sums[j].add(gradient[j][lane]) } }
      images.append(x.1)
      pulled.append(g.0)
    }
    return withExtendedLifetime(run) { (images, pulled, sums.map(\.value)) }
  }
}
