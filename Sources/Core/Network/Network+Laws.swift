import Checked

/// One law of a network's layers, measured: both sides at each layer of a run of neighbours that claim it.
public struct LawReport: Sendable {
  public let law: Law
  /// The layers, counted from 1.
  public let layers: ClosedRange<Int>
  /// The size of the charge: at the first state of a run of two-sided laws; of one-sided laws the largest.
  public let charge: Double
  /// The mean of E |g||x| (or E |g| for translations) over the states it speaks of.
  public let scale: Double
  /// How far the charge goes from its value at the first state; of a one-sided law, from zero.
  public let drift: Double
  /// How far the right sides go, summed over the layers of a run.
  public let defect: Double
  /// The largest |left - right| of one layer.
  public let residual: Double

  /// Whether the numbers contradict the law.
  public var isRefuted: Bool { residual > ConservationLaw.rounding * scale }

  /// Relative to the scale; zero when nothing moves at all.
  public var relative: (drift: Double, defect: Double, residual: Double) {
    func ratio(_ x: Double) -> Double { x == 0 ? 0 : x / scale }
    return (ratio(drift), ratio(defect), ratio(residual))
  }
}

/// An identity measured: the largest of the layers that claim it.
public struct IdentityReport: Sendable {
  public let identity: LayerIdentity
  public let layers: ClosedRange<Int>
  /// |left - right| relative to the parts; nil where nothing flows but rounding.
  public let residual: Double?
}

extension Network {
  /// Every law that the layers claim, measured on the trace; with a cluster, of its part of the loss.
  public func laws(_ trace: Trace, cluster: Int? = nil) -> (laws: [LawReport], identities: [IdentityReport]) {
    let moments = (0...layers.count).map { trace.moment($0, cluster: cluster) }
    let gradients = Range(from: 1, through: layers.count).map { layerGradient($0, trace: trace, cluster: cluster) }
    var laws: [LawReport] = []
    var identities: [IdentityReport] = []
    for run in runs {
      for (i, law) in layers[run.lowerBound - 1].laws.enumerated() {
        laws.append(report(law, number: i, run, moments, gradients, trace))
      }
      for (i, identity) in layers[run.lowerBound - 1].identities.enumerated() {
        let residuals = run.compactMap { k -> Double? in
          var gradient = gradients[k - 1]
          return layers[k - 1].with(parameters(ofLayer: k), adding: &gradient) { theta, gradient in
            layers[k - 1].identities[i].measure(
              theta, gradient, trace.states[k - 1].matrix, trace.costates[k - 1].matrix, trace.costates[k].matrix
            ).relative
          }
        }
        identities.append(
          IdentityReport(identity: identity, layers: run, residual: residuals.isEmpty ? nil : residuals.largest))
      }
    }
    if head == .softmax {
      // A covector is a probability less one or zero.
      let identity = LayerIdentity.points("softmax", "<g_K, 1> = 0 at every point", parts: 1) { _, _, behind in
        (behind, Matrix(rows: behind.rows, columns: behind.columns, repeating: 1))
      }
      let last = trace.costates[layers.count].matrix
      var none: [Double] = [0]
      let m = none.withUnsafeMutableBufferPointer {
        identity.measure(LayerParameters([], $0.baseAddress!), LayerParameters([], $0.baseAddress!), last, last, last)
      }
      identities.append(
        IdentityReport(
          identity: identity, layers: ClosedRange(between: layers.count, and: layers.count), residual: m.relative)
      )
    }
    return (laws, identities)
  }

  /// Neighbours of one kind and width.
  private var runs: [ClosedRange<Int>] {
    var runs: [ClosedRange<Int>] = []
    for k in Range(from: 1, through: layers.count) {
      if let last = runs.last, layers[last.lowerBound - 1].name == layers[k - 1].name,
        layers[last.lowerBound - 1].inputs == layers[k - 1].inputs
      {
        runs[runs.count - 1] = ClosedRange(between: last.lowerBound, and: k)
      } else {
        runs.append(ClosedRange(between: k, and: k))
      }
    }
    return runs
  }

  private func report(
    _ law: Law, number: Int, _ run: ClosedRange<Int>, _ moments: [Moment], _ gradients: [[Double]], _ trace: Trace
  ) -> LawReport {
    let space = law.space
    var (drifts, defects, residuals, sizes): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    let start = space.charges(moments[run.lowerBound - 1])
    var sum = [Double](repeating: 0, count: start.count)
    for k in run {
      var gradient = gradients[k - 1]
      let right = space.charges(
        layers[k - 1].with(parameters(ofLayer: k), adding: &gradient) { layers[k - 1].laws[number].defect($0, $1) })
      let (before, after) = (space.charges(moments[k - 1]), space.charges(moments[k]))
      switch law.side {
      case .both:
        for i in sum.indices { sum[i] += right[i] }
        residuals.append(norm(after.indices.map { after[$0] - before[$0] - right[$0] }))
        drifts.append(norm(zip(after, start).map { $0 - $1 }))
        defects.append(norm(sum))
      case .input, .output:
        let left = law.side == .input ? before : after
        residuals.append(norm(zip(left, right).map { $0 - $1 }))
        drifts.append(norm(left))
        defects.append(norm(right))
        sizes.append(norm(left))
      }
    }
    let states =
      law.side == .output
      ? run
      : ClosedRange(between: run.lowerBound - 1, and: run.upperBound - (law.side == .input ? 1 : 0))
    let scale = states.reduce(0) { $0 + trace.scale(at: $1, linear: space.isLinear) } / Double(states.count)
    return LawReport(
      law: law, layers: run, charge: law.side == .both ? norm(start) : sizes.largest, scale: scale,
      drift: drifts.largest, defect: defects.largest,
      residual: residuals.largest)
  }
}

extension Trace {
  /// E[g_t (x) (x_t, 1)]; with a cluster its contribution.
  public func moment(_ t: Int, cluster: Int? = nil) -> Moment {
    var g = costates[t].matrix
    g.scaleColumns(by: (0..<count).map { cluster == nil || labels[$0] == cluster ? weights[$0] : 0 }[...])
    return Moment(g, states[t].matrix)
  }

  /// E |g_t||x_t|, or E |g_t|.
  func scale(at t: Int, linear: Bool) -> Double {
    mean { i in
      var (g2, x2) = (0.0, 0.0)
      for c in 0..<states[t].dimension {
        g2 += costates[t][i, c] * costates[t][i, c]
        x2 += states[t][i, c] * states[t][i, c]
      }
      return (linear ? g2 * x2 : g2).squareRoot()
    }
  }
}
