import Checked

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The parameters at some steps of a training: at most 64, whatever the number of steps, evenly spaced not by the steps
/// but by what happens in them,
///
///     u = sum over the steps of |ln(loss_t / loss_{t-1})|, and ln(1 + t) besides,
///
/// since nearly all is learnt in few of them. Whenever there are more, the one is forgotten whose neighbours are nearest
/// to each other.
public struct Checkpoints: Sendable {
  public struct Checkpoint: Sendable {
    public let step: Int
    public let theta: [Double]
    /// u.
    let progress: Double
  }

  /// The first is the start.
  public private(set) var kept: [Checkpoint] = []
  /// Of the last step, kept or not.
  private var last: (loss: Double, way: Double) = (.nan, 0)
  private static let most = 64

  public init() {}

  mutating func add(step: Int, _ theta: [Double], loss: Double) {
    guard kept.last.map({ step > $0.step }) ?? true else { return }
    // A loss of zero has no logarithm: nothing is told by it.
    let change = abs(log(loss / last.loss))
    last = (loss, last.way + (change.isFinite ? change : 0))
    kept.append(Checkpoint(step: step, theta: theta, progress: last.way + log(1 + Double(step))))
    guard kept.count > Self.most else { return }
    let least = Range(from: 1, upTo: kept.count - 1).min { gap($0) < gap($1) }
    if let least { kept.remove(at: least) }
  }

  private func gap(_ i: Int) -> Double { kept[i + 1].progress - kept[i - 1].progress }
}
