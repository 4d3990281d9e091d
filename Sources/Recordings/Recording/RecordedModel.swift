/// What is known of the model behind a recording, of points or of sums: its states, its parameters, and what the file says of
/// its steps.
public struct RecordedModel: Sendable {
  public var metadata: RecordingMetadata
  /// Of the states that were taken, as the file numbers them.
  public var numbers: [Int]
  public var widths: [Int]
  /// By name, without `p.` and `dp.`.
  public var parameters: [String: Recording.Parameter]
  /// The coarsest of the states.
  public var storage: Storage
  /// Whether the points are a sample of those of the backward pass.
  public var isPartial: Bool
  /// The numbers by which an objective that is a sum may be divided to be a mean: of points, of sequences.
  public var counts: [Int]

  /// The place of a state of the file among those that were taken.
  public func index(ofState number: Int) -> Int? {
    let i = number - (numbers.first ?? 0)
    return numbers.indices.contains(i) ? i : nil
  }

  /// Whether every part of the way from the first state to a final norm is told: then all that is added along it and the
  /// state itself sum to nothing at each point.
  package var hasSumRule: Bool {
    guard let last = metadata.finalNorm?.state, last == numbers.last, numbers.first == 0 else { return false }
    let steps = metadata.steps.sorted { $0.from < $1.from }
    return steps.count == numbers.count - 1
      && steps.enumerated().allSatisfy { $1.from == $0 && $1.to == $0 + 1 && $1.isResidual && $1.norm != nil }
      && widths.allSatisfy { $0 == widths[0] }
  }

  /// Whether every step reads the stream through a LayerNorm, the end too.
  var isPreLayerNorm: Bool {
    metadata.finalNorm?.norm.kind == .layer && metadata.finalNorm?.state == numbers.last
      && metadata.steps.allSatisfy { $0.isResidual && $0.norm?.kind == .layer }
  }
}

extension Recording {
  public var model: RecordedModel {
    RecordedModel(
      metadata: metadata, numbers: states.map(\.number), widths: states.map(\.width), parameters: parameters,
      storage: storage, isPartial: isPartial, counts: [count, points.count] + leading + [groupCount])
  }
}
