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

  /// At most about `count` round values: 1, 2 or 5 times a power of ten; powers of ten on a logarithmic axis.
  func ticks(_ count: Int, names: [String] = []) -> [(value: Double, label: String)] {
    guard names.isEmpty else {
      let step = max(1, (names.count + count - 1) / count)
      return stride(from: 0, to: names.count, by: step).map { (Double($0), names[$0]) }
    }
    return isLog ? logTicks(count) : linearTicks(count)
  }

  private func linearTicks(_ count: Int) -> [(value: Double, label: String)] {
    let raw = high / Double(max(1, count)) - low / Double(max(1, count))
    guard raw > 0, raw.isFinite else { return [] }
    let power = pow(10, floor(log10(raw)))
    let step = [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= raw * (1 - 1e-9) } ?? 10 * power
    let (first, last) = ((low / step).rounded(.up), (high / step).rounded(.down))
    guard last - first < 100, first <= last else { return [] }
    let largest = max(abs(low), abs(high))
    return Range(from: 0, through: Int(saturating: last - first)).map { i in
      let value = (first + Double(i)) * step
      return (value, Self.label(value, step: step, largest: largest))
    }
  }

  private func logTicks(_ count: Int) -> [(value: Double, label: String)] {
    let (a, b) = (Int(ceiling: log10(low)), Int(floor: log10(high)))
    guard a <= b else {
      return [(low, Self.label(low, step: low, largest: low)), (high, Self.label(high, step: high, largest: high))]
    }
    let stride = max(1, (b - a + count - 1) / max(1, count))
    return Swift.stride(from: a, through: b, by: stride).map { e in
      let value = pow(10, Double(e))
      return (value, (-2...3).contains(e) ? Self.label(value, step: value, largest: value) : "1e\(e)")
    }
  }

  /// As many digits as the step needs; powers of ten where the numbers are very large or small.
  static func label(_ value: Double, step: Double, largest: Double) -> String {
    if value == 0 { return "0" }
    let magnitude = Int(floor: log10(largest) + 1e-9)
    let digits = Int(floor: log10(step) + 1e-9)
    if magnitude >= 5 || magnitude < -3 {
      // 10^magnitude itself is below the smallest numbers where those are shown.
      let isTiny = magnitude < -300
      let mantissa = value * (isTiny ? 1e30 : 1) / pow(10, Double(isTiny ? magnitude + 30 : magnitude))
      return fixed(mantissa, decimals: max(0, magnitude - digits)) + "e\(magnitude)"
    }
    return fixed(value, decimals: max(0, -digits))
  }

  static func fixed(_ value: Double, decimals: Int) -> String {
    let factor = pow(10, Double(decimals))
    let scaled = (abs(value) * factor).rounded()
    guard scaled < 1e15 else { return "\(value)" }
    let digits = String(Int(saturating: scaled))
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return sign + digits }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }
}
