import Checked
import Display

/// Data for a page's script.
indirect enum JSON {
  case null
  case number(Double)
  case single(Float)
  case string(String)
  case truth(Bool)
  case array([JSON])
  case object([(String, JSON)])

  static func strings(_ items: [String]) -> JSON { .array(items.map { .string($0) }) }
  static func numbers(_ items: some Sequence<Double>) -> JSON { .array(items.map { .number($0) }) }

  /// x and y by turns in single precision, in base64: a fifth of the same in digits.
  static func floats(_ points: some Sequence<Point>) -> JSON {
    var bytes: [UInt8] = []
    for p in points {
      for value in [p.x, p.y] { withUnsafeBytes(of: Float(value).bitPattern.littleEndian) { bytes += $0 } }
    }
    return .string(TerminalGraphics.base64(bytes))
  }

  /// x and y by turns in 16 bits over a range, in base64: half of that again, for what is only looked at.
  static func steps(_ points: some Sequence<Point>, x: ClosedRange<Double>, y: ClosedRange<Double>) -> JSON {
    func step(_ value: Double, _ range: ClosedRange<Double>) -> UInt16 {
      let place = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
      return UInt16(saturating: max(0, min(1, place.isNaN ? 0 : place)) * 65_535)
    }
    var bytes: [UInt8] = []
    for p in points {
      for word in [step(p.x, x), step(p.y, y)] { withUnsafeBytes(of: word.littleEndian) { bytes += $0 } }
    }
    return .string(TerminalGraphics.base64(bytes))
  }

  /// In seven digits, where that is enough.
  static func singles(_ items: some Sequence<Double>, isExact: Bool) -> JSON {
    isExact ? numbers(items) : .array(items.map { .single(Float($0)) })
  }

  /// Without `<`, which could end the element that holds it.
  var text: String {
    var out = ""
    write(&out)
    return out
  }

  private func write(_ out: inout String) {
    switch self {
    case .null: out += "null"
    case .number(let x):
      if !x.isFinite {
        out += "null"
      } else if x == x.rounded(), abs(x) < 1e15 {
        out += String(Int(saturating: x))
      } else {
        out += "\(x)"
      }
    case .single(let x): out += x.isFinite ? "\(x)" : "null"
    case .truth(let t): out += t ? "true" : "false"
    case .string(let s): out += Visible.json(s, isInPage: true)
    case .array(let items):
      out += "["
      for (i, item) in items.enumerated() {
        if i > 0 { out += "," }
        item.write(&out)
      }
      out += "]"
    case .object(let items):
      out += "{"
      for (i, item) in items.enumerated() {
        if i > 0 { out += "," }
        out += Visible.json(item.0, isInPage: true)
        out += ":"
        item.1.write(&out)
      }
      out += "}"
    }
  }
}
