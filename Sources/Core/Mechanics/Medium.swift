#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The refractive index of a medium of the plane: n squared, with its gradient and Hessian.
public struct Medium: Sendable {
  /// n^2, its gradient (x, y), and its Hessian (xx, xy, yy).
  public struct Squared: Sendable {
    public var value: Double
    public var gradient: (Double, Double)
    public var hessian: (Double, Double, Double)

    public init(value: Double, gradient: (Double, Double), hessian: (Double, Double, Double)) {
      (self.value, self.gradient, self.hessian) = (value, gradient, hessian)
    }
  }

  public let name: String
  /// The motions of the plane that leave the index as it is.
  public let symmetries: [Generator]
  let squared: @Sendable (Double, Double) -> Squared

  public init(name: String, symmetries: [Generator], squared: @escaping @Sendable (Double, Double) -> Squared) {
    (self.name, self.symmetries, self.squared) = (name, symmetries, squared)
  }

  /// n at a point.
  public func index(_ x: Double, _ y: Double) -> Double { squared(x, y).value.squareRoot() }

  /// Whether light can be at a point.
  ///
  /// - Throws: `EngineError` where it cannot.
  func check(_ q: [Double], _ name: String, about: String) throws(EngineError) {
    let value = squared(q[0], q[1]).value
    guard value > 0, value.isFinite else {
      throw EngineError("the \(name) lies where the medium is opaque: n^2 is not positive", about: about)
    }
  }

  /// A medium whose index depends on the distance from a centre. `profile` gives n^2, its first and its second
  /// derivative by u = r^2, which are smooth at the centre where those by r are not.
  public static func radial(
    _ name: String, centre: (x: Double, y: Double) = (0, 0),
    profile: @escaping @Sendable (Double) -> (Double, Double, Double)
  ) -> Medium {
    Medium(name: name, symmetries: [.rotation(about: centre)]) { x, y in
      let (dx, dy) = (x - centre.x, y - centre.y)
      let (w, w1, w2) = profile(dx * dx + dy * dy)
      return Squared(
        value: w, gradient: (2 * w1 * dx, 2 * w1 * dy),
        hessian: (2 * w1 + 4 * w2 * dx * dx, 4 * w2 * dx * dy, 2 * w1 + 4 * w2 * dy * dy))
    }
  }

  /// A medium in layers along x: n depends on y alone. `profile` gives n^2 and its derivatives by y.
  public static func layered(_ name: String, profile: @escaping @Sendable (Double) -> (Double, Double, Double))
    -> Medium
  {
    Medium(name: name, symmetries: [.translation(along: [1, 0], name: "translation x")]) { _, y in
      let (w, w1, w2) = profile(y)
      return Squared(value: w, gradient: (0, w1), hessian: (0, 0, w2))
    }
  }

  /// Two media with an interface of a certain thickness between: n = (a + b)/2 + (a - b)/2 tanh(y/w).
  public static func interface(above a: Double, below b: Double, thickness w: Double) -> Medium {
    layered("layers") { y in
      let (mean, half, t) = ((a + b) / 2, (a - b) / 2, tanh(y / w))
      let (n, n1, n2) = (mean + half * t, half / w * (1 - t * t), -2 * half / (w * w) * t * (1 - t * t))
      return (n * n, 2 * n * n1, 2 * (n1 * n1 + n * n2))
    }
  }

  /// Luneburg's lens, n^2 = 2 - r^2: rays are ellipses about the centre.
  public static let luneburg = radial("luneburg") { u in (2 - u, -1, 0) }

  /// Maxwell's fish-eye, n = 2/(1 + r^2): rays are circles.
  public static let fisheye = radial("fisheye") { u in
    let a = 1 / (1 + u)
    return (4 * a * a, -8 * a * a * a, 24 * a * a * a * a)
  }

  /// A lens on a ground of index one: n = 1 + a exp(-r^2/b).
  public static func bump(height a: Double = 0.6, width b: Double = 0.5) -> Medium {
    radial("bump") { u in
      let e = a * exp(-u / b)
      let n = 1 + e
      return (n * n, -2 * n * e / b, 2 * e * (n + e) / (b * b))
    }
  }
}
