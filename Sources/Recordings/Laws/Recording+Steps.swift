import Checked
import Core
import Limits

extension Recording {
  /// What the laws of steps that add to their input need besides.
  func stepSums(_ threads: Int) throws -> [Int: StepSums] {
    let needed = StepLaws.needed(model).filter {
      model.index(ofState: metadata.steps[$0].from) != nil && model.index(ofState: metadata.steps[$0].to) != nil
    }
    let size = needed.reduce(0.0) { total, i in
      let (from, to) = (metadata.steps[i].from - states[0].number, metadata.steps[i].to - states[0].number)
      return total + 16 * Double(states[from].width) * Double(states[to].width)
    }
    try MemoryLimit.present.require(size, for: "the laws of \(needed.count) steps")
    let results = parallel(needed.count, workers: threads) { i in
      Result { try stepSums(metadata.steps[needed[i]]) }
    }
    try Cancellation.check()
    return Dictionary(uniqueKeysWithValues: zip(needed, try results.map { try $0.get() }))
  }

  private func stepSums(_ step: RecordingMetadata.Step) throws -> StepSums {
    let (from, to) = (states[step.from - states[0].number], states[step.to - states[0].number])
    return try isRough(from, to)
      ? StepPass<Float>(self, from: from, to: to).run() : StepPass<Double>(self, from: from, to: to).run()
  }

  /// Two states whose exchange mends the law of a step: (a, b), a one of the step's own.
  ///
  /// - Parameter written: what the parameters give of the step's output.
  func swapped(_ law: StepLaw, _ written: Matrix) throws -> (Int, Int)? {
    let (from, to) = (law.step.from - states[0].number, law.step.to - states[0].number)
    let d = states[to].width
    let work = Double(points.count) * Double(d) * Double(d) * Double(states.count)
    guard law.step.isResidual, states[from].width == d, work < 1e10 else { return nil }
    let like = states.indices.filter { states[$0].width == d }
    let paired = try like.reduce(into: [Int: Matrix]()) { found, j in
      found[j] = try StepPass<Double>(self, from: states[j], to: states[to]).run().crossed
    }
    func mends(_ end: Int, _ start: Int) -> Bool {
      guard let y = paired[end], let x = paired[start] else { return false }
      return (y - x - written).norm <= model.lawTolerance * law.scale * 10
    }
    for other in like where other != to && other != from {
      if mends(other, from) { return (min(to, other) + states[0].number, max(to, other) + states[0].number) }
      if mends(to, other) { return (min(from, other) + states[0].number, max(from, other) + states[0].number) }
    }
    return mends(from, to) ? (states[from].number, states[to].number) : nil
  }
}
