import Checked
import Core
import Limits

/// An identity that a recording has to keep if it is what it says: its largest failure beside what is allowed.
public struct RecordingCheck: Sendable {
  public enum Result: String, Sendable {
    case passed
    /// In double precision, to what single precision leaves.
    case single = "passed to single precision"
    case failed = "FAILED"
    /// The tolerance is so large that everything would pass.
    case open = "eps too large to tell"
  }
  public let name: String
  public let largest: Double
  public let tolerance: Double
  public let result: Result

  init(_ name: String, _ largest: Double, tolerance: Double, mayBeSingle: Bool = false) {
    (self.name, self.largest, self.tolerance) = (name, largest, tolerance)
    let isWithin = largest <= tolerance
    result =
      tolerance >= 0.5
      ? .open : isWithin ? .passed : mayBeSingle && largest <= RecordingCheck.single ? .single : .failed
  }

  /// Norms that compute in single precision whatever the model's (Hugging Face's LlamaRMSNorm) err by some 1e-8.
  private static let single = 1e-6
}

/// What `import` finds out of a recording: the identities, what is wrong where they fail, and the laws of the parameters.
public struct RecordingChecks: Sendable {
  public internal(set) var checks: [RecordingCheck] = []
  /// What is wrong, as far as it can be told. The recording is kept.
  public internal(set) var warnings: [String] = []
  public internal(set) var laws: [StepLaw] = []
  /// How many points have no costate at any state.
  public internal(set) var silent = 0
  /// States that are not what they should be, by number: what fails because of them is not told once more.
  var suspects: [Int] = []
  /// max eps / (var + eps), by state.
  public internal(set) var eps: [Double] = []
}

extension Recording {
  /// Everything that can be checked of it.
  ///
  /// - Throws: `EngineError` where a file cannot be read; `CancellationError`.
  public func checks(_ pass: RecordingPass, threads: Int) throws -> RecordingChecks {
    let identities = try IdentityPass(self, hasSumRule: model.hasSumRule).run(threads: threads)
    var found = RecordingChecks()
    found.eps = identities.eps
    found.silent = pass.checks.map(\.silent).min() ?? 0
    checkNorms(pass, identities, &found)
    checkEquals(pass, &found)
    let sums = try stepSums(threads)
    try model.checkParameters(pass.moments, sums, &found) { try swapped($0, $1) }
    return found
  }

  private var tolerance: Double { storage.tolerance }

  // MARK: Norms

  private func checkNorms(_ pass: RecordingPass, _ identities: PointIdentities, _ found: inout RecordingChecks) {
    let isDouble = storage == .float64
    checkOnes(pass, &found)
    let steps = metadata.steps.enumerated().filter { $1.norm != nil && model.index(ofState: $1.from) != nil }
    let branches = steps.map { identities.branches[$0.offset] }
    if !branches.isEmpty {
      let eps = steps.compactMap { model.index(ofState: $0.element.from) }.map { identities.eps[$0] }.max() ?? 0
      found.checks.append(
        RecordingCheck(
          "<g_k - g_k+1, x_k> of \(RecordedModel.range(steps.map(\.element)))", branches.map(\.alongJudged).max() ?? 0,
          tolerance: 3 * tolerance + 10 * eps, mayBeSingle: isDouble))
      if steps.contains(where: { $0.element.norm?.kind == .layer }) {
        found.checks.append(
          RecordingCheck(
            "<g_k - g_k+1, 1> of \(RecordedModel.range(steps.map(\.element)))", branches.map(\.onesJudged).max() ?? 0,
            tolerance: 3 * tolerance, mayBeSingle: isDouble))
      }
    }
    for normed in metadata.norms + [metadata.finalNorm].compactMap({ $0 }) {
      guard let k = model.index(ofState: normed.state) else { continue }
      let place = normed == metadata.finalNorm ? "before the final norm" : "before its norm"
      if normed.norm.kind == .layer, normed != metadata.finalNorm || !model.isPreLayerNorm {
        found.checks.append(
          RecordingCheck(
            "<g_\(normed.state), 1> \(place)", pass.checks[k].ones, tolerance: tolerance, mayBeSingle: isDouble))
      }
      found.checks.append(
        RecordingCheck(
          "<g_\(normed.state), x_\(normed.state)> \(place)", pass.checks[k].along,
          tolerance: tolerance + 10 * identities.eps[k], mayBeSingle: isDouble))
    }
    if model.hasSumRule {
      found.checks.append(
        RecordingCheck(
          "<g_0, x_0> + sum <g_k+1, x_k+1 - x_k>", identities.sumRule,
          tolerance: 3 * tolerance + 10 * (identities.eps.max() ?? 0), mayBeSingle: isDouble))
    }
    if let logits = metadata.logits, let k = model.index(ofState: logits) {
      found.checks.append(
        RecordingCheck("<g_\(logits), 1> before the softmax", pass.checks[k].ones, tolerance: tolerance))
    }
  }

  /// <g, 1> = 0 at all states of a pre-LayerNorm stream.
  private func checkOnes(_ pass: RecordingPass, _ found: inout RecordingChecks) {
    guard model.isPreLayerNorm else { return }
    let values = pass.checks.map(\.ones)
    let check = RecordingCheck(
      "<g_k, 1> of states \(RecordedModel.span(states.map(\.number)))", values.max() ?? 0, tolerance: tolerance,
      mayBeSingle: storage == .float64)
    found.checks.append(check)
    guard check.result == .failed else { return }
    let wrong = states.indices.filter { !(values[$0] <= tolerance) }
    let numbers = wrong.map { states[$0].number }
    found.suspects += numbers
    if wrong == [states.count - 1], states.count > 1 {
      let others = RecordedModel.span(states.dropLast().map(\.number))
      found.warnings.append(
        "state \(numbers[0]): <g, 1> is not zero (while it is at states \(others)): this state lies behind the final norm (Hugging Face's hidden_states[-1] does)"
      )
    } else {
      found.warnings.append(
        "state\(wrong.count == 1 ? "" : "s") \(RecordedModel.span(numbers)): <g, 1> is not zero, as before LayerNorm it is: not the stream between the blocks, another order of axes, or states and costates of two passes"
      )
    }
  }

  /// Two states that have the same vectors.
  private func checkEquals(_ pass: RecordingPass, _ found: inout RecordingChecks) {
    for k in states.indices.dropLast()
    where states[k].width == states[k + 1].width && pass.checks[k].fingerprint == pass.checks[k + 1].fingerprint {
      found.suspects += [states[k].number, states[k + 1].number]
      found.warnings.append(
        "states \(states[k].number) and \(states[k + 1].number) are equal: a block that does nothing, or the same tensor twice"
      )
    }
  }
}

extension RecordedModel {
  /// "steps 0..4", from the first state to the last.
  static func range(_ steps: [RecordingMetadata.Step]) -> String {
    guard let first = steps.map(\.from).min(), let last = steps.map(\.to).max() else { return "steps" }
    return steps.count == 1 ? "step \(first) -> \(last)" : "steps \(first)..\(last)"
  }

  /// "0..3", "4", "1, 3".
  static func span(_ numbers: [Int]) -> String {
    guard let first = numbers.first, let last = numbers.last, numbers.count > 1 else {
      return numbers.first.map { String($0) } ?? ""
    }
    return last - first == numbers.count - 1 ? "\(first)..\(last)" : numbers.map(String.init).joined(separator: ", ")
  }
}
