import Checked
import Core
import Limits

/// Both sides of the laws of all steps whose parameters are in the file.
struct StepLaws {
  private let model: RecordedModel
  private let moments: RecordedMoments
  private let sums: [Int: StepSums]

  /// - Parameter sums: of the steps that add to their input, by their place among the metadata's.
  init(_ model: RecordedModel, _ moments: RecordedMoments, _ sums: [Int: StepSums]) {
    (self.model, self.moments, self.sums) = (model, moments, sums)
  }

  /// The steps whose sums are needed: those that add to their input, and have a parameter with its gradient.
  static func needed(_ model: RecordedModel) -> [Int] {
    model.metadata.steps.indices.filter { i in
      let step = model.metadata.steps[i]
      guard step.isResidual, !model.isPartial else { return false }
      return (step.reads + step.writes).contains { module in
        model.parameters[module + ".weight"]?.gradient != nil || model.parameters[module]?.gradient != nil
      }
    }
  }

  /// - Parameter layout: how the matrices lie, where it is not as the file says.
  func laws(ofStep i: Int, layout: RecordingMetadata.Layout? = nil) throws -> [StepLaw] {
    let step = model.metadata.steps[i]
    guard let from = model.index(ofState: step.from), let to = model.index(ofState: step.to) else { return [] }
    if step.isResidual, sums[i] == nil { return [] }
    let parameters = ModelParameters(model, layout: layout)
    let (input, output) = (moments.states[from], moments.states[to])
    let written = try writing(step, parameters, width: output.width)
    let out = written.map { explained in
      StepLaw(
        step: step, side: .output, motions: .linear,
        measured: sums[i].map { output.moment.matrix - $0.crossed } ?? output.moment.matrix, explained: explained,
        scale: sums[i]?.scale ?? output.scales.linear)
    }
    let motions = Self.motions(step.norm)
    let read = try reading(step, parameters, width: input.width).map(motions.part)
    let into = read.map { explained in
      StepLaw(
        step: step, side: .input, motions: motions,
        measured: motions.part(sums[i].map { input.moment.matrix - $0.crossed } ?? input.moment.matrix),
        explained: explained, scale: input.scales.linear)
    }
    guard step.isResidual, let out, let into, let written, let read else { return [out, into].compactMap { $0 } }
    let both = StepLaw(
      step: step, side: .both, motions: motions,
      measured: motions.part(output.moment.matrix - input.moment.matrix),
      explained: motions.part(written) - read, scale: (input.scales.linear + output.scales.linear) / 2)
    return [out, into, both]
  }

  /// What the parameters give of a step's output; nil where a map is not in the file.
  func written(byStep i: Int) throws -> Matrix? {
    let step = model.metadata.steps[i]
    guard let to = model.index(ofState: step.to) else { return nil }
    return try writing(step, ModelParameters(model, layout: nil), width: moments.states[to].width)
  }

  static func motions(_ norm: RecordingMetadata.Norm?) -> StepLaw.Motions {
    switch norm?.kind {
    case nil: .linear
    case .rms: .rotations
    case .layer: .rotationsAboutOnes
    }
  }

  /// sum over writes of G W' + G_b b'; nil where one of them is not in the file.
  private func writing(_ step: RecordingMetadata.Step, _ parameters: ModelParameters, width: Int) throws -> Matrix? {
    guard !step.writes.isEmpty else { return nil }
    var sum = Matrix(rows: width, columns: width)
    for module in step.writes {
      guard let map = try parameters.linear(module) else { return nil }
      try model.require(map, rows: width, columns: nil)
      sum.add(map.gradient, .plain, map.weight, .transposed)
      guard let bias = map.bias else { continue }
      guard let gradient = map.biasGradient else { return nil }
      sum = sum + .outer(gradient, bias)
    }
    return sum
  }

  /// sum over reads of W' G, in the coordinates before the norm's gains and shifts.
  private func reading(_ step: RecordingMetadata.Step, _ parameters: ModelParameters, width: Int) throws -> Matrix? {
    guard !step.reads.isEmpty else { return nil }
    let gains = try step.norm?.gain.map { name in try parameters.vector(name, count: width) }
    let shift = try step.norm?.shift.map { name in try parameters.vector(name, count: width) }
    // Named and not in the file: nothing can be said.
    if case .some(nil) = gains { return nil }
    if case .some(nil) = shift { return nil }
    var (sum, entering): (Matrix, [Double]?) = (
      Matrix(rows: width, columns: width), [Double](repeating: 0, count: width)
    )
    for module in step.reads {
      guard let map = try parameters.linear(module) else { return nil }
      try model.require(map, rows: nil, columns: width)
      sum.add(map.weight, .transposed, map.gradient, .plain)
      // sum g_u = W' G_b, where the map has a bias; else the shift's own gradient tells it.
      guard let gradient = map.biasGradient, let old = entering else {
        entering = nil
        continue
      }
      entering = (0..<width).map { j in
        old[j] + (0..<gradient.count).reduce(0.0) { $0 + map.weight[$1, j] * gradient[$1] }
      }
    }
    if let shift = shift?.map({ $0 }) {
      guard let total = entering ?? shift.gradient else { return nil }
      sum = sum - .outer(total, shift.value)
    }
    guard let gains = gains?.map({ $0.value }) else { return sum }
    guard gains.allSatisfy({ $0 != 0 }) else { return nil }
    for i in 0..<width { for j in 0..<width { sum[i, j] *= gains[i] / gains[j] } }
    return sum
  }
}

extension RecordedModel {
  /// - Throws: `EngineError` where a matrix does not fit the state that it reads or writes.
  func require(_ map: ModelParameters.Linear, rows: Int?, columns: Int?) throws {
    if let rows, map.weight.rows != rows { throw misfit(map, "writes to", rows) }
    if let columns, map.weight.columns != columns { throw misfit(map, "reads", columns) }
  }

  private func misfit(_ map: ModelParameters.Linear, _ does: String, _ width: Int) -> EngineError {
    let isOther = does == "reads" ? map.weight.rows == width : map.weight.columns == width
    return EngineError(
      .badRecording,
      "p.\(map.name).weight is \(map.weight.rows) x \(map.weight.columns) as [out, in] and \(does) a state of width \(width)"
        + (isOther
          ? ": is it [in, out]? \"layout\": \"in_out\" (TensorFlow, JAX, GPT-2's Conv1D) is [out, in] elsewhere" : ""))
  }
}
