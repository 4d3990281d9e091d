import Checked
import Core
import Limits

extension RecordedModel {
  /// The coarser of the states' storage and the parameters'.
  var lawTolerance: Double {
    let names = metadata.steps.flatMap { $0.reads + $0.writes }.map { $0 + ".weight" }
    let all = names.compactMap { parameters[$0] }.flatMap { [$0.value, $0.gradient] }.compactMap {
      $0?.storage.tolerance
    }
    return max(storage.tolerance, all.max() ?? 0)
  }

  // MARK: Laws of steps

  /// The laws of the steps, of attentions, and of all writes together, and what may be wrong where they fail.
  ///
  /// - Parameter swapped: two states whose exchange mends a law.
  func checkParameters(
    _ moments: RecordedMoments, _ sums: [Int: StepSums], _ found: inout RecordingChecks,
    swapped: (StepLaw, Matrix) throws -> (Int, Int)? = { _, _ in nil }
  ) throws {
    let builder = StepLaws(self, moments, sums)
    for i in metadata.steps.indices where !isPartial {
      do { found.laws += try builder.laws(ofStep: i) } catch let error as EngineError where error.code == .badRecording
      {
        found.warnings.append("step \(metadata.steps[i].from) -> \(metadata.steps[i].to): \(error.message)")
      }
    }
    let outputs = found.laws.filter { $0.side == .output }
    add(outputs, "E[g F'] against parameters", &found)
    let inputs = found.laws.filter { $0.side == .input }
    add(inputs.filter { $0.motions == .linear }, "E[dg x'] against parameters", &found)
    add(inputs.filter { $0.motions != .linear }, "rotations of E[dg x'] against parameters", &found)
    try explain(outputs, inputs, builder, &found, swapped)
    try checkAttention(&found)
    checkWriters(moments, &found)
  }

  private func add(_ laws: [StepLaw], _ name: String, _ found: inout RecordingChecks) {
    guard !laws.isEmpty else { return }
    let largest = laws.reduce(0.0) { $1.difference.isNaN ? .nan : max($0, $1.difference) }
    found.checks.append(
      RecordingCheck(
        "\(Self.range(laws.map(\.step))): \(name)", largest, tolerance: lawTolerance,
        mayBeSingle: storage == .float64 && laws.contains { $0.step.norm != nil }))
  }

  // MARK: What is wrong

  private func isFailed(_ law: StepLaw) -> Bool {
    let limit = law.step.norm != nil && storage == .float64 && law.side != .output ? 1e-6 : lawTolerance
    return !(law.difference <= limit)
  }

  private func explain(
    _ outputs: [StepLaw], _ inputs: [StepLaw], _ builder: StepLaws, _ found: inout RecordingChecks,
    _ swapped: (StepLaw, Matrix) throws -> (Int, Int)?
  ) throws {
    let failed = outputs.filter(isFailed)
    if !failed.isEmpty, failed.count == outputs.count, let text = commonFactor(outputs) {
      return found.warnings.append(text)
    }
    var isSwapTold = false
    for law in failed where !found.suspects.contains(law.step.from) && !found.suspects.contains(law.step.to) {
      let i = metadata.steps.firstIndex { $0 == law.step } ?? 0
      let place = "step \(law.step.from) -> \(law.step.to)"
      if try mendsLayout(i, .output, builder) {
        let other = metadata.layout == .outIn ? "in_out" : "out_in"
        found.warnings.append(
          metadata.layout == .outIn
            ? "\(place): \(law.step.writes.map { $0 + ".weight" }.joined(separator: ", ")) is [in, out]; \"layout\": \"in_out\" (TensorFlow, JAX, GPT-2's Conv1D) is [out, in] elsewhere"
            : "\(place): \(law.step.writes.map { $0 + ".weight" }.joined(separator: ", ")) is [out, in]; \"layout\": \"\(other)\" is torch's Linear"
        )
        continue
      }
      guard !isSwapTold else { continue }
      let differ = "\(place): E[g F'] and <dL/dW, W> of \(law.step.writes.joined(separator: ", ")) differ"
      if let written = try builder.written(byStep: i), let (a, b) = try swapped(law, written) {
        found.warnings.append("\(differ); x.\(a) and x.\(b) seem to be swapped")
        isSwapTold = true
      } else {
        found.warnings.append(
          "\(differ) by \(NumberText.short(law.difference)) of the scale: x, g and dp are not of one backward pass, or the step writes by other maps"
        )
      }
    }
    guard failed.isEmpty else { return }
    for law in inputs.filter(isFailed)
    where !found.suspects.contains(law.step.from) && !found.suspects.contains(law.step.to) {
      let place = "step \(law.step.from) -> \(law.step.to)"
      let i = metadata.steps.firstIndex { $0 == law.step } ?? 0
      if try mendsLayout(i, .input, builder) {
        let names = law.step.reads.map { $0 + ".weight" }.joined(separator: ", ")
        found.warnings.append(
          "\(place): \(names) lies the other way than \"layout\": \"\(metadata.layout.rawValue)\" says")
        continue
      }
      let (names, size) = (law.step.reads.joined(separator: ", "), NumberText.short(law.difference))
      let lack = law.step.norm == nil ? " is left out" : ", or the norm's gain or shift, is left out"
      found.warnings.append(
        "\(place): E[dg x'] and <dL/dW, W> of \(names) differ by \(size) of the scale: a map that reads the state\(lack)"
      )
    }
  }

  /// A number by which the parameters' gradients of all steps are too large or too small.
  private func commonFactor(_ laws: [StepLaw]) -> String? {
    let ratios = laws.map(\.ratio)
    guard let r = ratios.first, r.isFinite, r > 0, abs(r - 1) > 0.02,
      ratios.allSatisfy({ abs($0 - r) <= 0.02 * r })
    else { return nil }
    let isMended = laws.allSatisfy { $0.rest(dividingBy: r) <= max(lawTolerance, 1e-6) * $0.scale }
    guard isMended else { return nil }
    let (n, isLarge) = (r > 1 ? r : 1 / r, r > 1)
    let isMean = counts.contains { count in abs(n - Double(count)) <= 0.02 * n }
    let isWhole = n >= 1.5 && abs(n - n.rounded()) <= 0.02 * n
    let text = NumberText.short(isWhole ? n.rounded() : n)
    if isLarge {
      return isMean
        ? "parameter gradients are \(text) times what states and costates give (E[g F'] of every step): one is of a mean, the other of a sum; objective=\"mean\" or \"sum\" cannot both hold. Divide dp by \(text)"
        : "parameter gradients are \(text) times what states and costates give (E[g F'] of every step): one was scaled, the other not. Divide dp by \(text)"
    }
    return isMean
      ? "parameter gradients are 1/\(text) of what states and costates give: costates are of each point's own loss; set costate_scale to \(text)"
      : "parameter gradients are 1/\(text) of what states and costates give: one was scaled, the other not"
  }

  /// Whether a law holds with the matrices lying the other way.
  private func mendsLayout(_ i: Int, _ side: StepLaw.Side, _ builder: StepLaws) throws -> Bool {
    let other: RecordingMetadata.Layout = metadata.layout == .outIn ? .inOut : .outIn
    guard let laws = try? builder.laws(ofStep: i, layout: other), let law = laws.first(where: { $0.side == side })
    else {
      try Cancellation.check()
      return false
    }
    return !isFailed(law)
  }

  // MARK: Attention and writers

  private func checkAttention(_ found: inout RecordingChecks) throws {
    guard !isPartial else { return }
    var (queryKey, valueOutput, steps) = (0.0, 0.0, [RecordingMetadata.Step]())
    for step in metadata.steps {
      guard let attention = step.attention else { continue }
      try Cancellation.check()
      let laws: AttentionLaws?
      do { laws = try AttentionLaws(attention, ModelParameters(self)) } catch let error as EngineError
        where error.code == .badRecording
      {
        found.warnings.append("step \(step.from) -> \(step.to): \(error.message)")
        continue
      }
      guard let laws else { continue }
      queryKey = max(queryKey, laws.queryKey)
      valueOutput = max(valueOutput, laws.valueOutput)
      steps.append(step)
    }
    guard !steps.isEmpty else { return }
    let isRotary = steps.contains { $0.attention?.rotary != RecordingMetadata.Rotary.none }
    found.checks.append(
      RecordingCheck(
        "queries against keys, head by head" + (isRotary ? ", by planes" : ""), queryKey, tolerance: lawTolerance))
    found.checks.append(RecordingCheck("values against outputs, head by head", valueOutput, tolerance: lawTolerance))
    for (name, size) in [("queries and keys", queryKey), ("values and outputs", valueOutput)]
    where !(size <= lawTolerance) {
      found.warnings.append(
        "\(name) of an attention differ by \(NumberText.short(size)) of the scale: another number of heads"
          + (isRotary
            ? ", another way of turning (\"rotary\": \"half\" or \"interleaved\"), or of a part of a head (\"rotary_dim\")"
            : ", rotary embeddings that are not told of (\"rotary\": true)")
          + ", or norms of queries and keys")
    }
  }

  /// tr E[g_0 x_0'] + sum <dL/dW, W> of all that writes into the stream = 0 where it ends in a norm.
  private func checkWriters(_ moments: RecordedMoments, _ found: inout RecordingChecks) {
    let outputs = found.laws.filter { $0.side == .output }
    guard hasSumRule, !isPartial, outputs.count == metadata.steps.count else { return }
    let total = moments.states[0].moment.matrix.trace + outputs.reduce(0) { $0 + $1.trace }
    let scale = moments.states[0].scales.linear + outputs.reduce(0) { $0 + $1.scale }
    found.checks.append(
      RecordingCheck(
        "<g_0, x_0> + sum <dL/dW, W> of all writes", scale == 0 ? 0 : abs(total) / scale,
        tolerance: lawTolerance + 10 * (found.eps.max() ?? 0), mayBeSingle: storage == .float64))
  }
}
