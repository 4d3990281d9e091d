import Checked
import Core
import Limits

extension ProcessForm {
  /// Every point stands for itself.
  func groups(_ request: GroupRequest, _ experiment: Experiment, _ effort: Effort) throws -> GroupStudy {
    guard isOneSystem else {
      throw experiment.refusal(.interaction, "takes each of its rays by itself: they are no sample")
    }
    try checkIsByCluster(request.classes, help: "test by cluster")
    guard experiment.population.count > 1 else {
      throw experiment.shortcoming(.charges, "has one point only, and a test takes several")
    }
    let trace = try experiment.stretch()
    guard trace.steps > 0 || request.subject == .levels else { throw experiment.withoutStretch }
    let size = Double(request.charge.parts(dimension: trace.dimension))
    try MemoryLimit.present.require(
      32 * size * Double(trace.count), for: "the \(request.charge.title) of \(trace.count) points")
    return GroupStudy(
      unit: "points", count: trace.count, resolution: 1e-9, each: { try trace.samples(request, effort, $0) })
  }
}

extension InteractionCharge {
  /// How many numbers a point's part of it is: in R^d d, d(d - 1)/2, 1.
  func parts(dimension d: Int) -> Int {
    switch self {
    case .momentum: d
    case .angular: d * (d - 1) / 2
    case .dilation: 1
    }
  }

  /// A point's part: g, the entries above the diagonal of (g x' - x g')/2 times sqrt 2 so that the length is that of the
  /// whole matrix, or <g, x>.
  func part(g: [Double], x: [Double]) -> [Double] {
    switch self {
    case .momentum: return g
    case .angular:
      let half = 0.5.squareRoot()
      return g.indices.flatMap { i in
        Range(from: i + 1, upTo: g.count).map { half * (g[i] * x[$0] - g[$0] * x[i]) }
      }
    case .dilation: return [zip(g, x).reduce(0) { $0 + $1.0 * $1.1 }]
    }
  }
}

extension Trace {
  fileprivate func samples(_ request: GroupRequest, _ effort: Effort, _ body: (GroupSample) throws -> Void) throws {
    let members: [(name: String, points: [Int])] =
      request.classes == nil ? [("", Array(0..<count))] : Array(zip(clusters, self.members))
    for (name, points) in members where !points.isEmpty {
      switch request.subject {
      case .levels:
        for k in 0...steps {
          try effort.pause()
          let parts = parts(request.charge, points, k)
          try body(GroupSample(name, ClosedRange(between: first + k, and: first + k), parts.matrix, parts.isNothing))
        }
      case .changes:
        var before = parts(request.charge, points, 0)
        for k in Range(from: 1, through: steps) {
          try effort.pause()
          let after = parts(request.charge, points, k)
          try body(GroupSample(name, ClosedRange(between: first + k - 1, and: first + k), before, after))
          before = after
        }
      }
    }
  }

  /// Each point's part of a charge behind part k.
  private func parts(_ charge: InteractionCharge, _ points: [Int], _ k: Int) -> GroupParts {
    var parts = GroupParts(width: charge.parts(dimension: dimension))
    for i in points {
      let g = (0..<dimension).map { weights[i] * costates[k][i, $0] }
      let x = (0..<dimension).map { states[k][i, $0] }
      parts.add(charge.part(g: g, x: x), scale: charge == .momentum ? norm(g) : norm(g) * norm(x))
    }
    return parts
  }
}

/// Parts of points and what they are judged by, |g| or |g||x|.
private struct GroupParts {
  let width: Int
  private(set) var values: [Double] = []
  private(set) var scales: [Double] = []

  init(width: Int) { self.width = width }

  /// What rounding may leave of a part that is zero by an identity.
  static let rounding = 1e-9

  mutating func add(_ part: [Double], scale: Double) {
    values += part
    scales.append(scale)
  }

  var matrix: Matrix { Matrix(rows: scales.count, columns: width, values: values) }

  /// No point's part stands out from rounding.
  var isNothing: Bool { isNothing(values, scales) }

  func isNothing(_ values: [Double], _ scales: [Double]) -> Bool {
    scales.indices.allSatisfy { i in
      norm(Array(values[Range(from: i * width, upTo: (i + 1) * width)])) <= Self.rounding * scales[i]
    }
  }
}

extension GroupSample {
  fileprivate init(_ name: String, _ states: ClosedRange<Int>, _ vectors: Matrix, _ isIdentity: Bool) {
    self.init(name: name, states: states, form: .vectors(vectors), isIdentity: isIdentity)
  }

  fileprivate init(_ name: String, _ states: ClosedRange<Int>, _ before: GroupParts, _ after: GroupParts) {
    let changes = zip(after.values, before.values).map { $0 - $1 }
    self.init(
      name, states, Matrix(rows: after.scales.count, columns: after.width, values: changes),
      after.isNothing(changes, zip(after.scales, before.scales).map { $0 + $1 }))
  }
}
