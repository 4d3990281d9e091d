import Checked
import Core
import Limits
import Syntax

/// The two directions in which the states of a trace vary most, about the mean of all.
struct PrincipalAxes {
  private let mean: [Double]
  /// d x 2.
  private let axes: Matrix
  /// Of the variance.
  let share: Double

  static let names = (x: "direction 1", y: "direction 2")

  var remark: String {
    let percent = NumberFormat.standard((1000 * share).rounded() / 10)
    return "of \(mean.count) coordinates the two directions of most variance, \(percent) % of it"
  }

  init(_ trace: Trace) throws { try self.init(trace.states, weights: trace.weights) }

  /// - Parameter all: states of the same points, of the same number of coordinates.
  init(_ all: [Columns<State>], weights: [Double]) throws {
    let d = all.first?.dimension ?? 0
    let total = Double(all.count)
    var mean = [Double](repeating: 0, count: d)
    for states in all {
      for c in 0..<d { for i in 0..<states.count { mean[c] += weights[i] * states[i, c] / total } }
    }
    var covariance = Matrix(rows: d, columns: d)
    for states in all {
      try Cancellation.check()
      var centred = Matrix(rows: d, columns: states.count)
      for c in 0..<d {
        for i in 0..<states.count { centred[c, i] = (states[i, c] - mean[c]) * weights[i].squareRoot() }
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

  /// States on the two directions.
  func flat(_ states: Columns<State>) -> Columns<State> { flat(states, about: mean) }

  private func flat<Role>(_ columns: Columns<Role>, about centre: [Double]?) -> Columns<Role> {
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

  func shadow(of trace: Trace) throws -> Trace {
    try Trace(
      states: try trace.states.patientlyMapped(every: 1) { flat($0, about: mean) },
      costates: try trace.costates.patientlyMapped(every: 1) { flat($0, about: nil) }, weights: trace.weights,
      labels: trace.labels, clusters: trace.clusters)
  }
}

/// From states that are not of the plane into it: one coordinate beside its costate, many onto their principal axes.
struct Projection {
  private let principal: PrincipalAxes?
  private let isFlat: Bool
  /// What was done, for the caption.
  let remark: String?
  let axes: (x: String, y: String)

  /// - Parameters:
  ///   - trace: of one width.
  ///   - part: what its states are numbered by.
  ///   - isWhole: whether it has all states of the process.
  init(_ trace: Trace, of part: String, isWhole: Bool) throws {
    let d = trace.dimension
    isFlat = d == 1
    principal = d > 2 ? try PrincipalAxes(trace) : nil
    let states = isWhole ? nil : "\(part)s \(trace.first)..\(trace.first + trace.steps), of one width"
    let all = [states, principal?.remark].compactMap { $0 }
    remark = all.isEmpty ? nil : all.joined(separator: "; ")
    axes = principal == nil ? (x: "x", y: "y") : PrincipalAxes.names
  }

  /// Another trace of as many coordinates.
  func callAsFunction(_ trace: Trace) throws -> Trace {
    if isFlat { return try trace.phasePlane }
    return try principal?.shadow(of: trace) ?? trace
  }
}

extension Trace {
  /// Of a process of one dimension: (q, p) as states, without costates.
  var phasePlane: Trace {
    get throws {
      try Trace(
        states: zip(states, costates).map { Columns(count: count, dimension: 2, storage: $0.storage + $1.storage) },
        costates: states.map { _ in Columns(count: count, dimension: 2) }, weights: weights, labels: labels,
        clusters: clusters)
    }
  }
}
