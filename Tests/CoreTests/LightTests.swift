import Core
import Foundation
import Testing

/// Rays that are shot, rays in media without symmetry, and what a ray written as y(x) does not conserve.
@Suite struct LightTests {
  private static func charge(_ ray: Ray, _ k: Int) -> Double {
    ray.points[k][0] * ray.momenta[k][1] - ray.points[k][1] * ray.momenta[k][0]
  }

  private static func spread(_ values: [Double]) -> Double { (values.max() ?? .nan) - (values.min() ?? .nan) }

  /// In Luneburg's lens q(S) = q0 cos S + p0 sin S with dS = ds/n, so that dT = n^2 dS and T = S - <q0, p0> sin(S)^2
  /// from the rim, |q0| = |p0| = 1. The errors fall with the square of the segment's length.
  @Test func raysOfLuneburgsLensAreEllipses() throws {
    func miss(_ segments: Int) throws -> Double {
      try [-0.9, -0.3, 0.2, 0.7].map { angle -> Double in
        let (s, start) = (1.4, (-cos(angle)))
        let ray = try Ray.shot(
          from: [-1, 0], direction: angle, time: s - start * sin(s) * sin(s), in: .luneburg, segments: segments)
        let (q, p) = (ray.points[segments], ray.momenta[segments])
        let (x, y) = (-cos(s) + cos(angle) * sin(s), sin(angle) * sin(s))
        let (px, py) = (sin(s) + cos(angle) * cos(s), sin(angle) * cos(s))
        let errors: [Double] = [q[0] - x, q[1] - y, p[0] - px, p[1] - py]
        return errors.map { abs($0) }.max() ?? .nan
      }.max() ?? .nan
    }
    let (coarse, fine) = (try miss(64), try miss(128))
    #expect(fine < 1e-3 && abs(log2(coarse / fine) - 2) < 0.05, "\(coarse) \(fine)")
  }

  /// All rays of a fan from the rim are at S = pi/2 on the rim again, and go on straight and parallel, p = -q0. At the
  /// rim the index has a kink, so that the errors fall with the segment's length alone.
  @Test func luneburgsLensMakesAFanParallel() throws {
    func miss(_ segments: Int) throws -> Double {
      try [-0.9, -0.3, 0.2, 0.7].map { angle -> Double in
        let ray = try Ray.shot(
          from: [-1, 0], direction: angle, time: .pi / 2 + cos(angle) + 0.7, in: .luneburg, segments: segments)
        let (q, p) = (ray.points[segments], ray.momenta[segments])
        let errors: [Double] = [q[0] - cos(angle) - 0.7, q[1] - sin(angle), p[0] - 1, p[1]]
        return errors.map { abs($0) }.max() ?? .nan
      }.max() ?? .nan
    }
    let (coarse, fine) = (try miss(64), try miss(512))
    #expect(fine < 1e-2 && fine < coarse / 4, "\(coarse) \(fine)")
    #expect(Medium.luneburg.rim == 1 && Medium.luneburg.index(2, 1) == 1)
  }

  /// A ray that is shot with the momentum of one between fixed ends is the same ray: both are stationary to rounding.
  @Test func shotsAreStationaryPaths() throws {
    for medium in [Medium.bump(), .fisheye, MechanicsTests.skew] {
      let ray = try #require(try Ray.between([-0.8, 0.3], [0.6, -0.5], in: medium, segments: 50).first)
      let momentum = ray.momenta[0].map { $0 * ray.time }
      let path = try RayAction(medium: medium, segments: 50).trajectory(
        from: ray.points[0], momentum: momentum, steps: 50)
      let worst = zip(path.points, ray.points).map { max(abs($0[0] - $1[0]), abs($0[1] - $1[1])) }.max() ?? .nan
      #expect(worst < 1e-10, "\(medium.name)")
    }
  }

  @Test func shotsConserveTheirCharge() throws {
    for angle in [-0.3, 0, 0.25] {
      let ray = try Ray.shot(from: [-1.5, 0], direction: angle, time: 4, in: .bump(), segments: 128)
      #expect(Self.spread((0...128).map { Self.charge(ray, $0) }) < 1e-12)
      let p = ray.momenta[0]
      #expect(
        abs((p[0] * p[0] + p[1] * p[1]).squareRoot() - Medium.bump().index(-1.5, 0)) < 1e-12, "it starts with |p| = n")
    }
  }

  /// The axial ray of the bump lens has passed one focus when it arrives: Morse's index theorem agrees with the saddle
  /// that Newton finds.
  @Test func theMorseIndexOfAShotCountsItsFoci() throws {
    #expect(try Ray.shot(from: [-1.5, 0], direction: 0, time: 3.75, in: .bump(), segments: 256).morseIndex == 1)
    #expect(try Ray.shot(from: [-1.5, 0], direction: 0, time: 2, in: .bump(), segments: 256).morseIndex == 0)
  }

  /// Without a symmetry charges drift, by the torque exactly: rounding of a hundred and fifty segments.
  @Test(arguments: Array(Generator.catalogue))
  func chargesDriftByTheTorque(xi: Generator) throws {
    let between = try Light(try Ray.between([-0.8, 0.3], [0.6, -0.5], in: MechanicsTests.skew, segments: 150))
    let fan = try Light(
      try [0.1, 0.6].map {
        try Ray.shot(from: [-0.8, 0.3], direction: $0, time: 2, in: MechanicsTests.skew, segments: 150)
      }, isFan: true)
    for light in [between, fan] {
      let law = try light.law(xi, light.trace)
      #expect(law.relativeDrift > 1e-2 && law.residual < 1e-13, "\(xi.name) \(law.relativeDrift) \(law.residual)")
    }
  }

  /// An interface thinner than a segment, where Newton's method finds nothing from any of its starts: going down the
  /// action first does. The ray has its charge to rounding, and Snell's law within the segments' error.
  @Test func aThinInterfaceIsFoundByDescent() throws {
    for thickness in [0.05, 0.02] {
      let ray = try #require(
        try Ray.between([-1, 1], [0.6, -1], in: .interface(above: 1, below: 1.5, thickness: thickness), segments: 64)
          .first)
      let sines = ray.momenta.map { $0[0] }
      #expect(Self.spread(sines) < 1e-12, "\(thickness)")
      func sine(_ k: Int) -> Double {
        ray.momenta[k][0] / (ray.momenta[k][0] * ray.momenta[k][0] + ray.momenta[k][1] * ray.momenta[k][1]).squareRoot()
      }
      #expect(abs(sine(0) / sine(64) - 1.5) < 2e-2, "\(thickness) \(sine(0) / sine(64))")
      #expect(ray.morseIndex == 0)
    }
    // How far the discrete action is from its medium shows in |p|, and goes away with finer segments.
    func coarseness(_ segments: Int) throws -> Double {
      try Ray.between([-1, 1], [0.6, -1], in: .interface(above: 1, below: 1.5, thickness: 0.02), segments: segments)
        .map(\.coarseness).max() ?? .nan
    }
    let (long, short) = (try coarseness(32), try coarseness(512))
    #expect(long > 0.03 && short < 3e-3, "\(long) \(short)")
  }

  /// The control: the same ray as a graph y(x), the x of its nodes fixed, stationary in y alone. Its travel time and
  /// its path are as good, but moving the nodes along x is no motion of the discrete problem any more, so that turning
  /// is no symmetry and q ^ p drifts.
  @Test func aGraphDoesNotConserveTheCharge() throws {
    let (a, b, n) = ([-0.9, 0.2], [0.5, 0.75], 8)
    let x = (0...n).map { a[0] + (b[0] - a[0]) * Double($0) / Double(n) }
    func time(_ k: Int, _ y: Double, _ z: Double) -> Double {
      let (dx, dy) = (x[k + 1] - x[k], z - y)
      return (Medium.luneburg.index(x[k], y) + Medium.luneburg.index(x[k + 1], z)) / 2
        * (dx * dx + dy * dy).squareRoot()
    }
    let h = 1e-4
    func first(_ k: Int, _ y: Double, _ z: Double) -> Double { (time(k, y + h, z) - time(k, y - h, z)) / (2 * h) }
    func second(_ k: Int, _ y: Double, _ z: Double) -> Double { (time(k, y, z + h) - time(k, y, z - h)) / (2 * h) }
    var y = (0...n).map { a[1] + (b[1] - a[1]) * Double($0) / Double(n) }
    // Gauss and Seidel, with Newton's step for each node.
    for _ in 0..<4000 {
      for k in 1..<n {
        func slope(_ v: Double) -> Double { second(k - 1, y[k - 1], v) + first(k, v, y[k + 1]) }
        y[k] -= slope(y[k]) / ((slope(y[k] + h) - slope(y[k] - h)) / (2 * h))
      }
    }
    let residual = (1..<n).map { abs(second($0 - 1, y[$0 - 1], y[$0]) + first($0, y[$0], y[$0 + 1])) }.max() ?? .nan
    #expect(residual < 1e-7, "\(residual)")
    let charges = (1..<n).map { k -> Double in
      let py = second(k - 1, y[k - 1], y[k])
      let index = Medium.luneburg.index(x[k], y[k])
      return x[k] * py - y[k] * (index * index - py * py).squareRoot()
    }
    #expect((1e-3...2e-2).contains(Self.spread(charges)), "\(Self.spread(charges))")
    let ray = try #require(try Ray.between(a, b, in: .luneburg, segments: n).first)
    #expect(Self.spread((0...n).map { Self.charge(ray, $0) }) < 1e-12)
    #expect(abs((0..<n).reduce(0) { $0 + time($1, y[$1], y[$1 + 1]) } - ray.time) < 2e-2, "it is the same ray")
  }

  @Test func lightThatGoesNowhereIsRefusedInWords() {
    func message(_ body: () throws -> Void) -> (text: String, about: String?) {
      do { try body() } catch let error as EngineError { return (error.message, error.about) } catch {
        return ("\(error)", nil)
      }
      return ("fine", nil)
    }
    let opaque = message {
      _ = try Ray.shot(
        from: [-1, 0], direction: 2, time: 5, in: Medium.layered("mirror") { y in (1 - y, -1, 0) }, segments: 64)
    }
    // A parabola turns before it comes to y = 1.
    #expect(opaque.text == "fine")
    let wall = message { _ = try Ray.shot(from: [-1, 0], direction: 0, time: 5, in: Self.wall, segments: 64) }
    #expect(wall.text.contains("after ") && wall.text.contains(" of 64 segments") && wall.about == "time", "\(wall)")
    let blocked = message { _ = try Ray.between([-1, 0], [1, 0], in: Self.wall, segments: 33, starts: 1) }
    #expect(blocked.text.hasPrefix("no ray was found") && blocked.about == "to", "\(blocked)")
    #expect(message { _ = try Ray.shot(from: [0, 0], direction: 0, time: 5, in: Self.wall) }.about == "from")
    #expect(message { _ = try Ray.shot(from: [-1, 0], direction: 0, time: -1, in: .fisheye) }.about == "time")
  }

  /// Opaque within |x| < 0.3, without warning.
  static let wall = Medium(name: "wall", symmetries: []) { x, _ in
    .init(value: abs(x) < 0.3 ? -1 : 1, gradient: (0, 0), hessian: (0, 0, 0))
  }
}
