import Checked
import Core
import Limits

/// What holds at every point where the file's description of the norms is true: the largest failures over the points.
package struct PointIdentities: Sendable {
  /// Of a step behind a norm: the costate of its inside is orthogonal to the state, and to (1, ..., 1).
  package struct Branch: Sendable {
    /// max |<b, x>| / |b||x|, b = g_in - g_out.
    package var along = 0.0
    package var ones = 0.0
    /// The same where b is counted no smaller than what the numbers' storage makes of the difference.
    package var alongJudged = 0.0
    package var onesJudged = 0.0
  }
  /// By step.
  package var branches: [Branch]
  /// max eps / (var + eps) by state; zero where no norm reads it.
  package var eps: [Double]
  /// max |<g_0, x_0> + sum <g_k+1, F_k>| / (|g_0||x_0| + sum |g_k+1||F_k|).
  package var sumRule = 0.0

  mutating func join(_ other: PointIdentities) {
    for i in branches.indices {
      branches[i].along = max(branches[i].along, other.branches[i].along)
      branches[i].ones = max(branches[i].ones, other.branches[i].ones)
      branches[i].alongJudged = max(branches[i].alongJudged, other.branches[i].alongJudged)
      branches[i].onesJudged = max(branches[i].onesJudged, other.branches[i].onesJudged)
    }
    for k in eps.indices { eps[k] = max(eps[k], other.eps[k]) }
    sumRule = max(sumRule, other.sumRule)
  }
}

/// A pass over blocks of points, through all states of each, for what holds point by point.
package struct IdentityPass {
  private let recording: Recording
  /// The norms that read each state.
  private let norms: [RecordingMetadata.Norm?]
  private let steps: [(from: Int, to: Int, step: RecordingMetadata.Step)]
  private let hasSumRule: Bool
  private let width: Int

  package init(_ recording: Recording, hasSumRule: Bool) {
    self.recording = recording
    let model = recording.model
    self.hasSumRule = hasSumRule
    let metadata = recording.metadata
    var norms = [RecordingMetadata.Norm?](repeating: nil, count: recording.states.count)
    let named =
      metadata.steps.map { ($0.from, $0.norm) } + metadata.norms.map { ($0.state, $0.norm) }
      + (metadata.finalNorm.map { [($0.state, $0.norm)] } ?? [])
    for (state, norm) in named {
      if let norm, let i = model.index(ofState: state) { norms[i] = norm }
    }
    self.norms = norms
    steps = metadata.steps.compactMap { step in
      guard let from = model.index(ofState: step.from), let to = model.index(ofState: step.to) else { return nil }
      return (from, to, step)
    }
    width = recording.states.map(\.width).max() ?? 1
  }

  /// Nothing where no norm is told of.
  package func run(threads: Int) throws -> PointIdentities {
    let none = PointIdentities(
      branches: .init(repeating: .init(), count: steps.count), eps: .init(repeating: 0, count: norms.count))
    guard norms.contains(where: { $0 != nil }) || hasSumRule else { return none }
    // Two states of a block lie in memory for each step that is open: as a rule two.
    let capacity = max(16, min(1024, (8 << 20) / (8 * width)))
    let pieces = (recording.points.count + capacity - 1) / capacity
    let results = parallel(min(pieces, max(1, threads)), workers: threads) { worker in
      Result { try walk(stride(from: worker, to: pieces, by: max(1, threads)), capacity, none) }
    }
    try Cancellation.check()
    return try results.reduce(into: none) { $0.join(try $1.get()) }
  }

  private func walk(_ pieces: StrideTo<Int>, _ capacity: Int, _ none: PointIdentities) throws -> PointIdentities {
    var found = none
    let block = PointBlock<Double>(capacity: capacity, width: width)
    for piece in pieces {
      try Cancellation.check()
      let first = piece * capacity
      let points = recording.points[Range(from: first, upTo: min(recording.points.count, first + capacity))]
      try see(points, block, &found)
    }
    return found
  }

  /// One block: states are read in turn, and held while a step that begins at them is open.
  private func see(_ points: ArraySlice<Int32>, _ block: PointBlock<Double>, _ found: inout PointIdentities) throws {
    var held: [Int: (x: [Double], g: [Double])] = [:]
    var (rule, size) = ([Double](repeating: 0, count: points.count), [Double](repeating: 0, count: points.count))
    for k in recording.states.indices {
      let isNeeded = norms[k] != nil || steps.contains { $0.from == k || $0.to == k }
      guard isNeeded else { continue }
      let d = recording.states[k].width
      let now = (
        x: try rows(recording.states[k].x, points, block), g: try rows(recording.states[k].g, points, block)
      )
      if let norm = norms[k] { found.eps[k] = max(found.eps[k], Self.share(of: norm, now.x, d)) }
      if k == 0, hasSumRule { Self.begin(now.x, now.g, d, &rule, &size) }
      for (i, step) in steps.enumerated() where step.to == k {
        guard let before = held[step.from] else { continue }
        if let norm = step.step.norm { branch(step, norm.kind, before, now, &found.branches[i]) }
        if hasSumRule { Self.goOn(before.x, now.x, now.g, d, &rule, &size) }
      }
      held[k] = now
      held = held.filter { state, _ in steps.contains { $0.from == state && $0.to > k } }
    }
    guard hasSumRule else { return }
    for i in rule.indices where size[i] > 0 { found.sumRule = max(found.sumRule, abs(rule[i]) / size[i]) }
  }

  private func rows(_ array: RecordedArray, _ points: ArraySlice<Int32>, _ block: PointBlock<Double>) throws -> [Double]
  {
    let count = points.count * array.width
    return try [Double](unsafeUninitializedCapacity: count) { rows, made in
      try block.read(array, points, into: rows.baseAddress!)
      made = count
    }
  }

  /// max eps / (var + eps); of an RMS norm the mean square stands for the variance.
  private static func share(of norm: RecordingMetadata.Norm, _ x: [Double], _ d: Int) -> Double {
    guard norm.eps > 0 else { return 0 }
    var largest = 0.0
    x.withUnsafeBufferPointer { x in
      for row in stride(from: 0, to: x.count, by: d) {
        let p = x.baseAddress! + row
        let mean = norm.kind == .layer ? Rows.sum(p, d) / Double(d) : 0
        let variance = max(0, Rows.dot(p, p, d) / Double(d) - mean * mean)
        largest = max(largest, norm.eps / (variance + norm.eps))
      }
    }
    return largest
  }

  private func branch(
    _ step: (from: Int, to: Int, step: RecordingMetadata.Step), _ kind: RecordingMetadata.Norm.Kind,
    _ before: (x: [Double], g: [Double]), _ now: (x: [Double], g: [Double]), _ found: inout PointIdentities.Branch
  ) {
    let d = recording.states[step.from].width
    let isDifference = step.step.isResidual && recording.states[step.to].width == d
    if step.step.isResidual, !isDifference { return }
    // Of a difference, by the coarser of both; the tolerance is that of the recording.
    let (ends, judged) = ([step.from, step.to].map { recording.states[$0].storage }, 3 * recording.storage.tolerance)
    let (rounding, root) = ((ends.map(\.rounding).max() ?? 0) / judged, Double(d).squareRoot())
    let floor = 2 * root * (ends.map(\.leastRounding).max() ?? 0) / judged
    before.x.withUnsafeBufferPointer { x in
      before.g.withUnsafeBufferPointer { g in
        now.g.withUnsafeBufferPointer { after in
          for row in stride(from: 0, to: x.count, by: d) {
            let (p, q) = (x.baseAddress! + row, g.baseAddress! + row)
            let inside = Self.inside(p, q, isDifference ? after.baseAddress! + row : nil, d)
            guard inside.size > 0 else { continue }
            let (b, length) = (inside.size.squareRoot(), inside.length.squareRoot())
            var least = 0.0
            if isDifference {
              let next = after.baseAddress! + row
              least = rounding * (Rows.dot(q, q, d).squareRoot() + Rows.dot(next, next, d).squareRoot()) + floor
            }
            if length > 0 {
              found.along = max(found.along, abs(inside.along) / (b * length))
              found.alongJudged = max(found.alongJudged, abs(inside.along) / ((b + least) * length))
            }
            guard kind == .layer else { continue }
            found.ones = max(found.ones, abs(inside.ones) / (b * root))
            found.onesJudged = max(found.onesJudged, abs(inside.ones) / ((b + least) * root))
          }
        }
      }
    }
  }

  /// |b|^2, <b, x>, <b, 1> and |x|^2, b = g_in - g_out.
  private static func inside(
    _ x: UnsafePointer<Double>, _ g: UnsafePointer<Double>, _ after: UnsafePointer<Double>?, _ d: Int
  ) -> (size: Double, along: Double, ones: Double, length: Double) {
    guard let after else {
      let (gg, gx, xx, ones) = Rows.measures(g, x, d)
      return (gg, gx, ones, xx)
    }
    var (size, along, ones, length, j) = (
      SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero, 0
    )
    while j + 4 <= d {
      let (b, p) = (Double.four(g + j) - Double.four(after + j), Double.four(x + j))
      size += b * b
      along += b * p
      ones += b
      length += p * p
      j += 4
    }
    var sums = (size: size.sum(), along: along.sum(), ones: ones.sum(), length: length.sum())
    while j < d {
      let b = g[j] - after[j]
      sums.size += b * b
      sums.along += b * x[j]
      sums.ones += b
      sums.length += x[j] * x[j]
      j += 1
    }
    return sums
  }

  // MARK: The sum rule

  private static func begin(_ x: [Double], _ g: [Double], _ d: Int, _ rule: inout [Double], _ size: inout [Double]) {
    x.withUnsafeBufferPointer { x in
      g.withUnsafeBufferPointer { g in
        for i in rule.indices {
          let (p, q) = (x.baseAddress! + i * d, g.baseAddress! + i * d)
          rule[i] = Rows.dot(q, p, d)
          size[i] = (Rows.dot(p, p, d) * Rows.dot(q, q, d)).squareRoot()
        }
      }
    }
  }

  private static func goOn(
    _ x: [Double], _ y: [Double], _ g: [Double], _ d: Int, _ rule: inout [Double], _ size: inout [Double]
  ) {
    for i in rule.indices {
      var (sum, ff, gg) = (0.0, 0.0, 0.0)
      for j in Range(from: i * d, upTo: (i + 1) * d) {
        let f = y[j] - x[j]
        sum += g[j] * f
        ff += f * f
        gg += g[j] * g[j]
      }
      rule[i] += sum
      size[i] += (ff * gg).squareRoot()
    }
  }
}
