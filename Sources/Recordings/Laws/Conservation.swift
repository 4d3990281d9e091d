import Core

/// What a recording's charges of a kind are at a state, and what that says.
public struct RecordedCharge: Sendable {
  public enum Verdict: String, Sendable {
    case identity, dead, vanishes, conserved, drifts, unresolved
  }

  public let kind: ChargeKind
  /// The state's number in the file.
  public let state: Int
  /// |Q_k| and its standard error over the groups, relative to the scale; the error is NaN of a single group.
  public let level: Double
  public let error: Double
  /// |Q_k+1 - Q_k| relative to the scale; nil at the last state.
  public let drift: Double?
  /// What the parameters' gradients explain of the drift, or at the last state of the charge itself; nil where they are
  /// not in the file.
  public let defect: Double?
  /// |drift - defect|, of the whole charge: the law itself.
  public let residual: Double?
  public let verdict: Verdict
  public let reason: String
}

/// Every kind of charge at every state of a recording, with its verdict.
public struct Conservation: Sendable {
  public let charges: [RecordedCharge]
  /// The scale of each kind: the mean over the states of sum |g|, or sum |g||x|.
  public let scales: [ChargeKind: Double]
  /// Why charges vanish, and what the verdicts leave open.
  public let remarks: [String]
}

extension Conservation {
  /// - Parameter checks: of each state's points; none where there never were points.
  public init(
    _ moments: RecordedMoments, numbers: [Int], storage: Storage, checks: [StateChecks], laws: [StepLaw],
    isSummedOverAll: Bool, logits: Int?
  ) {
    let states = Array(moments.states[moments.stretch])
    var scales: [ChargeKind: Double] = [:]
    for kind in ChargeKind.allCases {
      scales[kind] = states.reduce(0) { $0 + $1.scale(kind) } / Double(max(1, states.count))
    }
    let loudest = moments.states.map(\.scales.shift).max() ?? 0
    let reference = logits.flatMap { n in numbers.firstIndex(of: n) }.map { moments.states[$0].scales.shift } ?? loudest
    let judge = Judge(
      storage: storage, reference: reference, groups: moments.groups, points: max(1, moments.counts.reduce(0, +)))
    var charges: [RecordedCharge] = []
    for kind in ChargeKind.allCases {
      // In one dimension nothing turns, and the dilation is all of gl(1).
      if states.first?.width == 1, kind == .rotations || kind == .dilation { continue }
      for (i, state) in states.enumerated() {
        let k = moments.stretch.lowerBound + i
        let next = i + 1 < states.count ? states[i + 1] : nil
        let before = i > 0 ? states[i - 1] : nil
        let explained = Self.explained(kind, from: numbers[k], to: next == nil ? nil : numbers[k + 1], laws)
        charges.append(
          judge.charge(
            kind, numbers[k], state, before, next, scale: scales[kind] ?? 0, explained: explained,
            checks: k < checks.count ? checks[k] : nil))
      }
    }
    self.charges = charges
    self.scales = scales
    remarks = Self.remarks(charges, laws, moments, isSummedOverAll: isSummedOverAll)
  }

  /// The change of a kind's charges that the parameters' gradients explain: of translations those of the biases.
  private static func explained(_ kind: ChargeKind, from: Int, to: Int?, _ laws: [StepLaw]) -> Matrix? {
    guard let to, let law = laws.first(where: { $0.side == .both && $0.step.from == from && $0.step.to == to }),
      let explained = law.explained
    else { return nil }
    switch kind {
    case .translations: return nil
    case .rotations:
      return law.motions == .linear ? explained.antisymmetric : law.motions == .rotations ? explained : nil
    case .linear: return law.motions == .linear ? explained : nil
    case .dilation:
      return law.motions == .linear ? Matrix(rows: 1, columns: 1, values: [explained.trace]) : nil
    }
  }

  private static func remarks(
    _ charges: [RecordedCharge], _ laws: [StepLaw], _ moments: RecordedMoments, isSummedOverAll: Bool
  ) -> [String] {
    var remarks: [String] = []
    let rotations = charges.filter { $0.kind == .rotations && $0.verdict != .identity && $0.verdict != .dead }
    let isAbsorbed = !rotations.isEmpty && rotations.allSatisfy { $0.verdict == .vanishes && $0.level < 1e-6 }
    if isAbsorbed, !laws.isEmpty {
      remarks.append(
        "output head and embedding are trained: at stationarity every charge is zero here; freeze or tie one to see a conserved one"
      )
    }
    if rotations.contains(where: { $0.verdict == .conserved && $0.level < 3 * $0.error }) {
      remarks.append(
        "conserved to rounding below 3 standard errors: exact for these points; other points would have another level")
    }
    if rotations.contains(where: { $0.verdict == .vanishes && $0.level >= 1e-6 }) {
      remarks.append(
        "below 3 standard errors: \(moments.groups) group\(moments.groups == 1 ? "" : "s") cannot tell the charge from zero; more of them might"
      )
    }
    if moments.groups < 2 { remarks.append("one group only: no standard error can be given, and nothing be told") }
    if !isSummedOverAll { remarks.append("the points are a sample of the pass': levels are those of the sample") }
    return remarks
  }
}

/// Verdicts from numbers.
private struct Judge {
  let storage: Storage
  /// sum |g| at the logits, or where it is largest.
  let reference: Double
  let groups: Int
  let points: Int

  func charge(
    _ kind: ChargeKind, _ number: Int, _ state: StateSums, _ before: StateSums?, _ next: StateSums?, scale: Double,
    explained: Matrix?, checks: StateChecks?
  ) -> RecordedCharge {
    let level = relative(state.size(kind), scale)
    let error = relative(state.standardError(kind, groups: groups), scale)
    let change = next.map { $0.change(kind, since: state) }
    let drift = change.map { relative($0.norm, scale) }
    let defect = explained.map { relative($0.norm, scale) }
    let residual = change.flatMap { change in explained.map { relative((change - $0).norm, scale) } }
    // The last state is judged by the way to it.
    let near = drift ?? before.map { relative(state.change(kind, since: $0).norm, scale) }
    let (verdict, reason) = verdict(kind, state, level, error, near, defect, checks)
    return RecordedCharge(
      kind: kind, state: number, level: level, error: error, drift: drift, defect: defect, residual: residual,
      verdict: verdict, reason: reason)
  }

  private func relative(_ size: Double, _ scale: Double) -> Double { size == 0 ? 0 : size / scale }

  private func verdict(
    _ kind: ChargeKind, _ state: StateSums, _ level: Double, _ error: Double, _ drift: Double?, _ defect: Double?,
    _ checks: StateChecks?
  ) -> (RecordedCharge.Verdict, String) {
    if state.scales.shift < 1e-6 * reference || state.scales.shift == 0 {
      return (.dead, "nothing flows here")
    }
    if kind == .dilation, let checks, checks.along <= storage.tolerance {
      return (.identity, "zero at every point, whatever the parameters")
    }
    guard let drift else { return (.unresolved, "one state: no drift can be given") }
    if isRounding(level, error) {
      return (.vanishes, "zero to rounding: the parameters absorb it")
    }
    guard !error.isNaN else { return (.unresolved, "one group: no error can be given") }
    if let defect, level < 10 * defect, drift >= 0.05 * level, level < 3 * error {
      return (.vanishes, "no more than the parameters explain: they absorb it")
    }
    if level < 3 * error {
      // An exact law does not ask how large the sample is.
      if drift <= 1e-3 * level, (defect ?? 0) <= 1e-3 * level {
        return (.conserved, "to \(NumberText.short(drift / level)) of itself; below 3 standard errors")
      }
      return (.vanishes, "below 3 standard errors")
    }
    if drift < 0.05 * level { return (.conserved, "above 3 standard errors, drift below 0.05 of it") }
    return (.drifts, defect == nil ? "above 3 standard errors" : "explained by parameter gradients")
  }

  /// Whether rounding of the numbers in the file could leave such a level of a charge that is zero: as much as the mean
  /// of independent roundings, or several roundings of one sign, which chance alone would hardly come down to. Half
  /// precision is too coarse for the latter by itself: where there is no error, chance leaves about 1/sqrt(points).
  private func isRounding(_ level: Double, _ error: Double) -> Bool {
    let most = 16 * storage.rounding
    let chance = 1 / Double(points).squareRoot()
    return level <= most * chance || (level <= most && level <= 0.05 * (error.isNaN ? chance : error))
  }
}

extension StateSums {
  /// Q here less Q there, as a matrix.
  fileprivate func change(_ kind: ChargeKind, since other: StateSums) -> Matrix {
    switch kind {
    case .translations:
      Matrix(rows: 1, columns: width, values: zip(moment.vector, other.moment.vector).map { $0 - $1 })
    case .rotations: (moment.matrix - other.moment.matrix).antisymmetric
    case .linear: moment.matrix - other.moment.matrix
    case .dilation: Matrix(rows: 1, columns: 1, values: [moment.matrix.trace - other.moment.matrix.trace])
    }
  }
}
