import Checked

/// Numbers in messages.
enum NumberText {
  /// Whole numbers as such, others with three digits: 0.181, 4.08e-13.
  static func short(_ x: Double) -> String {
    guard x.isFinite, x != 0 else { return "\(x)" }
    if x == x.rounded(), abs(x) < 1e15 { return String(Int(saturating: x)) }
    var exponent = decade(abs(x))
    var digits = (abs(x) / power(exponent) * 100).rounded()
    if digits >= 1000 { (digits, exponent) = (100, exponent + 1) }
    let sign = x < 0 ? "-" : ""
    if (-3...5).contains(exponent) { return sign + "\(digits / power(2 - exponent))" }
    let text = String(Int(saturating: digits))
    return "\(sign)\(text.prefix(1)).\(text.dropFirst())e\(exponent)"
  }

  /// The power of ten that is not above x.
  private static func decade(_ x: Double) -> Int {
    var (e, y) = (0, x)
    while y >= 10, e < 400 { (y, e) = (y / 10, e + 1) }
    while y < 1, e > -400 { (y, e) = (y * 10, e - 1) }
    return e
  }

  private static func power(_ n: Int) -> Double {
    let size = (0..<abs(n)).reduce(1.0) { x, _ in x * 10 }
    return n < 0 ? 1 / size : size
  }
}
