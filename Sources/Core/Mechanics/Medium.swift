/// n^2 in JavaScript, for pages on which light is found.
public struct MediumScript: Sendable {
  /// What n^2 is a function of, and so what the script is given and returns: `radial`, of u = r^2, and `radius`, of r,
  /// about the origin; `layered`, of y: n^2, its first and its second derivative. `plane`, of x and y: n^2, its gradient
  /// (x, y), its Hessian (xx, xy, yy).
  public enum Shape: String, Sendable { case radial, radius, layered, plane }
  public let shape: Shape
  /// A function's body, with the settings as members of `p`. NaN stands where the medium is opaque.
  public let body: String
  public let settings: [(name: String, value: Double)]

  public init(_ shape: Shape, _ body: String, _ settings: [(name: String, value: Double)] = []) {
    (self.shape, self.body, self.settings) = (shape, body, settings)
  }
}

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
  /// The same in a page; nil where it is known to the engine alone.
  public let script: MediumScript?
  /// The radius about the centre at which a lens ends; nil where it fades out or goes on for ever.
  public var rim: Double?
  let squared: @Sendable (Double, Double) -> Squared

  public init(
    name: String, symmetries: [Generator], script: MediumScript? = nil,
    squared: @escaping @Sendable (Double, Double) -> Squared
  ) {
    (self.name, self.symmetries, self.script, self.squared) = (name, symmetries, script, squared)
  }

  /// n at a point.
  public func index(_ x: Double, _ y: Double) -> Double { squared(x, y).value.squareRoot() }

  /// Whether light can be at a point.
  ///
  /// - Throws: `EngineError` where it cannot.
  func check(_ q: [Double], _ name: String, about: String) throws(EngineError) {
    let value = squared(q[0], q[1]).value
    guard value > 0, value.isFinite else {
      throw EngineError(.opaque, "the \(name) lies where the medium is opaque: n^2 is not positive", about: about)
    }
  }

  /// A medium whose index depends on the distance from a centre. `profile` gives n^2, its first and its second
  /// derivative by u = r^2, which are smooth at the centre where those by r are not.
  public static func radial(
    _ name: String, centre: (x: Double, y: Double) = (0, 0), script: MediumScript? = nil,
    profile: @escaping @Sendable (Double) -> (Double, Double, Double)
  ) -> Medium {
    Medium(name: name, symmetries: [.rotation(about: centre)], script: script) { x, y in
      let (dx, dy) = (x - centre.x, y - centre.y)
      let (w, w1, w2) = profile(dx * dx + dy * dy)
      return Squared(
        value: w, gradient: (2 * w1 * dx, 2 * w1 * dy),
        hessian: (2 * w1 + 4 * w2 * dx * dx, 4 * w2 * dx * dy, 2 * w1 + 4 * w2 * dy * dy))
    }
  }

  /// A medium in layers along x: n depends on y alone. `profile` gives n^2 and its derivatives by y.
  public static func layered(
    _ name: String, script: MediumScript? = nil, profile: @escaping @Sendable (Double) -> (Double, Double, Double)
  ) -> Medium {
    Medium(name: name, symmetries: [.translation(along: [1, 0], name: "translation x")], script: script) { _, y in
      let (w, w1, w2) = profile(y)
      return Squared(value: w, gradient: (0, w1), hessian: (0, 0, w2))
    }
  }
}
