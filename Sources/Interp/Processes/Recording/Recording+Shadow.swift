import Checked
import Core
import Limits
import Recordings
import Syntax

extension RecordedProcess {
  /// The sample of points on the two directions in which the states of all layers vary most; costates on the same.
  func shadow(_ experiment: Experiment) throws -> Shadow? {
    guard sums == nil else { throw experiment.shortcoming(.plane, "has no points: they were added up and never kept") }
    let trace = try experiment.trace()
    guard trace.isUniform else {
      let stretch = moments.stretch
      throw experiment.shortcoming(
        .plane,
        "has states of \(RecordingTables.widths(model.widths)), which have no directions in common; "
          + "layers=\(model.numbers[stretch.lowerBound])..\(model.numbers[stretch.upperBound]) of `import trace` takes those of one width"
      )
    }
    let d = trace.dimension
    // Of one coordinate the plane shows (x, g).
    guard d > 2 || d == 2 && isSampled else { return nil }
    let drawn = isSampled ? ["\(sampled.count) points, drawn of \(pointCount)"] : []
    guard d > 2 else { return Shadow(trace: trace, remark: drawn.joined()) }
    let axes = try PrincipalAxes(trace)
    let share = NumberFormat.standard((1000 * axes.share).rounded() / 10)
    return Shadow(
      trace: try axes.shadow(of: trace),
      remark: (drawn + ["of \(d) coordinates the two directions of most variance, \(share) % of it"]).joined(
        separator: "; "))
  }
}

/// The two directions in which the states of a trace vary most, about the mean of all.
private struct PrincipalAxes {
  private let mean: [Double]
  /// d x 2.
  private let axes: Matrix
  /// Of the variance.
  let share: Double

  init(_ trace: Trace) throws {
    let d = trace.dimension
    let total = Double(trace.states.count)
    var mean = [Double](repeating: 0, count: d)
    for states in trace.states {
      for c in 0..<d { for i in 0..<trace.count { mean[c] += trace.weights[i] * states[i, c] / total } }
    }
    var covariance = Matrix(rows: d, columns: d)
    for states in trace.states {
      try Cancellation.check()
      var centred = Matrix(rows: d, columns: trace.count)
      for c in 0..<d {
        for i in 0..<trace.count { centred[c, i] = (states[i, c] - mean[c]) * trace.weights[i].squareRoot() }
      }
      covariance.add(centred, .plain, centred, .transposed)
    }
    let eigen = try SymmetricEigen(covariance.values, order: d)
    var axes = Matrix(rows: d, columns: 2)
    for k in 0..<2 {
      let axis = (0..<d).map { eigen.vectors[$0 * d + d - 1 - k] }
      // Of the two signs the one that makes the largest coordinate positive.
      let largest = axis.max { abs($0) < abs($1) } ?? 1
      for c in 0..<d { axes[c, k] = largest < 0 ? -axis[c] : axis[c] }
    }
    let sum = eigen.values.reduce(0, +)
    share = sum > 0 ? (eigen.values[d - 1] + eigen.values[d - 2]) / sum : 1
    (self.mean, self.axes) = (mean, axes)
  }

  func shadow(of trace: Trace) throws -> Trace {
    func flat<Role>(_ columns: Columns<Role>, about centre: [Double]?) -> Columns<Role> {
      let (n, d) = (columns.count, columns.dimension)
      var storage = [Double](repeating: 0, count: 2 * n)
      for k in 0..<2 {
        for c in 0..<d {
          let (a, shift) = (axes[c, k], centre?[c] ?? 0)
          for i in 0..<n { storage[k * n + i] += a * (columns[i, c] - shift) }
        }
      }
      return Columns(count: n, dimension: 2, storage: storage)
    }
    return try Trace(
      states: try trace.states.patientlyMapped(every: 1) { flat($0, about: mean) },
      costates: try trace.costates.patientlyMapped(every: 1) { flat($0, about: nil) }, weights: trace.weights,
      labels: trace.labels, clusters: trace.clusters)
  }
}
