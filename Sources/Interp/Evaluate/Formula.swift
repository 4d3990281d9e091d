import Checked
import Core
import Syntax

/// A quantity of one's own: an expression in a point's state `x`, its costate `g`, the `layer` and its cluster's name
/// `label`.
///
/// The value of a group is E[1_C f(x, g, layer, label)], so that the clusters' parts add up to the whole, as momentum's
/// do; of a point it is f itself. `mean(...)` around the expression says the same.
struct Formula {
  private let expression: Expression
  private let session: Session

  init(_ expression: Expression, _ session: Session) {
    if case .call(let name, let arguments) = expression.kind, name.text == "mean", arguments.count == 1 {
      self.expression = arguments[0]
    } else {
      self.expression = expression
    }
    self.session = session
  }

  /// The number of the first state, and for each group one row of numbers over the states for each component.
  func means(in experiment: Experiment, _ groups: [Group]) throws -> (first: Int, rows: [[[Double]]]) {
    if let rows = try streamed(experiment, groups) { return (0, rows) }
    let trace = try experiment.stretch()
    if let rows = try compiled(trace, groups) { return (trace.first, rows) }
    return (trace.first, try groups.map { try walked(trace, $0) })
  }

  // MARK: Many points at once

  /// Beyond so many bytes a trace is not made for a sum over it: the points' way is computed as fast as it is read.
  private static let largestTrace = 1e6

  /// Of a process whose points go through it each by itself: some of them at a time.
  private func streamed(_ experiment: Experiment, _ groups: [Group]) throws -> [[[Double]]]? {
    let population = experiment.population
    guard session.settings.compiles, let process = experiment.form as? any Separable, !experiment.hasTrace,
      Trace.bytes(points: population.count, layers: process.steps) > Self.largestTrace,
      let places = places(of: groups, population.clusterCounts),
      let program = PointCompiler.program(expression, session, dimension: population.dimension),
      try process.record(of: population, points: 0..<1) != nil
    else { return nil }
    let window = PointProgram.window(steps: process.steps)
    return try sums(program, places, groups.count, steps: process.steps, of: population.count, isShared: true) {
      piece, sums in
      let (weights, labels) = try population.weights(in: piece)
      var first = piece.lowerBound
      while first < piece.upperBound {
        let points = Range(from: first, upTo: min(first + window, piece.upperBound))
        guard let record = try process.record(of: population, points: points) else { return }
        try program.add(
          record, points, weights: weights, labels: labels, from: piece.lowerBound, group: places, to: &sums)
        first += window
      }
    }
  }

  private func compiled(_ trace: Trace, _ groups: [Group]) throws -> [[[Double]]]? {
    guard session.settings.compiles,
      let program = PointCompiler.program(expression, session, dimension: trace.dimension)
    else { return nil }
    if case .point? = groups.first {
      let values = try program.values(trace, 0..<trace.count)
      return groups.map { group in
        program.results.indices.map { c in values.map { if case .point(let i) = group { $0[c][i] } else { .nan } } }
      }
    }
    var counts = [Int](repeating: 0, count: trace.clusters.count)
    for label in trace.labels { counts[label] += 1 }
    guard let places = places(of: groups, counts) else { return nil }
    return try sums(program, places, groups.count, steps: trace.steps, of: trace.count, isShared: false) {
      try program.add(trace, $0, weights: trace.weights, labels: trace.labels, group: places, to: &$1)
    }
  }

  /// The group of each cluster, -1 for none; nil where groups are points, or have none.
  private func places(of groups: [Group], _ counts: [Int]) -> [Int]? {
    if groups.count == 1, case .all = groups[0] { return counts.map { _ in 0 } }
    var places = [Int](repeating: -1, count: counts.count)
    for (i, group) in groups.enumerated() {
      guard let c = group.cluster, counts[c] > 0, places[c] < 0 else { return nil }
      places[c] = i
    }
    return places
  }

  /// Sums over the pieces of all points, on several threads, and those together.
  ///
  /// - Parameter isShared: several ranks have a part of the pieces each; else all have all.
  private func sums(
    _ program: PointProgram, _ places: [Int], _ groups: Int, steps: Int, of count: Int, isShared: Bool,
    _ add: (Range<Int>, inout [CompensatedSum]) throws -> Void
  ) throws -> [[[Double]]] {
    let (width, threads) = (groups * program.results.count, session.effort.threads)
    let pieces = Self.pieces(count)
    let numbers = (steps + 1) * width
    /// The state that is not finite, or -1, and the sums.
    func row(_ p: Int) throws -> [Double] {
      var sums = [CompensatedSum](repeating: CompensatedSum(), count: numbers)
      do { try add(pieces[p], &sums) } catch let error as NotFinite {
        return [Double(error.step)] + [Double](repeating: 0, count: numbers)
      }
      return [-1] + sums.map(\.value)
    }
    let rows =
      isShared
      ? try sharedRows(pieces.count, width: 1 + numbers, of: count, workers: threads, row)
      : try parallel(pieces.count, workers: threads) { p in Result { try row(p) } }.map { try $0.get() }
    // Of several that are not finite the first state is told.
    if let step = rows.map({ $0[0] }).filter({ $0 >= 0 }).min() { throw NotFinite(step: Int(saturating: step)).error }
    var totals = [CompensatedSum](repeating: CompensatedSum(), count: numbers)
    for row in rows { for i in totals.indices { totals[i].add(row[1 + i]) } }
    return (0..<groups).map { group in
      program.results.indices.map { c in
        (0...steps).map { t in totals[t * width + group * program.results.count + c].value }
      }
    }
  }

  /// What is summed up by itself.
  private static func pieces(_ count: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: PointProgram.piece).map {
      Range(from: $0, upTo: min($0 + PointProgram.piece, count))
    }
  }

  // MARK: Point by point

  /// One row of numbers over the layers for each component.
  private func walked(_ trace: Trace, _ group: Group) throws -> [[Double]] {
    var evaluator = Evaluator(session)
    evaluator.session.scope.enter()
    var rows: [[Double]] = []
    for k in 0...trace.steps {
      if session.host.isInterrupted { throw Interrupted() }
      let sums = try sum(trace, k, group, &evaluator)
      if k == 0 { rows = sums.map { _ in [] } }
      guard sums.count == rows.count else {
        throw Diagnostic(
          .wrongType, "the quantity has \(rows.count) components at first and \(sums.count) at layer \(k)",
          at: expression.span)
      }
      for c in rows.indices { rows[c].append(sums[c]) }
    }
    return rows
  }

  private func sum(_ trace: Trace, _ k: Int, _ group: Group, _ evaluator: inout Evaluator) throws -> [Double] {
    if case .point(let i) = group { return try value(trace, k, i, &evaluator) }
    var totals: [CompensatedSum] = []
    for piece in Self.pieces(trace.count) {
      var sums: [CompensatedSum] = []
      for i in piece where group.cluster == nil || trace.labels[i] == group.cluster {
        let values = try value(trace, k, i, &evaluator)
        if sums.isEmpty { sums = values.map { _ in CompensatedSum() } }
        for c in sums.indices where c < values.count { sums[c].add(trace.weights[i] * values[c]) }
      }
      if totals.isEmpty { totals = sums.map { _ in CompensatedSum() } }
      for c in totals.indices where c < sums.count { totals[c].add(sums[c].value) }
    }
    return totals.map(\.value)
  }

  private func value(_ trace: Trace, _ k: Int, _ i: Int, _ evaluator: inout Evaluator) throws -> [Double] {
    let (x, g) = (trace.states[k], trace.costates[k])
    evaluator.session.scope.replace([
      "x": .vector((0..<x.dimension).map { x[i, $0] }), "g": .vector((0..<g.dimension).map { g[i, $0] }),
      "layer": .number(Double(k)),
      "label": .string(trace.clusters[trace.labels[i]]),
    ])
    switch try evaluator.settledValue(expression) {
    case .number(let x): return [x]
    case .bool(let b): return [b ? 1 : 0]
    case .vector(let v): return v
    case let other:
      throw Diagnostic(
        .wrongType, "a quantity is a number or a vector at each point, not \(other.kind)", at: expression.span)
    }
  }
}
