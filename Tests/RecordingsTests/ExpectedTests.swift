import Core
import Foundation
import Recordings
import Testing

/// Every file beside the tests gives the numbers that an independent program made of it.
@Suite struct ExpectedTests {
  nonisolated(unsafe) static let all = try! RecordingFiles.json("expected.json")
  static let files = all.keys.sorted()

  private static func expected(_ file: String) throws -> [String: Any] {
    let own = try #require(all[file] as? [String: Any])
    if let other = own["same_as"] as? String { return try #require(all[other] as? [String: Any]) }
    return own
  }

  /// To 1e-9 of itself or 1e-12 of the scale; what is zero but for rounding only by being below 1e-11 of the scale.
  private static func isNear(_ x: Double, _ y: Double, scale: Double) -> Bool {
    if abs(y) < 1e-12 * scale { return abs(x) < 1e-11 * scale }
    return abs(x - y) <= max(1e-9 * abs(y), 1e-12 * scale)
  }

  private func check(_ x: Double, _ y: Any?, _ what: String, scale: Double = 1) throws {
    let y = try #require(y as? Double, "\(what) is missing")
    #expect(Self.isNear(x, y, scale: scale), "\(what): \(x) and not \(y)")
  }

  private func check(_ x: [Double], _ y: Any?, _ what: String, scale: Double) throws {
    let y = try #require(y as? [Double], "\(what) is missing")
    #expect(x.count == y.count, "\(what)")
    for (i, (a, b)) in zip(x, y).enumerated() { try check(a, b, "\(what)[\(i)]", scale: scale) }
  }

  @Test(arguments: files.filter { $0 != "minilm_slice.safetensors" })
  func chargesAreAsExpected(file: String) throws {
    let (expected, process) = (try Self.expected(file), try RecordingFiles.read(file))
    let moments = process.moments
    let states = moments.states[moments.stretch]
    #expect(process.pointCount == expected["points"] as? Int)
    #expect(process.model.widths == expected["widths"] as? [Int])
    #expect([moments.stretch.lowerBound, moments.stretch.upperBound] == expected["longest_stretch"] as? [Int])
    let (shift, linear) = try (
      #require(process.conservation.scales[.translations]), #require(process.conservation.scales[.linear])
    )
    try check(shift, expected["scale_translation"], "scale_translation", scale: shift)
    try check(linear, expected["scale_linear"], "scale_linear", scale: linear)
    let translation = try #require(expected["translation"] as? [String: Any])
    let charges = try #require(translation["charge"] as? [[Double]])
    for (state, charge) in zip(states, charges) { try check(state.moment.vector, charge, "charge", scale: shift) }
    for (kind, name) in [
      (ChargeKind.translations, "translation"), (.linear, "linear"), (.rotations, "rotation"), (.dilation, "dilation"),
    ] {
      let ours = try #require(expected[name] as? [String: Any])
      let scale = kind.isLinear ? linear : shift
      if let norms = ours["charge_norm"] {
        try check(states.map { $0.size(kind) }, norms, "\(name) norms", scale: scale)
      }
      let level = states.reduce(0) { $0 + $1.size(kind) } / Double(states.count) / scale
      try check(level, ours["level"], "\(name) level")
      let first = try #require(states.first)
      let drift = states.map { $0.distance(kind, from: first) / scale }.max() ?? 0
      try check(drift, ours["drift"], "\(name) drift")
    }
    let matrices = try #require(expected["linear"] as? [String: Any])
    for (state, name) in [(try #require(states.first), "first"), (try #require(states.last), "last")] {
      guard let matrix = matrices[name] as? [[Double]] else { continue }
      try check(state.moment.matrix.values, matrix.flatMap { $0 }, "linear \(name)", scale: linear)
    }
    let dilation = try #require(expected["dilation"] as? [String: Any])
    try check(states.map { $0.moment.matrix.trace }, dilation["charge"], "dilation", scale: linear)
  }

  @Test(arguments: files)
  func lawsAndIdentitiesAreAsExpected(file: String) throws {
    let (expected, process) = (try Self.expected(file), try RecordingFiles.read(file))
    let recording = try #require(process.recording)
    guard case .points(_, let pass) = process.content else { return }
    let linear = process.conservation.scales[.linear] ?? 1
    let identities = try IdentityPass(recording, hasSumRule: process.model.hasSumRule).run(threads: 1)
    for (i, entry) in (expected["laws"] as? [[String: Any]] ?? []).enumerated() {
      let ends = try #require(entry["step"] as? [Int])
      for (key, value) in entry {
        guard let numbers = value as? [String: Any] else { continue }
        let side: StepLaw.Side = key.hasPrefix("output") ? .output : key.hasPrefix("input") ? .input : .both
        let law = try #require(
          process.results.laws.first { [$0.step.from, $0.step.to] == ends && $0.side == side }, "\(key) of \(ends)")
        let measured = numbers["measured"] ?? numbers["gain"]
        try check(law.sizes.measured / linear, measured, "\(key) of \(ends), measured")
        try check(law.sizes.explained / linear, numbers["defect"], "\(key) of \(ends), defect")
        try check(law.sizes.difference / linear, numbers["difference"], "\(key) of \(ends), difference")
      }
      if let along = entry["<branch costate, x> per point"] {
        try check(identities.branches[i].along, along, "branch along")
      }
      if let ones = entry["<branch costate, 1> per point"] {
        try check(identities.branches[i].ones, ones, "branch ones")
      }
      if let eps = entry["eps/(var+eps), largest"] {
        try check(identities.eps[try #require(process.model.index(ofState: ends[0]))], eps, "eps")
      }
    }
    if let along = expected["<g,x> before the final norm"] {
      try check(try #require(pass.checks.last).along, along, "<g,x>")
    }
    if let ones = expected["<g,1> at every point and state"] ?? expected["<g,1> per state"] {
      try check(pass.checks.map(\.ones), ones, "<g,1>", scale: 1)
    }
    if let along = expected["<g,x> per state"] { try check(pass.checks.map(\.along), along, "<g,x>", scale: 1) }
    if let ones = expected["<g,1> before the softmax"] {
      // The largest, beside the mean size of a point's costate.
      var (largest, sizes) = (0.0, 0.0)
      try recording.sweep(recording.states.count - 1) { point in
        largest = max(largest, abs(point.g.reduce(0, +)))
        sizes += point.g.reduce(0) { $0 + abs($1) }
      }
      try check(largest / (sizes / Double(recording.points.count)), ones, "<g,1> before the softmax")
    }
    if let sizes = expected["sum of |g| per state"] {
      try check(process.moments.states.map(\.scales.shift), sizes, "sum of |g|", scale: 1)
    }
  }

  /// What vanishes at every point, and what changes from state to state.
  @Test(arguments: files.filter { $0 != "minilm_slice.safetensors" })
  func zerosAndDriftsAreAsExpected(file: String) throws {
    let (expected, process) = (try Self.expected(file), try RecordingFiles.read(file))
    let recording = try #require(process.recording)
    let pairs = try #require(expected["singular values of g per state, last two over first"] as? [[Double]])
    for (k, pair) in zip(process.moments.stretch, pairs) {
      let found = try ZeroDiscovery(recording, state: k, .translations, length: 1)
      // Two values are known to rounding of the largest, the others to that of its square.
      for (x, y) in zip(found.singularValues.prefix(2), pair.reversed()) {
        #expect(abs(x - y) <= max(1e-9 * y, 1e-11), "state \(k): \(x) and not \(y)")
      }
    }
    let drifts = try RecordedDrifts(process.moments, scales: (1, 1)).singularValues
    let values = try #require(expected["discover drifts: singular values"] as? [Double])
    let scale = try #require(values.first)
    try check(drifts, values, "drifts", scale: scale)
  }

  /// What no thread's number may change.
  @Test(arguments: ["lm_ln_bf16.safetensors", "mlp_frozen_f32_fortran.npz", "lm_rms_tied_heldout_masked.safetensors"])
  func theBitsDoNotDependOnThreads(file: String) throws {
    let one = try RecordingFiles.read(file, threads: 1).moments.states.map(\.moment)
    let three = try RecordingFiles.read(file, threads: 3).moments.states.map(\.moment)
    #expect(one == three)
  }
}

extension StateSums {
  fileprivate func distance(_ kind: ChargeKind, from other: StateSums) -> Double {
    switch kind {
    case .translations: norm(zip(moment.vector, other.moment.vector).map { $0 - $1 })
    case .linear: (moment.matrix - other.moment.matrix).norm
    case .rotations: (moment.matrix - other.moment.matrix).antisymmetric.norm
    case .dilation: abs(moment.matrix.trace - other.moment.matrix.trace)
    }
  }
}
