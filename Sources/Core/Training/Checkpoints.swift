/// The parameters at some steps of a training, evenly spaced: at most 64, whatever the number of steps. Whenever there
/// are more, every other one is forgotten.
public struct Checkpoints: Sendable {
  public struct Checkpoint: Sendable {
    public let step: Int
    public let theta: [Double]
  }

  /// The first is the start.
  public private(set) var kept: [Checkpoint] = []
  private var spacing = 1
  private static let most = 64

  public init() {}

  mutating func add(step: Int, _ theta: [Double]) {
    guard kept.last.map({ step > $0.step }) ?? true, step % spacing == 0 else { return }
    kept.append(Checkpoint(step: step, theta: theta))
    guard kept.count > Self.most else { return }
    spacing *= 2
    kept.removeAll { $0.step % spacing != 0 }
  }
}
