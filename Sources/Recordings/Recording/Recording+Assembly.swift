import Checked
import Core
import Limits

extension Recording {
  /// Puts together what a file's arrays are, and refuses what cannot be.
  ///
  /// - Throws: `EngineError` that names the array, and what is likely to have happened to it.
  init(_ arrays: ArrayFile, name: String, _ request: RecordingRequest) throws {
    var notes: [String] = []
    var metadata = try arrays.metadata.map { try RecordingMetadata($0) } ?? RecordingMetadata()
    if !metadata.isGiven {
      notes.append("no metadata; states are numbered, laws of parameters are not checked")
    }
    let found = try StateArrays(arrays, request)
    let all = try found.checked(metadata.states).numbered(found)
    let (leading, dropped) = try Self.leading(all)
    if dropped > 0, leading.count == 1, request.groups == nil, !arrays.names.contains("groups") {
      notes.append(
        "x.0 is \(all[0].x.shapeText): the axis of 1 is left out, and the \(leading[0]) points count as independent; tokens of one sequence are not, whose errors need groups"
      )
    }
    let states = try Self.states(all, dropped, metadata, request.layers)
    try Self.check(&metadata, states: all.count, states)
    let points = PointArrays(file: arrays, leading: leading, width: states[0].width, dropped: dropped)
    let labellings = try points.labellings(metadata.labelNames, &notes)
    let labelling = try Self.chosen(labellings, request.labels, count: points.count, arrays)
    let weights = try points.weights(request.weights)
    let grouping = try points.grouping(request.groups)
    let (kept, starts) = try Self.kept(grouping, weights, request.points, count: points.count)
    self.init(
      file: name, metadata: metadata, states: states, leading: leading, labellings: labellings, labelling: labelling,
      grouping: grouping, weights: weights, points: kept, groupStarts: starts,
      parameters: Self.parameters(arrays),
      isPartial: metadata.isPartial || request.points.map { $0 != ClosedRange(between: 1, and: points.count) } ?? false,
      notes: notes)
  }

  // MARK: States

  /// The axes before the last, which all states share, and how many axes of 1 stood before them.
  private static func leading(_ all: [(k: Int, x: RecordedArray, g: RecordedArray)]) throws -> ([Int], dropped: Int) {
    for (k, x, g) in all where x.shape != g.shape {
      throw EngineError(
        .badRecording,
        "x.\(k) is \(x.shapeText) but g.\(k) is \(g.shapeText): a costate has the shape of its state")
    }
    let first = all[0].x
    guard first.shape.count > 1 else {
      throw EngineError(
        .badRecording, "x.0 is \(first.shapeText): states are [points, width] or [sequences, tokens, width]")
    }
    let isSingle = first.shape.count > 2 && first.shape[0] == 1
    let leading = Array(first.shape.dropLast().dropFirst(isSingle ? 1 : 0))
    guard leading.count <= 2 else {
      throw EngineError(
        .badRecording, "x.0 is \(first.shapeText): states are [points, width] or [sequences, tokens, width]")
    }
    for (k, x, _) in all where x.shape.dropLast() != first.shape.dropLast() {
      throw EngineError(
        .badRecording, "x.\(k) is \(x.shapeText) but x.0 is \(first.shapeText): all states have the same points")
    }
    guard leading.allSatisfy({ $0 > 0 }), all.allSatisfy({ $0.x.width > 0 }) else {
      throw EngineError(.badRecording, "x.0 is \(first.shapeText): there are no points, or they have no width")
    }
    guard leading.reduce(1, *) <= Int(clamping: Int32.max) else {
      throw EngineError(
        .badRecording, "x.0 is \(first.shapeText): at most \(Int32.max) points are read; take shards of it")
    }
    return (leading, isSingle ? 1 : 0)
  }

  private static func states(
    _ all: [(k: Int, x: RecordedArray, g: RecordedArray)], _ dropped: Int, _ metadata: RecordingMetadata,
    _ layers: ClosedRange<Int>?
  ) throws -> [State] {
    let wanted = layers ?? ClosedRange(between: 0, and: all.count - 1)
    guard wanted.lowerBound >= 0, wanted.upperBound < all.count else {
      throw EngineError(
        .outOfRange, "`layers` goes to \(wanted.upperBound): there are states 0..\(all.count - 1)", about: "layers")
    }
    return all[wanted].map { k, x, g in
      let shape = Array(x.shape.dropFirst(dropped))
      return State(
        number: k, name: k < metadata.states.count ? metadata.states[k] : nil, x: x.renamed("x.\(k)", shape: shape),
        g: g.renamed("g.\(k)", shape: shape))
    }
  }

  /// What the metadata says of states that the file has not, or that were not asked for, is left out.
  private static func check(_ metadata: inout RecordingMetadata, states count: Int, _ states: [State]) throws {
    let mentioned =
      metadata.steps.flatMap { [$0.from, $0.to] } + metadata.norms.map(\.state)
      + [metadata.finalNorm?.state, metadata.logits].compactMap { $0 }
    if let wrong = mentioned.first(where: { $0 >= count }) {
      throw EngineError(.badRecording, "nsh_trace speaks of state \(wrong); the file has states 0..\(count - 1)")
    }
    if let step = metadata.steps.first(where: { $0.from >= $0.to }) {
      throw EngineError(.badRecording, "nsh_trace has a step from state \(step.from) to \(step.to): steps go on")
    }
    let has = { (k: Int) in (states[0].number...).contains(k) && k <= states[0].number + states.count - 1 }
    metadata.steps.removeAll { !has($0.from) || !has($0.to) }
    metadata.norms.removeAll { !has($0.state) }
    if let norm = metadata.finalNorm, !has(norm.state) { metadata.finalNorm = nil }
    if let logits = metadata.logits, !has(logits) { metadata.logits = nil }
  }

  // MARK: Points

  private static func chosen(
    _ labellings: [Labelling], _ wanted: String?, count: Int, _ arrays: ArrayFile
  ) throws -> Labelling {
    if let wanted {
      if let found = labellings.first(where: { $0.name == wanted }) { return found }
      let names = labellings.map(\.name)
      throw EngineError(
        .badRecording,
        "there are no labels `\(wanted)` in the file"
          + (names.isEmpty ? "; it has none" : ": it has \(names.joined(separator: ", "))"),
        about: "labels")
    }
    if let first = labellings.first { return first }
    return Labelling(name: "", classes: ["all"], values: [Int32](repeating: 0, count: count))
  }

  /// The points that count, group by group, and where each group begins.
  private static func kept(
    _ grouping: Grouping, _ weights: [Double]?, _ range: ClosedRange<Int>?, count: Int
  ) throws -> ([Int32], [Int]) {
    if let range, range.lowerBound < 1 || range.upperBound > count {
      throw EngineError(
        .outOfRange, "`points` goes from \(range.lowerBound) to \(range.upperBound): there are points 1..\(count)",
        about: "points")
    }
    let inRange = range.map { Range(from: $0.lowerBound - 1, upTo: $0.upperBound) } ?? Range(from: 0, upTo: count)
    func isKept(_ i: Int) -> Bool { weights.map { $0[i] != 0 } ?? true }
    var sizes = [Int](repeating: 0, count: grouping.count)
    for i in inRange where isKept(i) { sizes[Int(truncatingIfNeeded: grouping.values[i])] += 1 }
    var (next, starts, total) = ([Int](repeating: 0, count: grouping.count), [Int](), 0)
    for c in sizes.indices where sizes[c] > 0 {
      starts.append(total)
      next[c] = total
      total += sizes[c]
    }
    guard total > 0 else {
      throw EngineError(.badRecording, "all points of `points` have weight 0", about: "points")
    }
    var (kept, turns) = ([Int32](repeating: 0, count: total), Turns(every: 1 << 16))
    for i in inRange where isKept(i) {
      try turns.check()
      let c = Int(truncatingIfNeeded: grouping.values[i])
      kept[next[c]] = Int32(clamping: i)
      next[c] += 1
    }
    return (kept, starts + [total])
  }

  static func parameters(_ arrays: ArrayFile) -> [String: Parameter] {
    var found: [String: Parameter] = [:]
    for name in arrays.names {
      guard let array = arrays.arrays[name], array.storage.isFloat else { continue }
      let isGradient = name.hasPrefix("dp.")
      guard isGradient || name.hasPrefix("p.") else { continue }
      let short = String(name.dropFirst(isGradient ? 3 : 2))
      let old = found[short]
      found[short] = Parameter(
        name: short, value: isGradient ? old?.value : array, gradient: isGradient ? array : old?.gradient)
    }
    return found
  }
}

extension Int {
  /// The states of so many numbers, each with its costate.
  fileprivate func numbered(_ found: StateArrays) -> [(k: Int, x: RecordedArray, g: RecordedArray)] {
    (0..<self).compactMap { k in
      guard let x = found.x[k], let g = found.g[k] else { return nil }
      return (k, x, g)
    }
  }
}
