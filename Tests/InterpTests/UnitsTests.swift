import Foundation
import Interp
import Testing

/// The same scenes in other units of length: what has no unit has the same digits. Powers of two change no bit; for other
/// factors the numbers are rounded otherwise, and converged ones agree to rounding.
@Suite struct UnitsTests {
  /// Of a scene the script, in which `q` is the unit of length, and the numbers that it shows.
  struct Scene: Sendable, CustomTestStringConvertible {
    let name: String
    let script: String
    let shown: String
    /// How far the numbers may differ for factors that are no powers of two: a hundred roundings of what is computed at
    /// once, 1e-9 of what is trained or searched for.
    var tolerance = 1e-9
    /// Whether powers of two change no bit; the logarithm of a width they do.
    var isExact = true
    var testDescription: String { name }
  }

  static let clusters = """
    seed 1
    define cluster a n=4 at=(0, q) sd=0.1*q to=(q, 0)
    define cluster b n=4 at=(q, 0) sd=0.1*q to=(0, q)

    """

  /// Each family from amplitudes and with a penalty that have its units; those whose amplitudes have several from the map
  /// that does nothing.
  static let families: [(family: String, options: String)] = [
    ("bump", "s=0.5*q amplitude=0.05*q penalty=1e-2"), ("swirl", "s=0.5*q amplitude=0.05 penalty=1e-2*q^2"),
    ("pinch", "s=0.5*q amplitude=0.05 penalty=1e-2*q^2"), ("general", "s=0.5*q amplitude=0 penalty=0"),
    ("affine", "amplitude=0 penalty=0"), ("pinned", "s=0.5*q amplitude=0.05*q penalty=1e-2"),
    ("anisotropic", "s=0.7*q amplitude=0.05*q penalty=1e-2"),
  ]

  static func chain(_ family: String, _ options: String) -> String {
    clusters + "build chain layers=6 family=\(family) spread=1.5*q \(options)\n"
  }

  /// Loss, charges and interaction: what trained chains come to.
  static let report =
    "\"{loss/q^2:.17g} {max(abs(drift(momentum))):.17g} {max(abs(drift(angular))):.17g} {violation(a):.17g}\" length(loss over step)"
  static let converged = "loss/q^2 violation(a)"

  static let chains: [Scene] =
    families.map { Scene(name: "\($0), newton", script: chain($0, $1) + "train newton steps=12", shown: report) }
    + families.map { Scene(name: "\($0), lbfgs", script: chain($0, $1) + "train lbfgs steps=8", shown: report) }
    + ["adam steps=20 rate=0.02*q", "gd steps=20", "momentum steps=20"].map {
      Scene(name: "bump, \($0)", script: chain("bump", families[0].options) + "train \($0)", shown: report)
    }
    + ["scale=trained", "kernel=lorentz", "kernel=compact"].map {
      Scene(
        name: "bump, \($0)", script: chain("bump", families[0].options + " " + $0) + "train newton steps=6",
        shown: report, isExact: $0 != "scale=trained")
    }
    + [
      Scene(
        name: "in single precision",
        script: chain("bump", families[0].options + " precision=single") + "train adam steps=5 rate=0.02*q",
        shown: report, tolerance: 1e-5),
      Scene(
        name: "by a formula",
        script: "define family wave(x, y; c: y, a: scalar, w: scalar = 3/q) = (x + a*sin(w*(y - c)), y)\n"
          + chain("wave", "amplitude=0 penalty=0") + "train newton steps=6", shown: "\"{loss/q^2:.17g}\""),
      // Of which it is not said what the numbers are.
      Scene(
        name: "by a formula of unknown numbers",
        script: "define family own(x, y; c: x, e: y, a: scalar, b: scalar) = "
          + "(x + a*exp(-((x - c)^2 + (y - e)^2)/(0.5*q^2)), y + b*exp(-((x - c)^2 + (y - e)^2)/(0.5*q^2)))\n"
          + chain("own", "amplitude=0.05*q penalty=1e-2") + "train newton", shown: "\"{loss/q^2:.12g}\""),
      Scene(
        name: "newton to its end", script: chain("bump", families[0].options) + "train newton",
        shown: "\"{loss/q^2:.12g}\" gradient/q < 1e-14"),
    ]

  static let orbits: [Scene] = ["verlet", "euler", "rk4", "midpoint"].flatMap { rule -> [Scene] in
    let shown =
      "\"{max(abs(energy/energy[0] - 1)):.17g} {max(abs(drift(angular))):.17g} {position.body1[last].x/q:.17g}\""
    return [
      Scene(
        name: "ellipse, \(rule)",
        script: "build orbit masses=[q, 2*q] eccentricity=0.5 axis=q steps=100 integrator=\(rule)", shown: shown),
      Scene(
        name: "three bodies, \(rule)",
        script: "build orbit masses=q positions=[(q, 0), (-q, 0), (0, 2*q)] "
          + "velocities=[(0, 0.5), (0, -0.5), (0.3, 0)] softening=0.1*q step=1e-2*q steps=50 integrator=\(rule)",
        shown: shown),
      Scene(
        name: "softened, \(rule)",
        script: "build orbit masses=q positions=[(q, 0), (-q, 0)] velocities=[(0, 0.4), (0, -0.4)] softening=0.5*q "
          + "steps=100 integrator=\(rule)", shown: shown),
    ]
  }
  static let others: [Scene] = [
    Scene(
      name: "twenty bodies",
      script: "def place(i) = (q*(i % 5 - 2), q*(floor(i/5) + 0.1*(i % 3)))\n"
        + "build orbit masses=q positions=map(place, 0..19) softening=0.1*q step=1e-2*q steps=20",
      shown: "\"{max(abs(energy/energy[0] - 1)):.17g} {position.body1[last].x/q:.17g}\""),
    Scene(
      name: "a path from a start",
      script: "define action pendulum(x, v; w=1/q) = v^2/2 - (1 - cos(w*x))\n"
        + "build path action=pendulum from=q velocity=0.3 time=2*q steps=50", shown: "\"{position[last]/q:.17g}\""),
    Scene(
      name: "a path between points",
      script: "define action pendulum(x, v; w=1/q) = v^2/2 - (1 - cos(w*x))\n"
        + "build path action=pendulum from=q to=-0.5*q time=2*q steps=50 rule=midpoint",
      shown: "\"{position[25]/q:.17g}\""),
    Scene(
      name: "light",
      script: "def n(r) = 1 + 0.6*exp(-(r/q)^2/0.5)\nbuild ray index=n from=(-1.5*q, 0) to=(1.5*q, 0)",
      shown: "\"{duration.ray1[last]/q:.17g} {duration.ray3[last]/q:.17g} {max(abs(drift(angular))) < 1e-13}\""),
    Scene(
      name: "a fan",
      script: "def n(r) = 1 + 0.6*exp(-(r/q)^2/0.5)\nbuild ray index=n from=(-1.5*q, 0) fan=5 time=3*q",
      shown: "\"{position.ray2[last].x/q:.17g}\""),
    Scene(
      name: "a geodesic", script: clusters + "build geodesic scale=0.7*q steps=10",
      shown: "\"{energy[0]/q^2:.17g} {max(abs(drift(momentum))) < 1e-13}\""),
  ]

  static func numbers(_ scene: Scene, _ q: Double, _ files: [String: String] = [:]) throws -> String {
    let (host, _, status) = run("let q = \(q)\n\(scene.script)\nprint \(scene.shown)\n", files: files)
    try #require(status == .fine, "\(q): \(host.errors)")
    return try #require(host.shown.last)
  }

  static let powers = [-200.0, -100, 100, 200].map { pow(2, $0) }

  @Test(arguments: chains + orbits + others) func powersOfTwoChangeNoBit(scene: Scene) throws {
    let usual = try Self.numbers(scene, 1)
    for q in Self.powers where scene.isExact { #expect(try Self.numbers(scene, q) == usual, "\(q)") }
  }

  @Test(arguments: chains + orbits + others) func otherFactorsChangeRoundingAlone(scene: Scene) throws {
    let usual = try Self.numbers(scene, 1).split(separator: " ").map(String.init)
    for q in [1e-60, 1e-14, 3e5, 1e60] + (scene.isExact ? [] : Self.powers) {
      let others = try Self.numbers(scene, q).split(separator: " ").map(String.init)
      try #require(others.count == usual.count)
      for (a, b) in zip(usual, others) where a != b {
        let (x, y) = (try #require(Double(a)), try #require(Double(b)))
        // Drifts of what is conserved are rounding, here and there.
        #expect(abs(x - y) <= scene.tolerance * max(abs(x), 1e-3), "\(q): \(a), \(b)")
      }
    }
  }

  /// Columns of numbers of any unit, scaled by their deviation, make the same network.
  @Test func networksOfScaledColumns() throws {
    func file(_ q: Double) -> String {
      (0..<12).reduce("x,y,kind\n") { text, i in
        let (x, y) = (sin(Double(i)), cos(Double(3 * i)))
        return text + "\(q * x),\(q * y),\(x + y > 0.2 ? "up" : "down")\n"
      }
    }
    let scene = Scene(
      name: "",
      script: "seed 1\ndefine data d file=\"d.csv\" scale=standard\n"
        + "build network data=d layers=[\"tanh 3\", \"layernorm 4 tanh\", \"linear 2\"]\ntrain newton steps=5",
      shown: "\"{loss:.17g} {gradient:.17g}\"")
    let usual = try Self.numbers(scene, 1, ["d.csv": file(1)])
    for q in Self.powers { #expect(try Self.numbers(scene, 1, ["d.csv": file(q)]) == usual, "\(q)") }
  }

  /// What does not fit into numbers is refused, not computed wrongly.
  @Test(arguments: [
    "build orbit masses=1 positions=[(0, 0), (1e-120, 0)] step=1e-180",
    "build orbit masses=1 positions=[(0, 0), (1e120, 0)] step=1",
    "build orbit masses=1e-170 positions=[(0, 0), (1, 0)] step=1",
    "define cluster a n=3 at=(0, 1e200) to=(1e200, 0)\nbuild chain layers=2 s=1e200 spread=1e200",
    "define cluster a n=3 at=(0, 1e-120) to=(1e-120, 0)\nbuild chain layers=2 s=1e-120 spread=1e-120",
    "define cluster a n=3 at=(0, 1) to=(1, 0)\nbuild chain layers=2 s=1e-120",
    "define cluster a n=3 at=(0, 1e-170) to=(1e-170, 0)\nbuild geodesic scale=1e-170",
    "build ray from=(0, 0) to=(1e-170, 0)", "build ray from=(0, 0) fan=3 time=1e170 lens=\"1\"",
    "define cluster a n=3 at=(0, 1) to=(1, 0)\nbuild chain layers=2 amplitude=1e200",
  ])
  func beyondTheRangeOfNumbersIsSaid(script: String) {
    let (host, _, status) = run("seed 1\n" + script)
    #expect(status != .fine && host.errors.count == 1, "\(host.shown)")
    #expect(host.codes.allSatisfy { ["out-of-range", "not-finite"].contains($0.name) }, "\(host.codes)")
  }

  /// Where eighths of the time end within steps too.
  @Test(arguments: [500, 1000, 37, 8, 5, 1]) func sectorsOfACircleAreEqual(steps: Int) {
    let (host, _, status) = run("build orbit eccentricity=0 steps=\(steps) periods=\(Double(steps) / 1000)\nplot path")
    #expect(status == .fine, "\(host.errors)")
    #expect(host.captions.last?.hasPrefix("mass x swept area") == true)
    #expect(host.captions.last?.contains(" to ") == false, "\(host.captions)")
  }
}
