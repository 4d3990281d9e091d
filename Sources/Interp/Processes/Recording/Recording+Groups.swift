import Checked
import Core
import Inference
import Recordings

/// What `test` and `interact` ask of recordings: sums over exchangeable groups of points.
extension RecordedProcess {
  func groups(_ request: GroupRequest, _ experiment: Experiment, _ effort: Effort) throws -> GroupStudy {
    let classes = try labelling(request.classes)?.classes
    guard moments.groups > 1 else {
      throw experiment.shortcoming(.charges, "has one exchangeable group only, and a test takes several")
    }
    let stretch = moments.stretch
    guard stretch.count > 1 || request.subject == .levels else { throw experiment.withoutStretch }
    let kind = request.charge.kind
    let places: [ClosedRange<Int>] =
      switch request.subject {
      case .levels: stretch.map { $0...$0 }
      case .changes: stretch.dropFirst().map { ClosedRange(between: $0 - 1, and: $0) }
      }
    return GroupStudy(
      unit: unit, count: moments.groups, resolution: model.storage.tolerance, remarks: groupRemarks,
      each: { body in
        // Class by class, as a table has them, though the file is read state by state.
        var samples: [[GroupSample]] = [[GroupSample]](repeating: [], count: classes?.count ?? 1)
        for k in places {
          try effort.pause()
          let vectors = try groupVectors(k, kind, by: request.classes)
          let states = ClosedRange(between: model.numbers[k.lowerBound], and: model.numbers[k.upperBound])
          for (c, sample) in vectors.enumerated() {
            samples[c].append(GroupSample(sample, classes?[c] ?? "", states))
          }
        }
        for sample in samples.joined() { try body(sample) }
      })
  }

  func exchange(
    _ charge: InteractionCharge, by labels: String?, _ experiment: Experiment, _ effort: Effort
  ) throws -> Exchange {
    guard moments.stretch.count > 1 else { throw experiment.withoutStretch }
    let found = try exchange(charge.kind, by: labels, threads: effort.threads)
    return Exchange(
      ledger: found.ledger,
      halves: zip(found.ledger.volumes, found.own).map {
        SplitHalf.volume(whole: $0, own: $1, groups: found.groups)
      })
  }

  func source(by labels: String, _ experiment: Experiment, _ effort: Effort) throws -> any ChargeSource {
    try moments(by: labels, threads: effort.threads)
  }

  /// "sequences", and of sums "groups" where these are of several sequences.
  private var unit: String {
    switch content {
    case .sums(let sums):
      sums.units != moments.groups || sums.unit == "given" ? "groups" : sums.unit == "pass" ? "passes" : sums.unit + "s"
    case .points(let recording, _): recording.grouping.unit.rawValue + "s"
    }
  }

  /// What the file leaves open of its groups.
  private var groupRemarks: [String] {
    guard let recording else { return [] }
    switch recording.grouping.unit {
    case .group: return []
    case .sequence:
      return [
        "the file names no groups: sequences are taken to be exchangeable, which those of one document or one batch loss are not"
      ]
    case .point:
      return recording.leading.count > 1
        ? ["tokens of a sequence depend on each other: as groups they make tests find what is not there"]
        : ["the file names no groups: each point is taken to be independent of the others"]
    }
  }
}

extension InteractionCharge {
  var kind: ChargeKind {
    switch self {
    case .momentum: .translations
    case .angular: .rotations
    case .dilation: .dilation
    }
  }
}

extension GroupSample {
  fileprivate init(_ found: GroupVectors, _ name: String, _ states: ClosedRange<Int>) {
    let form: Form =
      switch found.form {
      case .vectors(let vectors): .vectors(vectors)
      case .products(let products): .products(products)
      }
    self.init(name: name, states: states, form: form, isIdentity: found.isIdentity)
  }
}
