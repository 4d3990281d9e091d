import Checked
import Core
import Syntax

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A straight line through those of some points that can lie on it.
struct LineFit {
  /// line: y = a + b x; power: log y = log a + b log x, that is y = a x^b.
  enum Plane: String, CaseIterable { case line, power }

  let plane: Plane
  let line: StraightLine
  /// How many points were left out since they are not finite, or have no logarithm.
  let leftOut: Int
  private let x: (low: Double, high: Double)

  /// - Returns: nil where no two points have different x.
  init?(x: [Double], y: [Double], in plane: Plane) {
    let usable = zip(x, y).filter { x, y in x.isFinite && y.isFinite && (plane == .line || x > 0 && y > 0) }
    let (a, b) = (usable.map(\.0), usable.map(\.1))
    let line =
      plane == .line ? StraightLine(x: a, y: b) : StraightLine(x: a.map { log($0) }, y: b.map { log($0) })
    guard let line, let low = a.min(), let high = a.max() else { return nil }
    (self.plane, self.line, self.x) = (plane, line, (low, high))
    leftOut = min(x.count, y.count) - usable.count
  }

  /// The factor a of y = a x^b, or the intercept.
  var intercept: Double { plane == .line ? line.intercept : exp(line.intercept) }

  func value(at x: Double) -> Double {
    plane == .line ? line.value(at: x) : exp(line.value(at: log(x)))
  }

  /// "slope 1.98 ± 0.03", the error with two digits and the slope with as many as it knows.
  var summary: String { "slope " + Self.text(line.slope, line.slopeError) }

  static func text(_ value: Double, _ error: Double) -> String {
    guard error.isFinite, error > 0 else { return NumberFormat.short(value) }
    let place = Int(floor: log10(error)) - 1
    let size = value == 0 ? place : Int(floor: log10(abs(value)))
    guard (-6...6).contains(size), place < 0, size - place < 12 else {
      return "\(NumberFormat.short(value)) ± \(NumberFormat.short(error))"
    }
    let format = NumberFormat(".\(-place)f") ?? .short
    return "\(format(value)) ± \(format(error))"
  }

  /// The line between the outermost points, or across the axis.
  func curve(from limits: ClosedRange<Double>?) -> Curve {
    let (low, high) = limits.map { ($0.lowerBound, $0.upperBound) } ?? x
    let least = plane == .power ? max(low, .leastNormalMagnitude) : low
    let places = (0...64).map { i in
      let t = Double(i) / 64
      return plane == .power ? exp(log(least) * (1 - t) + log(high) * t) : low * (1 - t) + high * t
    }
    return Curve(x: places, y: places.map(value))
  }
}
