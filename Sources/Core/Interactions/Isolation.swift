import Checked

/// How a set S of clusters stands to the others.
///
///     cut(S) = 1_S' M 1_S,     vol(S) = sum_{C in S} M_CC,     kappa(S) = cut(S) / min(vol S, vol of the others),
///     V(S) = max_t |q_t^S - q_0^S| / mean_t sum_{C in S} |q_t^C|.
///
/// V, the violation of conservation, is what the set's own charge changes by, relative to its members'; it decides the
/// verdict. kappa compares what crosses the set's edge with what moves within it.
public struct Isolation: Sendable, Equatable {
  /// Indices of clusters, ascending.
  public let members: [Int]
  /// mean_t sum_{C in S} |q_t^C|.
  public let momentum: Double
  public let cut: Double
  public let volume: Double
  /// NaN for the set of all clusters, which has no others, and where one side's volume does not stand out from the
  /// floor.
  public let kappa: Double
  /// NaN for a set without momentum.
  public let violation: Double
  public let verdict: Verdict

  public enum Verdict: String, Sendable, CaseIterable {
    /// One cluster whose own charge stays: Newton's first law.
    case free
    case nearlyFree = "nearly free"
    /// The clusters' charges change, their sum stays.
    case conserved
    case nearlyConserved = "nearly conserved"
    /// The charge goes to others.
    case interacts
    /// The set's transfers do not stand out from the floor.
    case unresolved

    /// Below `slight` a violation counts as none, below `small` as nearly none.
    public static let (slight, small) = (0.05, 0.2)
    /// So many times the floor a set's volume must be for a verdict about what its members exchange.
    public static let resolution = 100.0

    init(violation: Double, volume: Double, noise: Double, isSingle: Bool) {
      // What does not move needs no floor: that it stays is seen, whoever else is unfinished.
      if isSingle, violation < Self.slight {
        self = .free
        return
      }
      guard violation.isFinite, volume > Self.resolution * noise else {
        self = .unresolved
        return
      }
      if violation < Self.slight {
        self = .conserved
        return
      }
      guard violation < Self.small else {
        self = .interacts
        return
      }
      self = isSingle ? .nearlyFree : .nearlyConserved
    }
  }

  /// Whether the set's charge stays, at least nearly.
  public var isClosed: Bool { violation < Verdict.small && verdict != .unresolved }
}

extension TransferLedger {
  private typealias Verdict = Isolation.Verdict

  /// A set's isolation, in O(K |S|).
  public func isolation(of set: [Int]) -> Isolation { isolation(of: set, volumes: volumes, noise: noise) }

  /// Every cluster's, and that of all together.
  public var singles: [Isolation] {
    let (volumes, noise) = (volumes, noise)
    return (0..<count).map { isolation(of: [$0], volumes: volumes, noise: noise) }
  }

  public var whole: Isolation { isolation(of: Array(0..<count)) }

  /// Whether transfers stand out from the floor at all. An untrained chain's do not: then only what is free can be
  /// told.
  public var isResolved: Bool { volumes.reduce(0, +) > Verdict.resolution * noise }

  func isolation(of set: [Int], volumes: [Double], noise: Double) -> Isolation {
    let members = set.sorted()
    let momentum = (0...steps).reduce(0) { $0 + total(of: members, in: charges, $1) } / Double(steps + 1)
    let (cut, volume) = (cut(members), members.reduce(0) { $0 + volumes[$1] })
    var rest = volumes
    for c in members { rest[c] = 0 }
    let others = rest.reduce(0, +)
    let smaller = min(volume, others)
    let violation = momentum > 0 ? change(of: members) / momentum : .nan
    return Isolation(
      members: members, momentum: momentum, cut: cut, volume: volume,
      kappa: smaller > Verdict.resolution * noise ? cut / smaller : .nan,
      violation: violation,
      verdict: .init(violation: violation, volume: volume, noise: noise, isSingle: members.count == 1 && count > 1))
  }

  /// max_t |q_t^S - q_0^S|.
  private func change(of set: [Int]) -> Double {
    func charge(_ t: Int) -> [Double] {
      (0..<width).map { a in set.reduce(0) { $0 + charges[(t * width + a) * count + $1] } }
    }
    let first = charge(0)
    return (0...steps).reduce(0) { worst, t in
      let change = norm(zip(charge(t), first).map { $0 - $1 })
      return change.isNaN || worst.isNaN ? .nan : max(worst, change)
    }
  }
}
