import Checked

/// Whole numbers times powers of ten, rounded to the nearest double: the algorithm of Eisel and Lemire (D. Lemire, "Number
/// parsing at a gigabyte per second", Software: Practice and Experience 51, 2021), which needs no fallback for mantissas of
/// 64 bits (N. Mushtak, D. Lemire, "Fast number parsing without fallback", same journal 53, 2023).
///
/// 10^q is 2^q 5^q. The first 128 bits of 5^q, cut off, times the mantissa have enough right bits to round by.
enum PowersOfTen {
  /// Those that doubles hold exactly.
  static let exact: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]

  private static let (least, greatest) = (-342, 308)
  /// The first 128 bits of 5^least, ..., 5^greatest, the first of them set; of negative powers rounded up where they are
  /// used as divisors of what is divisible by them (down to 5^-27).
  private static let fives: [(high: UInt64, low: UInt64)] = below() + above()

  /// mantissa 10^power, rounded to nearest, ties to even.
  static func nearest(_ mantissa: UInt64, _ power: Int) -> Double {
    guard mantissa > 0, power >= least else { return 0 }
    guard power <= greatest else { return .infinity }
    let shift = mantissa.leadingZeroBitCount
    let (high, low) = product(mantissa << UInt64(clamping: shift), fives[power - least])
    let top = Int(clamping: high >> 63)
    // 53 bits, and one to round by.
    let cut = UInt64(clamping: top + 9)
    var bits = high >> cut
    // log2(10) = 217706/65536, to as many digits as are needed here.
    var exponent = (217_706 * power) >> 16 + 63 + top - shift + 1023
    if exponent <= 0 {
      // Subnormal: fewer bits are left.
      guard exponent > -63 else { return 0 }
      bits >>= UInt64(clamping: 1 - exponent)
      bits = (bits + (bits & 1)) >> 1
      return Double(bitPattern: bits)
    }
    // Exactly between two doubles, which happens only where 5^power, or its inverse, fits into 64 bits: to the even one.
    if low <= 1, power >= -4, power <= 23, bits & 3 == 1, bits << cut == high { bits &= ~1 }
    bits = (bits + (bits & 1)) >> 1
    if bits >> 53 == 1 {
      bits >>= 1
      exponent += 1
    }
    guard exponent < 0x7FF else { return .infinity }
    return Double(bitPattern: UInt64(clamping: exponent) << 52 | bits & (1 << 52 - 1))
  }

  /// The upper 128 bits of a product; those below 2^64 of it only as far as they carry into what is rounded.
  private static func product(_ mantissa: UInt64, _ five: (high: UInt64, low: UInt64)) -> (high: UInt64, low: UInt64) {
    var (high, low) = mantissa.multipliedFullWidth(by: five.high)
    if high & 0x1FF == 0x1FF {
      let carried = mantissa.multipliedFullWidth(by: five.low).high
      let sum = low.addingReportingOverflow(carried)
      low = sum.partialValue
      if sum.overflow { high += 1 }
    }
    return (high, low)
  }

  // MARK: The table

  /// 5^0, 5^1, ...: multiplied out.
  private static func above() -> [(high: UInt64, low: UInt64)] {
    var (words, result) = ([UInt64](repeating: 0, count: 13), [(high: UInt64, low: UInt64)]())
    words[0] = 1
    for _ in 0...greatest {
      result.append(first(words))
      var carry: UInt64 = 0
      for i in words.indices {
        let (high, low) = words[i].multipliedFullWidth(by: 5)
        let sum = low.addingReportingOverflow(carry)
        words[i] = sum.partialValue
        carry = high + (sum.overflow ? 1 : 0)
      }
    }
    return result
  }

  /// 5^-342, ..., 5^-1: 2^1023 is divided again and again. Rounded down each time, it is the whole quotient rounded down.
  private static func below() -> [(high: UInt64, low: UInt64)] {
    var (words, result) = ([UInt64](repeating: 0, count: 16), [(high: UInt64, low: UInt64)]())
    words[15] = 1 << 63
    for n in Range(from: 1, through: -least) {
      var rest: UInt64 = 0
      for i in words.indices.reversed() {
        let (quotient, remainder) = UInt64(5).dividingFullWidth((rest, words[i]))
        (words[i], rest) = (quotient, remainder)
      }
      var (high, low) = first(words)
      if n <= 27 {
        low &+= 1
        if low == 0 { high += 1 }
      }
      result.append((high, low))
    }
    return result.reversed()
  }

  /// The first 128 bits of a number, its lowest word first.
  private static func first(_ words: [UInt64]) -> (high: UInt64, low: UInt64) {
    let top = words.lastIndex { $0 != 0 } ?? 0
    func word(_ i: Int) -> UInt64 { i < 0 ? 0 : words[i] }
    let shift = UInt64(clamping: word(top).leadingZeroBitCount)
    func shifted(_ i: Int) -> UInt64 { shift == 0 ? word(i) : word(i) << shift | word(i - 1) >> (64 - shift) }
    return (shifted(top), shifted(top - 1))
  }
}
