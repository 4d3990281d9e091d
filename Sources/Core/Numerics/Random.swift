#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Random numbers that are a function of a seed, a stream's name and a counter: Philox 4x32 with ten rounds.
///
/// Two streams never disturb each other, so that a cluster's points do not change when a line above them does.
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC11).
public struct Random: Sendable {
  private let key: SIMD2<UInt32>
  private let stream: UInt64
  private var counter: UInt64 = 0
  private var second: UInt64?
  private var spare: Double?

  public init(seed: UInt64, stream name: String) {
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    stream = name.utf8.fnv1a
  }

  /// Goes on as if `count` pairs of 64 bits had been drawn before; of a fresh stream, or after whole pairs.
  public mutating func skip(pairs count: Int) { counter &+= UInt64(clamping: count) }

  /// Ten rounds of the bijection of 128-bit counters that the key selects.
  public static func philox(_ counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (c, k) = (counter, key)
    for _ in 0..<10 {
      let p0 = UInt64(truncatingIfNeeded: c[0]) * 0xD251_1F53
      let p1 = UInt64(truncatingIfNeeded: c[2]) * 0xCD9E_8D57
      c = SIMD4(
        UInt32(truncatingIfNeeded: p1 >> 32) ^ c[1] ^ k[0], UInt32(truncatingIfNeeded: p1),
        UInt32(truncatingIfNeeded: p0 >> 32) ^ c[3] ^ k[1], UInt32(truncatingIfNeeded: p0))
      k = k &+ SIMD2(0x9E37_79B9, 0xBB67_AE85)
    }
    return c
  }

  /// 64 random bits.
  public mutating func bits() -> UInt64 {
    if let rest = second {
      second = nil
      return rest
    }
    let c = SIMD4(
      UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32),
      UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32))
    counter += 1
    let r = Self.philox(c, key: key)
    second = UInt64(truncatingIfNeeded: r[2]) | UInt64(truncatingIfNeeded: r[3]) << 32
    return UInt64(truncatingIfNeeded: r[0]) | UInt64(truncatingIfNeeded: r[1]) << 32
  }

  /// Uniform in [0, 1), a multiple of 2^-53.
  public mutating func uniform() -> Double { Double(bits() >> 11) * 0x1p-53 }

  public mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// Normal with mean 0 and variance 1 (Box and Muller).
  public mutating func normal() -> Double {
    if let value = spare {
      spare = nil
      return value
    }
    let radius = (-2 * log(1 - uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    spare = radius * sin(angle)
    return radius * cos(angle)
  }
}

extension Sequence<UInt8> {
  /// The hash FNV-1a of 64 bits: the same everywhere, and not safe from those who mean harm.
  /// Source: Fowler, Noll, Vo, Eastlake, "The FNV non-cryptographic hash algorithm".
  package var fnv1a: UInt64 {
    reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64(truncatingIfNeeded: $1)) &* 0x100_0000_01b3 }
  }
}
