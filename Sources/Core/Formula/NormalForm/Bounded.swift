import Checked

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A number with a bound of its rounding error, beyond the range of doubles: (significand +- error) 2^exponent.
///
/// Whole numbers, halves and what is made of them without rounding have no error. So whether a sum that should cancel
/// does is decided by its own roundings, whatever the units are, and by no threshold.
struct Bounded: Sendable {
  private let significand: Double
  private let error: Double
  private let exponent: Int

  static let zero = Bounded(0, error: 0, exponent: 0)
  static let one = Bounded(1)

  /// A constant of a formula. What has more digits than this was rounded when it was read or folded.
  init(_ x: Double) {
    let isShort = x == 0 || x.significandWidth <= 24 || (x == x.rounded() && abs(x) < 0x1p53)
    self.init(x, error: isShort ? 0 : x.ulp, exponent: 0)
  }

  /// - Parameter error: a bound of how far x may be off.
  init(_ x: Double, error: Double) { self.init(x, error: error, exponent: 0) }

  private init(_ x: Double, error: Double, exponent: Int) {
    let lead = x == 0 ? error : x
    guard lead != 0, lead.isFinite, error.isFinite else {
      (significand, self.error, self.exponent) = (x, error, 0)
      return
    }
    let shift = Int(clamping: lead.exponent)
    (significand, self.error) = (Self.scaled(x, -shift), Self.scaled(error, -shift))
    self.exponent = exponent + shift
  }

  private static func scaled(_ x: Double, _ by: Int) -> Double {
    by == 0 || x == 0 ? x : Double(sign: .plus, exponent: by, significand: x)
  }

  /// Whether nothing but rounding is there.
  var isZero: Bool { abs(significand) <= 4 * error }
  var isPositive: Bool { significand > 0 && !isZero }
  var isNegative: Bool { significand < 0 && !isZero }
  /// The error relative to the number.
  var relativeError: Double { error / abs(significand) }
  var isFinite: Bool { significand.isFinite && error.isFinite }
  var value: Double { Self.scaled(significand, exponent) }
  var magnitude: Bounded { significand < 0 ? -self : self }

  static prefix func - (a: Bounded) -> Bounded { Bounded(-a.significand, error: a.error, exponent: a.exponent) }

  static func + (a: Bounded, b: Bounded) -> Bounded {
    if a.significand == 0 && a.error == 0 { return b }
    if b.significand == 0 && b.error == 0 { return a }
    let top = max(a.exponent, b.exponent)
    let (x, y) = (scaled(a.significand, a.exponent - top), scaled(b.significand, b.exponent - top))
    let sum = x + y
    // What the sum lost, exactly (Knuth).
    let part = sum - x
    let lost = (x - (sum - part)) + (y - part)
    let error = scaled(a.error, a.exponent - top) + scaled(b.error, b.exponent - top) + abs(lost)
    return Bounded(sum, error: error, exponent: top)
  }

  static func - (a: Bounded, b: Bounded) -> Bounded { a + -b }

  static func * (a: Bounded, b: Bounded) -> Bounded {
    let product = a.significand * b.significand
    let lost = (-product).addingProduct(a.significand, b.significand)
    let error = abs(a.significand) * b.error + abs(b.significand) * a.error + a.error * b.error + abs(lost)
    return Bounded(product, error: error, exponent: a.exponent + b.exponent)
  }

  /// Of a divisor that is not zero.
  static func / (a: Bounded, b: Bounded) -> Bounded {
    let ratio = a.significand / b.significand
    let lost = a.significand.addingProduct(-ratio, b.significand) / b.significand
    let error = (a.error + abs(ratio) * b.error) / max(abs(b.significand) - b.error, 0) + 2 * abs(lost)
    return Bounded(ratio, error: error, exponent: a.exponent - b.exponent)
  }

  /// x^r of a positive number, or of any for a whole r.
  func raised(to r: Double) -> Bounded {
    if r == r.rounded(), abs(r) <= 64 {
      var (result, square, left) = (Bounded.one, self, Int(saturating: abs(r)))
      while left > 0 {
        if left & 1 == 1 { result = result * square }
        left >>= 1
        if left > 0 { square = square * square }
      }
      return r < 0 ? .one / result : result
    }
    return Bounded.exponential(logarithm * Bounded(r))
  }

  /// log x of a positive number.
  var logarithm: Bounded {
    if significand == 1, error == 0, exponent == 0 { return .zero }
    let value = log(significand) + Double(exponent) * log(2)
    return Bounded(value, error: 4 * (abs(value) + 1) * Double.ulpOfOne + relativeError)
  }

  static func exponential(_ x: Bounded) -> Bounded {
    let value = x.value
    // e^x = 2^n e^(x - n log 2).
    let n = (value / log(2)).rounded()
    guard let whole = Int(exactly: n), abs(whole) < 1 << 40 else { return Bounded(.nan, error: .nan) }
    let rest = exp(value - n * log(2))
    let relative = scaled(x.error, x.exponent) + 4 * (abs(value) + 1) * Double.ulpOfOne
    return Bounded(rest, error: rest * relative, exponent: whole)
  }
}
