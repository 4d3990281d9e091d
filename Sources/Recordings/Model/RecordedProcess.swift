public import Archives
import Checked
public import Core
import Limits

/// What a file holds, with everything that was found out of it when it was read: points, or sums of points that were
/// never kept.
public struct RecordedProcess: Sendable {
  public enum Content: Sendable {
    case points(Recording, RecordingPass)
    case sums(SummedRecording)
  }

  /// The file's name, or the pattern of several.
  public let file: String
  public let content: Content
  public let model: RecordedModel
  public let moments: RecordedMoments
  public let results: RecordingChecks
  public let conservation: Conservation
  /// Places in the file of the points that stand for all where points are needed; none of a recording of sums.
  public let sampled: [Int32]

  public var notes: [String] {
    switch content {
    case .points(let recording, _): recording.notes
    case .sums(let sums): sums.notes
    }
  }
  /// Nil of a recording of sums.
  public var recording: Recording? { if case .points(let recording, _) = content { recording } else { nil } }
  public var sums: SummedRecording? { if case .sums(let sums) = content { sums } else { nil } }
  /// Of weight other than zero.
  public var pointCount: Int {
    switch content {
    case .points(let recording, _): recording.points.count
    case .sums(let sums): sums.points
    }
  }
}

extension RecordedProcess {
  /// Reads a recording, sums it up, and checks it.
  ///
  /// - Parameters:
  ///   - files: one, or the parts of a recording of sums.
  ///   - open: opens a file beside them.
  ///   - random: asked where there are more points than are shown one by one.
  /// - Throws: `EngineError` where a file is no recording, or the memory that its charges need is not there;
  ///   `CancellationError`; what `open` throws.
  public init(
    _ files: [(name: String, bytes: any ByteSource)], called file: String, _ request: RecordingRequest, threads: Int,
    open: (String) throws -> any ByteSource, random: () -> Random
  ) throws {
    let arrays = try files.map { name, bytes in
      do { return (name: name, arrays: try Recording.arrays(bytes, name, request, open)) } catch let error
        as EngineError where files.count > 1 && error.code == .badFile
      { throw EngineError(.badFile, "\(name): \(error.message)", about: error.about, help: error.help) }
    }
    if arrays.count > 1 || SummedRecording.isOne(arrays[0].arrays) {
      try self.init(try SummedRecording(arrays, request), called: file)
    } else {
      try self.init(
        try Recording(arrays[0].arrays, name: arrays[0].name, request), called: file, threads: threads, random: random)
    }
  }

  private init(_ recording: Recording, called file: String, threads: Int, random: () -> Random) throws {
    let pass = try recording.pass(threads: threads)
    let results = try recording.checks(pass, threads: threads)
    let model = recording.model
    self.init(
      file: file, content: .points(recording, pass), model: model, moments: pass.moments, results: results,
      conservation: Conservation(
        pass.moments, numbers: model.numbers, storage: model.storage, checks: pass.checks, laws: results.laws,
        isSummedOverAll: !recording.isPartial, logits: model.metadata.logits),
      sampled: try recording.sampled(random: random))
  }

  private init(_ sums: SummedRecording, called file: String) throws {
    let (model, moments) = (sums.model, sums.moments)
    var results = RecordingChecks()
    results.eps = try sums.normShares()
    try model.checkParameters(moments, sums.steps, &results)
    results.silent = sums.silent
    self.init(
      file: file, content: .sums(sums), model: model, moments: moments, results: results,
      conservation: Conservation(
        moments, numbers: model.numbers, storage: model.storage, checks: [], laws: results.laws,
        isSummedOverAll: !model.isPartial, logits: model.metadata.logits),
      sampled: [])
  }
}

extension RecordedProcess: Process, Summed {
  public var kind: String { "a recording" }
  public var title: String { "\(model.numbers.count) recorded states" }
  public var part: String { "layer" }
  public var steps: Int { max(0, model.numbers.count - 1) }
  public var symmetries: [Generator] { [] }

  /// The sample.
  public func trace(of population: Population, threads: Int) throws -> Trace {
    guard let recording else {
      throw EngineError(.wrongProcess, "a recording of sums has no points", help: "conserve")
    }
    return try recording.trace(of: sampled)
  }

  public func moments(
    of population: Population, threads: Int, isCancelled: @Sendable () -> Bool
  ) throws -> any ChargeSource { moments }

  /// What the parameters' gradients explain of a motion's drift; NaN behind a step whose law is not known, or that does
  /// not commute with the motion.
  public func defects(_ xi: Generator, _ source: any ChargeSource, cluster: Int?) throws -> [Double] {
    guard cluster == nil, !results.laws.isEmpty else {
      throw EngineError(
        .wrongProcess,
        cluster == nil
          ? "a recording without gradients of its parameters does not tell what explains a drift"
          : "a recording's gradients of parameters are those of all points together",
        help: "conserve")
    }
    let d = xi.dimension
    let motion = Matrix(rows: d, columns: d, values: xi.matrix)
    return (0..<source.steps).map { t in
      let (from, to) = (model.numbers[source.first + t], model.numbers[source.first + t + 1])
      guard !xi.isTranslation, xi.offset.allSatisfy({ $0 == 0 }),
        let law = results.laws.first(where: { $0.side == .both && $0.step.from == from && $0.step.to == to }),
        let explained = law.explained, explained.rows == d,
        (law.motions.part(motion) - motion).norm <= 1e-12 * motion.norm
      else { return .nan }
      return motion.inner(explained)
    }
  }
}

extension Recording {
  /// Which points stand for all: all of them where they are few, in the order of the file.
  func sampled(most: Int = 2000, random: () -> Random) throws -> [Int32] {
    let width = states.reduce(0) { $0 + $1.width }
    let count = min(points.count, most, max(64, (64 << 20) / (16 * max(1, width))))
    var chosen = points
    if count < chosen.count {
      var random = random()
      for i in 0..<count {
        try Cancellation.check()
        chosen.swapAt(i, min(chosen.count - 1, i + Int(floor: random.uniform() * Double(chosen.count - i))))
      }
      chosen.removeLast(max(0, chosen.count - count))
    }
    return chosen.sorted()
  }

  /// Some points as a trace. Its weights sum to one, and its means stand for the sums over all points.
  func trace(of chosen: [Int32]) throws -> Trace {
    let shares = chosen.map { weights?[Int(truncatingIfNeeded: $0)] ?? 1 }
    let total = shares.reduce(0, +)
    let whole = points.reduce(0.0) { $0 + (weights?[Int(truncatingIfNeeded: $1)] ?? 1) }
    return try Trace(
      states: states.map { try columns($0.x, chosen[...], times: 1) },
      costates: states.map { try columns($0.g, chosen[...], times: whole / metadata.costateScale) },
      weights: shares.map { $0 / total },
      labels: chosen.map { Int(truncatingIfNeeded: labelling.values[Int(truncatingIfNeeded: $0)]) },
      clusters: labelling.classes)
  }

  /// x_0 of some points.
  public func places(of chosen: [Int32]) throws -> Columns<Core.State> {
    try columns(states[0].x, chosen[...], times: 1)
  }
}
