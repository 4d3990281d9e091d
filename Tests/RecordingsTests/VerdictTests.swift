import Core
import Foundation
import Recordings
import Testing

/// What a charge is called, with a control for each verdict.
@Suite struct VerdictTests {
  private func verdicts(_ process: RecordedProcess, _ kind: ChargeKind) -> [RecordedCharge.Verdict] {
    process.conservation.charges.filter { $0.kind == kind }.map(\.verdict)
  }

  /// With a frozen head rotations are conserved, and not zero.
  @Test(arguments: ["mlp_frozen.npz", "mlp_frozen_f32_fortran.npz"])
  func rotationsAreConservedWhereTheHeadIsFrozen(file: String) throws {
    let process = try RecordingFiles.read(file)
    #expect(verdicts(process, .rotations).allSatisfy { $0 == .conserved })
    #expect(verdicts(process, .translations).allSatisfy { $0 == .vanishes })
  }

  /// With a trained one they are zero: conserved as 0 = 0.
  @Test func everyRotationVanishesWhereTheHeadIsTrained() throws {
    let process = try RecordingFiles.read("mlp_trained.safetensors")
    #expect(verdicts(process, .rotations).allSatisfy { $0 == .vanishes })
    #expect(process.conservation.remarks.contains { $0.contains("head and embedding are trained") })
  }

  /// Half precision is no reason to take what a sample leaves for rounding: 400 numbers drawn at random have a level of
  /// about 1/20, within the roundings of single numbers, and it is the sample that cannot tell it from zero.
  @Test func aSmallSampleIsNoRounding() throws {
    var (file, random) = (Written(), Random(seed: 7, stream: "test"))
    for name in ["x.0", "g.0", "x.1", "g.1"] {
      file.add(name, [400, 4], (0..<1600).map { _ in random.normal() })
      file.types[name] = "BF16"
    }
    let rotations = try file.read().conservation.charges.filter { $0.kind == .rotations }
    #expect(rotations.map(\.reason) == ["below 3 standard errors", "below 3 standard errors"])
    #expect(rotations.allSatisfy { 0.005 < $0.level && $0.level < 16 * 0x1p-8 })
  }

  /// The control: 200 of them, and the same with the costates turned round, have no charge together, though the groups have.
  @Test func whatCancelsIsRounding() throws {
    var (file, random) = (Written(), Random(seed: 7, stream: "test"))
    for name in ["x.0", "g.0", "x.1", "g.1"] {
      let half = (0..<800).map { _ in random.normal() }
      file.add(name, [400, 4], half + half.map { name.hasPrefix("g") ? -$0 : $0 })
      file.types[name] = "BF16"
    }
    let rotations = try file.read().conservation.charges.filter { $0.kind == .rotations }
    #expect(rotations.count == 2 && rotations.allSatisfy { $0.reason.hasPrefix("zero to rounding") && $0.error > 0.01 })
  }

  /// Random parameters: nothing is conserved, and the parameters' gradients say why.
  @Test func chargesOfRandomParametersDrift() throws {
    let process = try RecordingFiles.read("mlp_untrained.safetensors")
    #expect(verdicts(process, .rotations).allSatisfy { $0 == .drifts })
    #expect(process.conservation.charges.compactMap(\.residual).allSatisfy { $0 < 1e-14 })
  }

  /// Before a norm <g, x> is zero at every point, trained or not.
  @Test func whatHoldsAtEveryPointIsAnIdentity() throws {
    #expect(verdicts(try RecordingFiles.read("minilm_slice.safetensors"), .dilation).allSatisfy { $0 == .identity })
  }

  /// The control of it: at one point of many a costate along the state, and it is no identity.
  @Test func onePointBreaksAnIdentity() throws {
    var file = try Written(copying: "minilm_slice.safetensors")
    for name in ["x.0", "g.0", "x.1", "g.1"] { file.types[name] = "F32" }
    #expect(verdicts(try file.read(), .dilation) == [.identity, .identity])
    let (g, x) = (file["g.0"], file["x.0"])
    let factor = 0.01 * norm(g) / norm(x)
    for j in 0..<384 { file["g.0"][j] = g[j] + factor * x[j] }
    #expect(verdicts(try file.read(), .dilation).first != .identity)
  }

  /// The control of conservation: on rows that were not trained on nothing is conserved.
  @Test func nothingIsConservedOnOtherRows() throws {
    let process = try RecordingFiles.read("mlp_heldout.npz")
    for kind in [ChargeKind.rotations, .linear] { #expect(!verdicts(process, kind).contains(.conserved)) }
    let drifts = process.conservation.charges.filter { $0.kind == .rotations }.compactMap(\.drift)
    #expect(drifts.allSatisfy { $0 > 0.01 })
  }

  /// What is turned of a head: all of it, as in the file, passes; that less of it were, and the rest free, fails; more than
  /// there is is told of.
  @Test func asMuchOfAHeadAsTurns() throws {
    func read(_ width: Int?) throws -> RecordingChecks {
      var file = try Written(copying: "hf_llama_tiny.safetensors")
      var steps = file.metadata["steps"] as! [[String: Any]]
      for i in steps.indices {
        guard var attention = steps[i]["attention"] as? [String: Any] else { continue }
        attention["rotary_dim"] = width
        steps[i]["attention"] = attention
      }
      file.metadata["steps"] = steps
      return try file.read().results
    }
    func result(_ found: RecordingChecks) -> RecordingCheck.Result? {
      found.checks.first { $0.name.hasPrefix("queries against keys") }?.result
    }
    let (whole, given, less, more) = (try read(nil), try read(4), try read(2), try read(64))
    #expect(result(whole) == .passed && result(given) == .passed && whole.warnings.isEmpty)
    #expect(result(less) == .failed && less.warnings.contains { $0.contains("rotary_dim") })
    #expect(result(more) == nil && more.warnings.contains { $0.contains("\"rotary_dim\" is 64, and a head of") })
  }

  /// The costates of a layer are those of another pass: its law of writes fails, and the checks say so.
  @Test func aLayerOfAnotherPassFails() throws {
    var file = try Written(copying: "bad/good.safetensors")
    let (shape, g) = (file.arrays.first { $0.name == "g.2" }!.shape, file["g.2"])
    let d = shape[shape.count - 1]
    file["g.2"] = Array(g[d...]) + Array(g[..<d])
    let process = try file.read()
    #expect(process.results.checks.contains { $0.name.contains("E[g F']") && $0.result == .failed })
    #expect(!process.results.warnings.isEmpty)
  }

  /// Costates a million times smaller than at the end: nothing flows there.
  @Test func aStreamWithoutCostatesIsDead() throws {
    var file = try Written(copying: "mlp_untrained.safetensors")
    for k in 0..<3 { file["g.\(k)"] = file["g.\(k)"].map { $0 * 1e-9 } }
    for i in file.arrays.indices.reversed() where file.arrays[i].name.hasPrefix("dp.") { file.arrays.remove(at: i) }
    let verdicts = verdicts(try file.read(), .rotations)
    #expect(verdicts.prefix(3).allSatisfy { $0 == .dead })
    #expect(verdicts.dropFirst(3).allSatisfy { $0 != .dead })
  }

  /// A level never stands without its error: of one group none can be given, and nothing is told.
  @Test func nothingIsToldOfOneGroup() throws {
    var file = try Written(copying: "mlp_untrained.safetensors")
    file.add("groups", [120], [Double](repeating: 0, count: 120))
    let process = try file.read()
    #expect(process.conservation.charges.allSatisfy { $0.error.isNaN })
    #expect(verdicts(process, .rotations).allSatisfy { $0 == .unresolved })
  }

  /// The standard error is that of independent groups: shuffling points over groups leaves the level.
  @Test func theErrorIsThatOfTheGroups() throws {
    let process = try RecordingFiles.read("hf_gpt2_tiny.safetensors")
    let recording = try #require(process.recording)
    let d = process.model.widths[0]
    var sums = [[Double]](repeating: [Double](repeating: 0, count: d), count: recording.groupCount)
    try recording.sweep(0) { point in for j in 0..<d { sums[point.group][j] += point.g[j] } }
    let mean = (0..<d).map { j in sums.reduce(0) { $0 + $1[j] } / Double(sums.count) }
    let scatter = sums.reduce(0.0) { total, sum in
      total + zip(sum, mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    let n = Double(sums.count)
    let error = (n / (n - 1) * scatter).squareRoot()
    let state = process.moments.states[0]
    #expect(abs(state.standardError(.translations, groups: sums.count) - error) < 1e-12 * error)
  }

  /// A law that leaves the gains of a norm out fails.
  @Test func lawsFailWithoutGains() throws {
    var file = try Written(copying: "bad/good.safetensors")
    #expect(try file.read().results.checks.allSatisfy { $0.result == .passed })
    // Gains other than one, so that they matter: the gradients are of a law that has them.
    var steps = file.metadata["steps"] as! [[String: Any]]
    var norm = steps[0]["norm"] as! [String: Any]
    let gain = norm["gain"] as! String
    let gains = file["p." + gain]
    if gains.allSatisfy({ $0 == gains[0] }) {
      file["p." + gain] = gains.indices.map { 1 + 0.3 * Double($0) }
    } else {
      norm["gain"] = NSNull()
      steps[0]["norm"] = norm
      file.metadata["steps"] = steps
    }
    let checks = try file.read().results.checks
    #expect(checks.contains { $0.name.contains("rotations of E[dg x']") && $0.result == .failed })
  }

  /// Labels of one sequence on another: sums over all stay, those of classes change.
  @Test func shuffledLabelsChangeClassesAlone() throws {
    var file = try Written(copying: "lm_rms_untied.safetensors")
    let plain = try file.read()
    file["labels.kind"] = Array(file["labels.kind"].reversed())
    let shuffled = try file.read()
    let (a, b) = (plain.moments.states[1], shuffled.moments.states[1])
    #expect(zip(a.moment.vector, b.moment.vector).allSatisfy { abs($0 - $1) < 1e-13 * a.scales.shift })
    #expect(a.classVectors != b.classVectors)
  }
}
