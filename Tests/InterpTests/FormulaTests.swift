import Core
import Foundation
import Interp
import Syntax
import Testing

/// Families of one's own beside the families written by hand that they equal.
@Suite struct FormulaTests {
  /// name, formula
  static let twins: [(String, String)] = [
    (
      "bump",
      "own(x, y; cx, cy, vx, vy) = (x + vx*exp(-((x - cx)^2 + (y - cy)^2)/2/0.7^2), y + vy*exp(-((x - cx)^2 + (y - cy)^2)/2/0.7^2))"
    ),
    ("bump", "own(p; c: centre, v: vector) = p + v*exp(-dot(p - c, p - c)/2/0.7^2)"),
    (
      "swirl",
      "own(p; c: centre, a: scalar) = c + (cos(a*exp(-dot(p - c, p - c)/0.98))*(p - c).x - sin(a*exp(-dot(p - c, p - c)/0.98))*(p - c).y, "
        + "sin(a*exp(-dot(p - c, p - c)/0.98))*(p - c).x + cos(a*exp(-dot(p - c, p - c)/0.98))*(p - c).y)"
    ),
    ("pinch", "own(p; c: centre, b) = p + b*exp(-dot(p - c, p - c)/0.98)*(p - c)"),
    (
      "general",
      "own(p; c: centre, v: vector, a: matrix) = p + (v + (a[1]*(p - c).x + a[2]*(p - c).y, a[3]*(p - c).x + a[4]*(p - c).y))*exp(-dot(p - c, p - c)/0.98)"
    ),
    ("affine", "own(x, y; w: matrix = [1, 0, 0, 1], b: vector) = (w[1]*x + w[2]*y + b.x, w[3]*x + w[4]*y + b.y)"),
  ]

  static func family(_ definition: String) throws -> FormulaFamily {
    let (_, interpreter, status) = run("define family \(definition)")
    try #require(status == .fine)
    return try #require(interpreter.session.workspace.families["own"])
  }

  static func population(_ n: Int = 333) throws -> Population {
    var random = Random(seed: 8, stream: "formulas")
    func points() -> [[Double]] { (0..<n).map { _ in [random.normal(), random.normal()] } }
    return try Population(of: [Cluster(name: "all", states: points(), destinations: points())])
  }

  /// Value, gradient, Hessian, costates, a layer's gradient, images and determinants; 1e-13 of the scale, as some
  /// rounding differs.
  @Test(arguments: twins.indices)
  func aFormulaAgreesWithTheFamilyThatItEquals(_ index: Int) throws {
    let (name, definition) = Self.twins[index]
    let (own, population) = (try Self.family(definition), try Self.population())
    let twin = try Catalogue.family(named: name, scale: Scale(0.7))
    for arithmetic in [Arithmetic.portable, .fast, .baseline] {
      var random = Random(seed: 3, stream: "twins")
      let b = try Chain.random(
        family: twin, layers: 6, penalty: 0, amplitude: 0.3, arithmetic: arithmetic, random: &random)
      let a = try Chain(family: own, theta: b.theta, penalty: 0, arithmetic: arithmetic)
      let (x, y) = (try Self.numbers(a, population), try Self.numbers(b, population))
      for (p, q) in zip(x, y) {
        let scale = q.map(abs).max() ?? 0
        #expect(scale > 1e-3)
        for (u, v) in zip(p, q) { #expect(!(abs(u - v) > 1e-13 * scale)) }
      }
    }
  }

  static func numbers(_ chain: Chain, _ population: Population) throws -> [[Double]] {
    let e = chain.evaluate(population, threads: 2)
    let trace = try chain.trace(of: population)
    return [
      [e.loss], e.gradient, try chain.hessian(population, threads: 2),
      trace.states.flatMap { $0.points.flatMap { $0 } },
      trace.costates.flatMap { $0.points.flatMap { $0 } }, chain.layerGradient(3, trace: trace),
      chain.jacobianDeterminants(2, at: trace.states[1]),
      chain.apply(layer: 2, to: trace.states[1]).points.flatMap { $0 },
    ]
  }

  static let functions = [
    "own(x, y; a, b) = (x + a*tanh(x*y + b), y + b*sqrt(1 + x^2))",
    "own(x, y; a, b) = (x + a*atan2(y, x + 7), y + log(b + 9 + x*x))",
    "own(x, y; a, b) = (x + sinh(a*y/2) - cosh(b*x/3), y + atan(a*x - 3*y) + asin(b/(3 + x*x)))",
    "own(x, y; a, b) = (x + a*abs(y - 0.123) + max(x, b), y + min(x*b, y)*sign(x + 5))",
    "own(x, y; a, b) = (x^3/9 + a*tan(y/4), y + b*exp(-x^2)*(2 + x^2)^1.3)",
  ]

  /// Every function: the gradient against differences of the loss, the Hessian against differences of gradients
  /// (central, h = 1e-5: 1e-10 of the scale, and some rounding), and the same bits in registers of any width.
  @Test(arguments: functions)
  func derivativesAgreeWithDifferences(definition: String) throws {
    let (own, population) = (try Self.family(definition), try Self.population(70))
    let theta = [0.3, 0.2, -0.4, 0.5, 0.1, 0.25]
    var chain = try Chain(family: own, theta: theta, penalty: 0)
    let (gradient, hessian) = (chain.evaluate(population).gradient, try chain.hessian(population))
    let (scale, second) = (gradient.map(abs).max()!, hessian.map(abs).max()!)
    for j in theta.indices {
      chain.theta[j] = theta[j] + 1e-5
      let above = chain.evaluate(population)
      chain.theta[j] = theta[j] - 1e-5
      let below = chain.evaluate(population)
      chain.theta[j] = theta[j]
      #expect(!(abs((above.loss - below.loss) / 2e-5 - gradient[j]) > 1e-7 * scale))
      for i in theta.indices {
        #expect(!(abs((above.gradient[i] - below.gradient[i]) / 2e-5 - hessian[i * 6 + j]) > 1e-6 * second))
      }
    }
    let numbers = try Self.numbers(chain, population)
    for other in [Arithmetic.baseline, .portableAVX2] {
      #expect(try Self.numbers(Chain(family: own, theta: theta, penalty: 0, arithmetic: other), population) == numbers)
    }
  }

  /// Powers and bends at zero, in the graph and in lanes, plain and dual: of a point at the origin that is 1 too far in x,
  /// dL/da = f_a and d2L/da2 = f_a^2 + f_aa at a = 0.
  @Test(arguments: [
    ("abs(x - a)^2.5", 0.0, 0.0), ("abs(x - a)^2.3", 0, 0), ("abs(x - a)^3", 0, 0), ("abs(x - a)^2", 0, 2),
    ("norm((x - a, y))^2", 0, 2), ("norm((x - a, y))^3", 0, 0), ("norm((x - a, y))^4", 0, 0),
    ("norm((x - a, y))*norm((x - a, y))", 0, 2), ("norm((x - a, y))^2.5", 0, 0), ("((x - a)^2 + y^2)^1.25", 0, 0),
    ("((x - a)^2)^1.25", 0, 0), ("(x - a)^2.5", 0, 0), ("(x - a)^2.7", 0, 0), ("sqrt((x - a)^2)^3", 0, 0),
    ("sqrt(abs(x - a))^5", 0, 0), ("max(a, 0) + min(a, 0)", 1, 1), ("max(a, 0)", 0.5, 0.25),
    ("max(a, 3*a)", 2, 4), ("min(3*a, a)", 2, 4), ("a + abs(a)", 1, 1),
  ])
  func derivativesAtZeroAreThoseThatExist(formula: String, slope: Double, second: Double) throws {
    let own = try Self.family("own(x, y; a) = (x + \(formula), y)")
    let population = try Population(
      of: [Cluster(name: "all", states: [[0, 0]], destinations: [[-1, 0]])])
    for arithmetic in [Arithmetic.portable, .fast, .baseline] {
      let chain = try Chain(family: own, theta: [0], penalty: 0, arithmetic: arithmetic)
      #expect(chain.evaluate(population).gradient == [slope], "\(arithmetic)")
      #expect(try chain.hessian(population) == [second], "\(arithmetic)")
    }
    #expect(own.fault(at: [0, 0], [0]) == nil)
  }

  /// An exponent is a parameter as any other, at zero too.
  @Test func exponentsAreDifferentiated() throws {
    let own = try Self.family("own(x, y; a, b=2) = (x + a, y + abs(x)^b)")
    let population = try Population(
      of: [Cluster(name: "all", states: [[0, 0], [0.7, 0.1]], destinations: [[0, 1], [1, 0]])])
    var chain = try Chain(family: own, theta: [0.1, 2.2], penalty: 0)
    let gradient = chain.evaluate(population).gradient
    let values = try [1e-6, -1e-6].map { change in
      chain = try Chain(family: own, theta: [0.1, 2.2 + change], penalty: 0)
      return chain.evaluate(population).loss
    }
    // Central differences: 1e-12 of the third derivative, 1e-16/1e-6 of rounding.
    #expect(abs((values[0] - values[1]) / 2e-6 - gradient[1]) <= 1e-9)
  }

  /// The kernel's functions beside the system's, relative errors.
  @Test(arguments: [
    ("exp(x)", 4e-16, -700.0...700.0), ("log(x)", 4e-16, 1e-3...1e4), ("sqrt(x)", 2e-16, 0...1e6),
    ("sinh(x)", 8e-16, -20...20), ("tanh(x)", 5e-16, -20...20),
    ("atan(x)", 5e-16, -30...30), ("cosh(x)", 8e-16, -20...20), ("tanh(x)", 5e-16, -0.7...0.7),
    ("sinh(x)", 8e-16, -1.1...1.1), ("log(x)", 4e-16, 0.5...2),
  ])
  func theKernelsFunctionsAreAccurate(function: String, bound: Double, range: ClosedRange<Double>) throws {
    let own = try Self.family("own(x, y; a) = (\(function), y + a*x)")
    let chain = try Chain(family: own, theta: [0], penalty: 0)
    var random = Random(seed: 2, stream: "functions")
    let points = Columns<State>(points: (0..<4096).map { _ in [random.uniform(in: range), 0] })
    let images = chain.apply(layer: 1, to: points)
    let exact = try #require(Self.system[function])
    for i in 0..<points.count {
      let exact = exact(points[i, 0])
      // The system's own error is up to half a unit more.
      #expect(!(abs(images[i, 0] - exact) > (bound + 2e-16) * abs(exact)), "\(function) at \(points[i, 0])")
    }
  }

  static let system: [String: @Sendable (Double) -> Double] = [
    "exp(x)": { exp($0) }, "log(x)": { log($0) }, "sqrt(x)": { $0.squareRoot() }, "sinh(x)": { sinh($0) },
    "tanh(x)": { tanh($0) },
    "atan(x)": { atan($0) }, "cosh(x)": { cosh($0) },
  ]

  @Test func symmetriesAreFound() throws {
    func names(_ definition: String) throws -> [String] { try Self.family(definition).symmetries.map(\.name) }
    #expect(try names(Self.twins[0].1) == ["translation x", "translation y", "rotation"])
    #expect(
      try names("own(p; c: centre, v: vector, s: length = 0.5) = p + v*exp(-dot(p - c, p - c)/2/s^2)") == [
        "translation x", "translation y", "rotation", "dilation",
      ])
    #expect(try names(Self.twins[5].1).count == 6)
    #expect(try names("own(x, y; c, a) = (x + a*sin(3*(y - c)), y)") == ["translation x", "translation y"])
    #expect(try names("own(x, y; vx, vy) = (x + vx*exp(-x^2 - y^2), y + vy*exp(-x^2 - y^2))") == ["rotation"])
    #expect(try names("own(x, y; a) = (x + a*sin(y)*x^2, y + x)") == [])
  }

  /// Both sides of the law, for what was found.
  @Test(arguments: twins.indices)
  func driftEqualsDefect(_ index: Int) throws {
    let own = try Self.family(Self.twins[index].1)
    var random = Random(seed: 3, stream: "law")
    let chain = try Chain.random(family: own, layers: 8, penalty: 0.01, amplitude: 0.3, random: &random)
    let trace = try chain.trace(of: Self.population(37))
    #expect(!own.symmetries.isEmpty)
    for generator in own.symmetries {
      #expect(!(chain.drift(generator, trace).residual > 1e-14))
    }
  }

  @Test func aDefinitionCanBeReadAgain() throws {
    let (host, interpreter, status) = run(
      setup
        + "let h = 0.3\ndef k(r) = exp(-r/h)\ndefine family own(p; c: centre, v: vector = (0.1, 0)) = p + v*k(dot(p - c, p - c))\n"
        + "build chain layers=3 family=own\nlet before = loss\nsave \"own.json\"\nload \"own.json\"\nexpect loss == before"
    )
    #expect(status == .fine, "\(host.errors)")
    let family = try #require(interpreter.session.workspace.families["own"])
    #expect(family.definition == "own(p; c: centre, v: vector = (0.1, 0)) = p + v * exp(-dot(p - c, p - c) / 0.3)")
  }
}

/// The language around families of one's own.
@Suite struct FamilyDefinitionTests {
  @Test func whatIsLoggedReadsBackAsTheSame() {
    let text = "define family wave(x, y; c: y, a, w = 3) = (x + a * sin(w * (y - c)), y) closed=translations"
    let (_, interpreter, status) = run(text, name: nil)
    #expect(status == .fine)
    #expect(interpreter.session.workspace.families["wave"]?.parameters.map(\.rest) == [0, 0, 3])
    var parser = Parser(Source(text), Language.nsh.vocabulary)
    #expect(Language.nsh.printer.text(parser.parse()) == text + "\n")
  }

  @Test func undoTakesADefinitionBack() {
    let (host, interpreter, _) = run("define family wave(x, y; a) = (x + a*y, y)", name: nil)
    #expect(interpreter.complete(line: "build chain family=wa", cursor: 21).candidates == ["wave"])
    #expect(interpreter.run(Source("undo")) == .fine, "\(host.errors)")
    #expect(interpreter.complete(line: "build chain family=wa", cursor: 21).candidates.isEmpty)
  }

  /// A chain keeps the family that it was built of.
  @Test func aNewDefinitionLeavesOldChainsAlone() {
    let (host, _, status) = run(
      setup + "define family own(x, y; a = 1) = (x + a*y, y)\nbuild chain layers=2 family=own\nlet l = loss\n"
        + "define family own(x, y; a = 1) = (x - a*y, y)\nexpect loss == l\nbuild chain layers=2 family=own\nexpect loss != l"
    )
    #expect(status == .fine, "\(host.errors)")
  }

  @Test func discoveryKnowsThemToo() {
    let (host, _, status) = run(
      "seed 1\ndefine family own(p; c: centre, v: vector) = p + v*exp(-dot(p - c, p - c))\nlet r = discover family own\nexpect length(r) == 3"
    )
    #expect(status == .fine, "\(host.errors)")
  }
}
