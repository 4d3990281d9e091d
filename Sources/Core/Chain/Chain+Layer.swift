import Checked
import CKernel

extension Chain {
  /// dL/dtheta_k of the data loss, from the trace alone: the sum over the points of w_i g_{k,i} f_theta(x_{k-1,i}).
  /// With a cluster, the gradient of that cluster's part of the loss. Zero for constants.
  public func layerGradient(_ k: Int, trace: Trace, cluster: Int? = nil) -> [Double] {
    layerGradient(k, trace, trace.weights.indices.filter { cluster == nil || trace.labels[$0] == cluster })
  }

  /// Every cluster's own, each from its own points, so that all together cost one pass over the points.
  public func layerGradients(_ k: Int, trace: Trace) -> [[Double]] {
    trace.members.map { layerGradient(k, trace, $0) }
  }

  private func layerGradient(_ k: Int, _ trace: Trace, _ points: [Int]) -> [Double] {
    guard !points.isEmpty else { return [Double](repeating: 0, count: range(ofLayer: k).count) }
    let weights = Blocks.lanes(points.map { trace.weights[$0] })
    let weighted = zip(Blocks.lanes(trace.costates[k - trace.first].selected(points)), weights).map { g, w in
      PlaneBlock(x: w * g.x, y: w * g.y)
    }
    var gradient = pull(k, Blocks.lanes(trace.states[k - 1 - trace.first].selected(points)), weighted).gradient
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

  /// One layer at one point: its image, the pullback of a covector there, and g f_theta, zero for constants.
  func pulled(
    _ k: Int, _ point: Columns<State>, _ covector: Columns<Costate>
  ) -> (image: [Double], covector: [Double], gradient: [Double]) {
    var covectors = Blocks.lanes(covector)
    // The lanes behind the first hold copies of the point: they must not be counted.
    for lane in Range(from: 1, upTo: Blocks.lanes) { (covectors[0].x[lane], covectors[0].y[lane]) = (0, 0) }
    let (images, back, sums) = pull(k, Blocks.lanes(point), covectors)
    let gradient = zip(sums, parameters).map { $1.isTrained ? $0 : 0 }
    return ([images[0].x[0], images[0].y[0]], [back[0].x[0], back[0].y[0]], gradient)
  }

  /// One layer: the images of states, the pullbacks of covectors there, and the sum of g f_theta over all points,
  /// compensated from block to block.
  private func pull(_ k: Int, _ states: [PlaneBlock], _ covectors: [PlaneBlock]) -> (
    images: [PlaneBlock], pulled: [PlaneBlock], gradient: [Double]
  ) {
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
              arithmetic.kernel.run(&job)
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
