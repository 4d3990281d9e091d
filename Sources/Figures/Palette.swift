import Checked

/// A colour of the screen, each part from 0 to 255.
public struct RGB: Sendable, Hashable {
  public var red: UInt8
  public var green: UInt8
  public var blue: UInt8

  /// 0xd55e00
  public init(_ hex: UInt32) {
    red = UInt8(truncatingIfNeeded: hex >> 16 & 255)
    green = UInt8(truncatingIfNeeded: hex >> 8 & 255)
    blue = UInt8(truncatingIfNeeded: hex & 255)
  }

  /// #d55e00
  public var hex: String {
    let text = String(Int(clamping: red) << 16 | Int(clamping: green) << 8 | Int(clamping: blue), radix: 16)
    return "#" + String(repeating: "0", count: max(0, 6 - text.count)) + text
  }

  /// A part `t` of the way to another colour.
  func mixed(with other: RGB, _ t: Double) -> RGB {
    func mix(_ a: UInt8, _ b: UInt8) -> UInt8 { UInt8(saturating: Double(a) + t * (Double(b) - Double(a))) }
    var result = self
    (result.red, result.green, result.blue) = (mix(red, other.red), mix(green, other.green), mix(blue, other.blue))
    return result
  }
}

/// The colours of a picture on light or on dark ground.
public enum Theme: String, CaseIterable, Sendable {
  case light, dark

  public var ground: RGB { self == .light ? RGB(0xffffff) : RGB(0x15181d) }
  public var ink: RGB { self == .light ? RGB(0x222222) : RGB(0xe8e8e8) }
  public var axis: RGB { self == .light ? RGB(0x444444) : RGB(0xa8a8a8) }
  public var neutral: RGB { self == .light ? RGB(0x666666) : RGB(0x9a9a9a) }
  public var faint: RGB { self == .light ? RGB(0xb4b8be) : RGB(0x4a5058) }

  /// What a shade of 1 is.
  public var shade: RGB { self == .light ? RGB(0xb9cfe4) : RGB(0x35506b) }

  /// Okabe and Ito's colours, which the colour-blind can tell apart, in an order that keeps neighbours apart; on light
  /// ground sky blue, orange and yellow darker than theirs, so that each has three times the ground's contrast.
  public var series: [RGB] {
    switch self {
    case .light: [0xd55e00, 0x0072b2, 0x009e73, 0xcc79a7, 0x2f93d6, 0xb98100, 0x333333, 0x857a00].map { RGB($0) }
    case .dark: [0xf07f2e, 0x4aa8e8, 0x1fc196, 0xe39ac4, 0x8fd0f5, 0xf0b93a, 0xd8d8d8, 0xe6dc3c].map { RGB($0) }
    }
  }

  /// From blue at -1 through the ground's neighbour at 0 to red at 1: told apart with every kind of colour vision, and
  /// in grey by its middle.
  public func diverging(_ t: Double) -> RGB {
    let middle = self == .light ? RGB(0xf5f5f5) : RGB(0x262a30)
    let ends: [(RGB, RGB)] =
      self == .light
      ? [(RGB(0x74add1), RGB(0x2b5c9e)), (RGB(0xf4a582), RGB(0xb2182b))]
      : [
        (RGB(0x3d78ad), RGB(0x8cc4f0)), (RGB(0xa5523f), RGB(0xffab91)),
      ]
    let (near, far) = t < 0 ? ends[0] : ends[1]
    let size = min(1, t.isNaN ? 0 : abs(t))
    return size < 0.5 ? middle.mixed(with: near, 2 * size) : near.mixed(with: far, 2 * size - 1)
  }

  public func color(_ color: Style.Color) -> RGB {
    switch color {
    case .series(let i): series[i % series.count]
    case .neutral: neutral
    case .faint: faint
    case .ink: ink
    case .diverging(let t): diverging(t)
    case .shade(let t): ground.mixed(with: shade, max(0, min(1, t.isNaN ? 0 : t)))
    }
  }
}
