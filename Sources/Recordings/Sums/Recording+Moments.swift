import Checked
import Core
import Limits

/// What one pass over all points gives.
public struct RecordingPass: Sendable {
  public let moments: RecordedMoments
  /// Of each state.
  public let checks: [StateChecks]
}

extension Recording {
  /// Matrices of classes are summed up in spaces so small that they cost little beside the rest.
  var hasClassMatrices: Bool {
    let d = states.map(\.width).max() ?? 1
    return labelling.classes.count > 1 && d <= 64
      && Double(labelling.classes.count * states.count) * Double(d * d) <= 4e6
  }

  /// Sums of blocks in single precision err by some 1e-10 of the scale, less than numbers that are stored so; they are
  /// taken where those of double precision would take long.
  private static let muchWork = 2e10

  func isRough(_ states: State...) -> Bool {
    let work = self.states.reduce(0.0) { $0 + Double(points.count) * Double($1.width) * Double($1.width) }
    return work > Self.muchWork && states.allSatisfy { $0.x.storage != .float64 && $0.g.storage != .float64 }
  }

  /// Goes through all states, piece by piece. The pieces, and so the bits, do not depend on the number of threads.
  ///
  /// - Throws: `EngineError` where a number is not finite, costates are all zero or those of a state are, the memory for
  ///   the matrices is not there, or a file cannot be read; `CancellationError`.
  public func pass(threads: Int) throws -> RecordingPass {
    try requireMemory(threads)
    let pieces = states.indices.map(pieces)
    let order = pieces.indices.flatMap { k in pieces[k].indices.map { (state: k, piece: $0) } }
    let gathered = GatheredStates(states.count)
    let results = parallel(order.count, workers: threads) { i -> Result<Void, any Error> in
      let (k, piece) = order[i]
      return Result {
        gathered.add(try seen(states[k], pieces[k][piece]), piece: piece, of: k)
      }
    }
    try Cancellation.check()
    for result in results { try result.get() }
    let sums = gathered.states
    try check(sums.map(\.1))
    guard sums.allSatisfy({ $0.0.isFinite }) else {
      throw EngineError(.notFinite, "states and costates are so large that their charges are not finite")
    }
    return RecordingPass(
      moments: RecordedMoments(
        clusters: labelling.classes, states: sums.map(\.0), stretch: stretch, groups: groupCount,
        counts: classCounts),
      checks: sums.map(\.1))
  }

  private func seen(_ state: State, _ runs: ArraySlice<GroupRun>) throws -> (StateSums, StateChecks) {
    func seen<T: BlockNumber>(_ pass: StatePass<T>) throws -> (StateSums, StateChecks) {
      (try pass.run(runs), pass.checks)
    }
    return try isRough(state, state) ? seen(StatePass<Float>(self, state)) : seen(StatePass<Double>(self, state))
  }

  /// What is summed up at once, of a state: where there is much to do about fifty pieces of all states together, so that all
  /// threads have work up to the end.
  private func pieces(ofState k: Int) -> [ArraySlice<GroupRun>] {
    let d = states[k].width
    let runs = GroupRun.runs(groupStarts, width: d, capacity: PointBlock<Double>.capacity(width: d))
    let work = Double(points.count) * Double(d) * Double(d) / 3e9
    return GroupRun.pieces(runs, count: max(1, min(48 / max(1, states.count), runs.count, Int(saturating: work))))
  }

  /// How many of the points that count are of each class.
  private var classCounts: [Int] {
    points.reduce(into: [Int](repeating: 0, count: labelling.classes.count)) {
      $0[Int(truncatingIfNeeded: labelling.values[Int(truncatingIfNeeded: $1)])] += 1
    }
  }

  /// The matrices of all states, and what a thread works with.
  private func requireMemory(_ threads: Int) throws {
    let d = Double(states.map(\.width).max() ?? 1)
    let matrices = states.reduce(0.0) { $0 + 8 * Double($1.width) * Double($1.width + labelling.classes.count) }
    let block = Double(PointBlock<Double>.capacity(width: states.map(\.width).max() ?? 1)) * d * 24
    try MemoryLimit.present.require(
      matrices + Double(max(1, threads)) * (block + 40 * d * d), for: "the charges of \(states.count) states")
  }

  // MARK: What the pass noticed

  private func check(_ checks: [StateChecks]) throws {
    for (state, check) in zip(states, checks) {
      try refuse(check.badStates, state.x)
      try refuse(check.badCostates, state.g)
    }
    let isSilent = checks.map { $0.silent == points.count }
    guard let first = isSilent.firstIndex(of: true) else { return }
    guard let loud = isSilent.firstIndex(of: false) else {
      throw EngineError(.badRecording, "every costate is zero: no backward pass reached the states")
    }
    let (state, other) = (
      states[first], isSilent[Range(from: first, upTo: isSilent.count)].firstIndex(of: false) ?? loud
    )
    let name = state.name.map { " (\($0))" } ?? ""
    throw EngineError(
      .badRecording,
      "\(state.g.name)\(name) is zero at every point while \(states[other].g.name) is not: detached, or not on the way to the loss"
    )
  }

  private func refuse(_ bad: StateChecks.NotFinite, _ array: RecordedArray) throws {
    guard bad.count > 0 else { return }
    var (rest, place): (Int, [Int]) = (bad.first, [])
    for n in array.shape.reversed() {
      place.insert(rest % n, at: 0)
      rest /= n
    }
    let isOverflow = bad.isInfinite && array.name.hasPrefix("g")
    throw EngineError(
      .badRecording,
      "\(array.name) is not finite at [\(place.map(String.init).joined(separator: ", "))] (\(bad.count) value\(bad.count == 1 ? "" : "s"))"
        + (isOverflow ? ": a half-precision overflow? lower the loss scale" : ""))
  }
}

extension StateSums {
  var isFinite: Bool {
    moment.matrix.values.allSatisfy(\.isFinite) && moment.vector.allSatisfy(\.isFinite) && scales.shift.isFinite
      && scales.linear.isFinite
  }
}
