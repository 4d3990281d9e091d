import Checked

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// From an axis' values to places between 0 and 1, and the ticks along it.
struct Scale: Equatable {
  let low: Double
  let high: Double
  let isLog: Bool

  /// Follows the values, with a margin of 4 %. Without values 0..1; around a single value, a range that makes it look
  /// flat.
  init(_ axis: Axis, values: [Double]) {
    let isLog = axis.scaling == .log
    self.isLog = isLog
    if let limits = axis.limits, limits.lowerBound < limits.upperBound, !isLog || limits.lowerBound > 0,
      limits.lowerBound.isFinite, limits.upperBound.isFinite
    {
      (low, high) = (limits.lowerBound, limits.upperBound)
      return
    }
    let usable = values.filter { $0.isFinite && (!isLog || $0 > 0) }
    guard var a = usable.min(), var b = usable.max() else {
      (low, high) = isLog ? (0.1, 1) : (0, 1)
      return
    }
    if isLog {
      // Powers of each, since b / a need not be a number.
      let factor = max(pow(b, 0.04) / pow(a, 0.04), 1.1)
      (low, high) = (max(a / factor, .leastNonzeroMagnitude), min(b * factor, .greatestFiniteMagnitude))
      return
    }
    // What varies by rounding only is flat: half its magnitude is shown on either side.
    let least = max(axis.resolution, 1e-9 * max(abs(a), abs(b)))
    if b - a <= least {
      let middle = (a + b) / 2
      let half = max(abs(middle) / 2, axis.resolution, middle == 0 ? 0.5 : 0)
      (a, b) = (middle - half, middle + half)
    }
    let margin = 0.04 * b - 0.04 * a
    (low, high) = (max(a - margin, -.greatestFiniteMagnitude), min(b + margin, .greatestFiniteMagnitude))
  }

  init(low: Double, high: Double, isLog: Bool = false) {
    self.low = low
    self.high = high
    self.isLog = isLog
  }

  /// Widens one of two scales so that a unit is equally long on both.
  static func equal(_ x: Scale, _ y: Scale, _ rect: Rect) -> (Scale, Scale) {
    let most = Double.greatestFiniteMagnitude
    let unit = min(rect.width / (x.high / 2 - x.low / 2), rect.height / (y.high / 2 - y.low / 2))
    func widened(_ s: Scale, _ length: Double) -> Scale {
      let (middle, half) = (s.low / 2 + s.high / 2, length / unit)
      return Scale(low: max(middle - half, -most), high: min(middle + half, most))
    }
    return (widened(x, rect.width), widened(y, rect.height))
  }

  func place(_ value: Double) -> Double {
    if isLog { return (log(value) - log(low)) / (log(high) - log(low)) }
    // From end to end may be more than the largest number.
    return (high - low).isFinite
      ? (value - low) / (high - low) : (value / 2 - low / 2) / (high / 2 - low / 2)
  }

  /// At most about `count` round values: 1, 2 or 5 times a power of ten; on a logarithmic axis powers of ten, or what
  /// lies between them where there are too few.
  func ticks(_ count: Int, on axis: Axis) -> [Tick] {
    guard axis.names.isEmpty else {
      let step = max(1, (axis.names.count + count - 1) / max(1, count))
      return stride(from: 0, to: axis.names.count, by: step).map { Tick(Double($0), axis.names[$0]) }
    }
    return isLog ? logTicks(count) : linearTicks(count, isWhole: axis.isWhole)
  }

  private func linearTicks(_ count: Int, isWhole: Bool = false) -> [Tick] {
    let raw = high / Double(max(1, count)) - low / Double(max(1, count))
    guard raw > 0, raw.isFinite else { return [] }
    let power = pow(10, floor(log10(raw)))
    let all = [0.2, 0.5, 1.0, 2, 5, 10].map { $0 * power }.map { isWhole ? max(1, $0) : $0 }
    func ends(_ step: Double) -> (first: Double, last: Double) {
      ((low / step).rounded(.up), (high / step).rounded(.down))
    }
    // Of one tick alone no length can be read: then there are some more.
    let wide = all.first { $0 >= raw * (1 - 1e-9) } ?? 10 * power
    let step = all.last { $0 <= wide && ends($0).last > ends($0).first } ?? wide
    let (first, last) = ends(step)
    guard last - first < 100, first <= last else { return [] }
    let largest = max(abs(low), abs(high))
    return Range(from: 0, through: Int(saturating: last - first)).map { i in
      let value = (first + Double(i)) * step
      return Tick(
        value, Self.label(value, step: step, largest: largest),
        short: Self.mantissa(value, step: step, exponent: exponent))
    }
  }

  private func logTicks(_ count: Int) -> [Tick] {
    let (a, b) = (Int(ceiling: log10(low)), Int(floor: log10(high)))
    if b - a >= 1 {
      let stride = max(1, (b - a + count - 1) / max(1, count))
      // All in one way.
      let isPlain = a >= -2 && b <= 3
      return Swift.stride(from: a, through: b, by: stride).map { e in
        Tick(
          pow(10, Double(e)),
          isPlain || e == 0 ? Self.fixed(pow(10, Double(e)), decimals: max(0, -e)) : "10" + Self.superscript(e))
      }
    }
    let between = Range(from: a - 2, through: b + 1).flatMap { e in [1.0, 2, 5].map { (e, $0) } }.compactMap { e, m in
      let value = m * pow(10, Double(e))
      return low <= value && value <= high
        ? Tick(value, Self.label(value, step: value, largest: value)) : nil
    }
    if between.count > 1 { return between }
    // A narrow part of a decade is as good as linear.
    let linear = Scale(low: low, high: high).linearTicks(max(2, count)).filter { $0.value > 0 }
    return linear.isEmpty ? between : linear.map { Tick($0.value, $0.label) }
  }

  /// The power of ten that stands at the axis rather than at each number; 0 where numbers are of ordinary size.
  var exponent: Int { isLog ? 0 : Self.exponent(of: max(abs(low), abs(high))) }

  private static func exponent(of largest: Double) -> Int {
    guard largest > 0, largest.isFinite else { return 0 }
    let magnitude = Int(floor: log10(largest) + 1e-9)
    return magnitude >= 5 || magnitude < -3 ? magnitude : 0
  }

  /// The axis' own label with the power of ten.
  func label(_ axis: Axis) -> String {
    guard exponent != 0, axis.names.isEmpty else { return axis.label }
    return (axis.label.isEmpty ? "" : axis.label + " ") + "(×10\(Self.superscript(exponent)))"
  }

  /// As many digits as the step needs; powers of ten where the numbers are very large or small.
  static func label(_ value: Double, step: Double, largest: Double) -> String {
    let exponent = exponent(of: largest)
    let short = mantissa(value, step: step, exponent: exponent)
    if exponent == 0 || value == 0 { return short }
    // 5 x 10^-7 rather than 5.0 x 10^-7.
    let plain = short.contains(".") ? short.reversed().drop { $0 == "0" }.drop { $0 == "." }.reversed() : Array(short)
    return (String(plain) == "1" ? "" : String(plain) + "×") + "10" + superscript(exponent)
  }

  static func mantissa(_ value: Double, step: Double, exponent: Int) -> String {
    if value == 0 { return "0" }
    let digits = Int(floor: log10(step) + 1e-9)
    // 10^exponent itself is below the smallest numbers where those are shown.
    let isTiny = exponent < -300
    let scaled =
      exponent == 0 ? value : value * (isTiny ? 1e30 : 1) / pow(10, Double(isTiny ? exponent + 30 : exponent))
    return fixed(scaled, decimals: max(0, exponent - digits))
  }

  private static func superscript(_ n: Int) -> String {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    return String(String(n).map { c in c.wholeNumberValue.map { digits[$0] } ?? "⁻" })
  }

  /// Hundredths, in plain characters.
  static func plain(_ x: Double) -> String {
    let hundredths = Int(saturating: x * 100)
    return hundredths % 100 == 0 ? "\(hundredths / 100)" : "\(Double(hundredths) / 100)"
  }

  static func fixed(_ value: Double, decimals: Int) -> String {
    let factor = pow(10, Double(decimals))
    let scaled = (abs(value) * factor).rounded()
    guard scaled < 1e15 else { return "\(value)" }
    let digits = String(Int(saturating: scaled))
    let sign = value < 0 && scaled > 0 ? "−" : ""
    guard decimals > 0 else { return sign + digits }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }
}

/// A place on an axis.
struct Tick: Equatable {
  let value: Double
  /// The whole number.
  let label: String
  /// Without the power of ten that stands at the axis.
  let short: String

  init(_ value: Double, _ label: String, short: String? = nil) {
    (self.value, self.label, self.short) = (value, label, short ?? label)
  }
}
