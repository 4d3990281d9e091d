#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Two media with an interface of a certain thickness between: n = (a + b)/2 + (a - b)/2 tanh(y/w).
public struct LayersLens: Lens {
  public static let name = "layers"
  public static let formula = "n = (a + b)/2 + (a - b)/2 tanh(y/w)"
  public static let above = Setting("above", .positive, "n far above the line y = 0, in layers", default: 1)
  public static let below = Setting("below", .positive, "n far below it", default: 1.5)
  public static let thickness = Setting(
    "thickness", .positive, "w of the layers between, n = (a + b)/2 + (a - b)/2 tanh(y/w)", default: 0.05)
  public static let settings = [above, below, thickness]

  let above: Double
  let below: Double
  let thickness: Double

  public init(_ values: SettingValues) {
    (above, below, thickness) = (values[Self.above], values[Self.below], values[Self.thickness])
  }

  public var medium: Medium {
    let (mean, half, w) = ((above + below) / 2, (above - below) / 2, thickness)
    let script = MediumScript(
      .layered,
      "const w = p.thickness, half = (p.above - p.below)/2, t = Math.tanh(y/w), n = (p.above + p.below)/2 + half*t, "
        + "n1 = half/w*(1 - t*t), n2 = -2*half/(w*w)*t*(1 - t*t); return [n*n, 2*n*n1, 2*(n1*n1 + n*n2)]",
      [("above", above), ("below", below), ("thickness", thickness)])
    return .layered(Self.name, script: script) { y in
      let t = tanh(y / w)
      let (n, n1, n2) = (mean + half * t, half / w * (1 - t * t), -2 * half / (w * w) * t * (1 - t * t))
      return (n * n, 2 * n * n1, 2 * (n1 * n1 + n * n2))
    }
  }
}

extension Medium {
  public static func interface(above a: Double, below b: Double, thickness w: Double) -> Medium {
    LayersLens(SettingValues([LayersLens.above: a, LayersLens.below: b, LayersLens.thickness: w])).medium
  }
}
