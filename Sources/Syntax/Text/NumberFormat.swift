import Checked

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How a number is printed: `.3e`, `8.2f`, `.6g`, `d`, as in C and Python; before the width a `0` fills up with zeros, behind
/// the sign: `03d`.
public struct NumberFormat: Sendable {
  private let width: Int
  private let hasZeros: Bool
  private let precision: Int
  private let letter: UInt8

  /// Nil when the text is no format. Width and precision are at most 99.
  public init?(_ text: String) {
    var rest = Substring(text)
    /// Nil where there are no digits, 100 for all that are too large.
    func number() -> Int? {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(digits.count)
      return digits.isEmpty ? nil : min(100, Int(digits, radix: 10) ?? 100)
    }
    hasZeros = rest.first == "0"
    width = number() ?? 0
    let isWhole = rest.last == "d"
    if rest.first == ".", !isWhole {
      rest = rest.dropFirst()
      guard let value = number() else { return nil }
      precision = value
    } else {
      precision = 6
    }
    guard rest.count == 1, let letter = rest.utf8.first, "efgd".utf8.contains(letter), width < 100, precision < 100
    else {
      return nil
    }
    self.letter = letter
  }

  private init(precision: Int, letter: UInt8) {
    (width, hasZeros) = (0, false)
    self.precision = precision
    self.letter = letter
  }

  /// Six significant digits, whole numbers in full up to fifteen: the default.
  public static let standard = NumberFormat(precision: 6, letter: UInt8(ascii: "w"))
  /// Three significant digits, below a hundredth with an exponent: reports and tables.
  public static let short = NumberFormat(precision: 3, letter: UInt8(ascii: "s"))

  /// A number as a script would write it: 0.02, 1000, and small ones as 1e-3.
  public static func literal(_ x: Double) -> String {
    guard x.isFinite, x != 0, abs(x) < 0.01 else { return standard(x) }
    let exponent = log10(abs(x)).rounded(.down)
    return standard(x / pow(10, exponent)) + "e" + standard(exponent)
  }

  public func callAsFunction(_ value: Double) -> String {
    guard value.isFinite else { return padded(value.isNaN ? "nan" : value < 0 ? "-inf" : "inf", isFinite: false) }
    if letter == UInt8(ascii: "w") {
      if value == value.rounded(), abs(value) < 1e15 { return String(Int64(saturating: value)) }
      return Self.significant(value) ?? Self.tidied(Self.print("%.*g", Int32(clamping: precision), value))
    }
    if letter == UInt8(ascii: "f"), let text = Self.fixed(value, precision) { return padded(text) }
    if letter == UInt8(ascii: "d") { return padded(Self.tidied(Self.print("%.0f", 0, value))) }
    if letter == UInt8(ascii: "s") {
      let isSmall = value != 0 && abs(value) < 0.01
      return Self.tidied(
        Self.print(isSmall ? "%.*e" : "%.*g", Int32(clamping: isSmall ? precision - 1 : precision), value))
    }
    let pattern = "%.*\(UnicodeScalar(letter))"
    return padded(Self.tidied(Self.print(pattern, Int32(clamping: precision), value)))
  }

  /// Zeros stand between the sign and the digits; what is not finite is filled up with spaces.
  private func padded(_ text: String, isFinite: Bool = true) -> String {
    guard width > 0 else { return text }
    let missing = max(0, width - text.utf8.count)
    guard hasZeros, isFinite else { return String(repeating: " ", count: missing) + text }
    let sign = text.hasPrefix("-") ? "-" : ""
    return sign + String(repeating: "0", count: missing) + text.dropFirst(sign.count)
  }

  /// 1e-05 to 1e-5: no zeros before an exponent's digits, and no minus before a zero.
  private static func tidied(_ text: String) -> String {
    if text == "-0" { return "0" }
    guard let e = text.utf8.firstIndex(of: UInt8(ascii: "e")) else { return text }
    let digits = text[text.index(after: e)...]
    let sign = digits.hasPrefix("-") ? "-" : ""
    let value = digits.drop { $0 == "-" || $0 == "+" || $0 == "0" }
    return text[..<e] + "e" + sign + (value.isEmpty ? "0" : value)
  }

  // MARK: Without printf

  private static let powers: [Double] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12]

  /// |x| 10^n, rounded to a whole number as printf rounds; nil where it is too large, or so near to halfway between two that
  /// the product's own rounding might decide.
  private static func scaled(_ x: Double, _ n: Int) -> Int64? {
    guard 0 <= n, n < powers.count else { return nil }
    let product = abs(x) * powers[n]
    let whole = product.rounded()
    guard product < 1e15, abs(abs(product - whole) - 0.5) > 4e-16 * product else { return nil }
    return Int64(saturating: whole)
  }

  /// As `%.3f`; nil where printf has to do it.
  private static func fixed(_ x: Double, _ decimals: Int) -> String? {
    scaled(x, decimals).map { text($0, decimals, isNegative: x.sign == .minus) }
  }

  /// As `%.6g`, where that has no exponent and is not whole; nil where printf has to do it.
  private static func significant(_ x: Double) -> String? {
    let size = abs(x)
    guard size >= 1e-4, size < 1e5 else { return nil }
    // The first digit counts 10^first.
    var first = 0
    while size >= powers[first + 1] { first += 1 }
    while first <= 0, first > -4, size * powers[-first] < 1 { first -= 1 }
    var decimals = 5 - first
    guard var digits = scaled(x, decimals), digits >= 100_000, digits < 1_000_000 else { return nil }
    while decimals > 0, digits % 10 == 0 { (digits, decimals) = (digits / 10, decimals - 1) }
    return text(digits, decimals, isNegative: x < 0)
  }

  /// Digits with a point before the last of them; -0 alone has no sign.
  private static func text(_ digits: Int64, _ decimals: Int, isNegative: Bool) -> String {
    var (count, size) = (1, digits / 10)
    while size > 0 { (count, size) = (count + 1, size / 10) }
    count = max(count, decimals + 1)
    let isSigned = isNegative && (decimals > 0 || digits > 0)
    let length = count + (decimals > 0 ? 1 : 0) + (isSigned ? 1 : 0)
    return String(unsafeUninitializedCapacity: length) { bytes in
      // From the last digit to the first.
      var (i, rest) = (length - 1, digits)
      for k in 0..<count {
        if k == decimals, decimals > 0 {
          bytes[i] = UInt8(ascii: ".")
          i -= 1
        }
        bytes[i] = UInt8(ascii: "0") + UInt8(clamping: rest % 10)
        (i, rest) = (i - 1, rest / 10)
      }
      if isSigned { bytes[0] = UInt8(ascii: "-") }
      return length
    }
  }

  private static func print(_ pattern: String, _ precision: Int32, _ value: Double) -> String {
    let arguments: [any CVarArg] = pattern.contains("*") ? [precision, value] : [value]
    return withVaList(arguments) { list in
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
        let n = vsnprintf(buffer.baseAddress, buffer.count, pattern, list)
        return String(
          decoding: buffer.prefix(Int(clamping: max(0, min(n, 511)))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
      }
    }
  }
}
