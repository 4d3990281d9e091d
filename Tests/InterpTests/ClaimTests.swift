import Core
import Interp
import Testing

/// What actions and families by formula claim: outside of any box, in any units, and never too much.
@Suite struct ClaimTests {
  static func action(_ definition: String) throws -> LagrangianSymmetries {
    let (host, interpreter, status) = run("define action own\(definition)")
    try #require(status == .fine, "\(host.errors)")
    let action = try #require(interpreter.session.workspace.actions["own"])
    return action.symmetries(action.parameters.map(\.standard))
  }

  static func family(_ definition: String) throws -> FormulaFamily {
    let (host, interpreter, status) = run("define family own\(definition)")
    try #require(status == .fine, "\(host.errors)")
    return try #require(interpreter.session.workspace.families["own"])
  }

  static let plane = "(x, y, vx, vy) = (vx^2 + vy^2)/2"
  static let bodies =
    "(a: point, b: point, c: point, va: point, vb: point, vc: point) = dot(va, va) + dot(vb, vb) + dot(vc, vc)"

  /// The rest of L, and the motions that leave it as it is, derived by hand.
  static let actions: [(String, [String])] = [
    // Structure far from where one stands.
    ("- 100*max(0, x - 5)^2", ["translation y"]),
    ("- 100*max(0, -x - 500)^2", ["translation y"]),
    ("- min(y, 7)^3", ["translation x"]),
    ("- abs(x + y - 9)", ["translation along (0.707, -0.707)"]),
    ("- exp(-10*((x - 8)^2 + y^2))", ["rotation about (8, 0)"]),
    ("- exp(-((x - 8)^2 + (y + 3)^2)/0.05^2)", ["rotation about (8, -3)"]),
    ("- exp(-10*((x - 8)^2 + 2*y^2))", []),
    ("- max(0, 1 - ((x - 30)^2 + y^2)/0.05^2)^3", ["rotation about (30, 0)"]),
    ("- tanh(50*(x - 30))", ["translation y"]),
    ("- 1/(1 + exp(x - 30))", ["translation y"]),
    ("- exp(-(x - 40)^2) - exp(-(y - 50)^2)", []),
    // Small structure, and structure that is seen from afar only.
    ("- exp(-(x^2 + y^2)/1e-6)", ["rotation"]),
    ("+ exp(-(x^2 + y^2)/1e12)", ["rotation"]),
    ("+ exp(-(x^2 + 1.0001*y^2)/1e12)", []),
    ("- 1e-20*x", ["translation y"]),
    ("- 1e-300*x*y", []),
    // What is one written in two ways.
    ("- exp(-x^2)*exp(-y^2)", ["rotation"]),
    ("- (x^2 + y^2)^1.7", ["rotation"]),
    ("- sqrt(x^2*(x^2 + y^2) + y^2*(x^2 + y^2))", ["rotation"]),
    ("+ 1/sqrt(x^2 + y^2) + log(x^2 + y^2)", ["rotation"]),
    ("- (max(x, y) + min(x, y))^2", ["translation along (0.707, -0.707)"]),
    ("- sqrt(x^2)^2 - y^2", ["rotation"]),
    ("- exp(log(x^2 + y^2)*2)", ["rotation"]),
    ("- (cos(x)^2 + sin(x)^2)*y^2", ["translation x"]),
    ("- cosh(x)^2 + sinh(x)^2", ["translation x", "translation y", "rotation"]),
    ("- sinh(x)*cosh(x) - y^2*abs(cosh(x) - 1)", []),
    ("- sqrt(x^2 + 2*x*y + y^2) + abs(x + y) - y", ["translation x"]),
    // All of them.
    ("", ["translation x", "translation y", "rotation"]),
    ("+ 1/sqrt(x^2 + y^2)", ["rotation"]),
    ("+ 1/sqrt((x - 1)^2 + y^2) + 1/sqrt((x + 1)^2 + y^2)", []),
  ]

  @Test(arguments: actions.indices) func actionsClaimWhatHolds(_ i: Int) throws {
    let (rest, names) = Self.actions[i]
    let found = try Self.action("\(Self.plane) \(rest)")
    #expect(found.generators.map(\.name) == names, "\(rest)")
  }

  /// These are proved, both ways.
  @Test func whatCanBeDecidedIsNotTried() throws {
    for (rest, _) in Self.actions
    where !rest.contains("log") && !rest.contains("1)^2 + y^2) +") && !rest.contains("abs(x + y) - y") {
      #expect(try Self.action("\(Self.plane) \(rest)").trial == nil, "\(rest)")
    }
  }

  /// What no normal form here decides, and holds: it is found, and told to be tried.
  @Test(arguments: [
    ("- sin(2*x) + 2*sin(x)*cos(x)", "translation x"),
    ("- atan2(y, x)*0 - sin(2*atan2(y, x)) + 2*x*y/(x^2 + y^2)", "rotation"),
    ("- max(0, 5 - x)*max(0, x - 7)", "translation x"),
  ])
  func whatIsTriedIsSaidToBe(_ rest: String, _ name: String) throws {
    let found = try Self.action("\(Self.plane) \(rest)")
    #expect(found.generators.contains { $0.name == name }, "\(rest)")
    let trial = try #require(found.trial)
    #expect(trial.names.contains(name) || found.proved.contains { $0.name == name })
    #expect(trial.states >= 1000)
  }

  /// Where structure is beyond what can be decided, trying sees it all the same.
  @Test(arguments: [
    ("- atan(exp(-10*((x - 8)^2 + y^2)))", ["rotation about (8, 0)"]),
    ("- log(1 + atan(max(0, x - 500)^2))", ["translation y"]),
    ("- atan(exp(-((x - 300)^2 + y^2)/1e2))*log(2 + x^2)", []),
  ])
  func tryingSeesWhatIsFar(_ rest: String, _ names: [String]) throws {
    #expect(try Self.action("\(Self.plane) \(rest)").generators.map(\.name) == names)
  }

  /// Lengths and masses from 1e-60 to 1e60: numbers in the formula change, claims do not. Places are told in the unit.
  @Test(arguments: [-60, -30, -6, 0, 6, 30, 60]) func unitsDoNotMatter(_ power: Int) throws {
    func names(_ rest: String) throws -> [String] { try Self.action("\(Self.plane) \(rest)").generators.map(\.name) }
    let (l, m) = ("1e\(power)", "1e\(-power)")
    #expect(try names("- \(m)*max(0, x - 5*\(l))^2") == ["translation y"])
    #expect(try names("- exp(-(x/\(l))^2 - (y/\(l))^2)") == ["rotation"])
    #expect(try names("- exp(-(x/\(l))^2 - 2*(y/\(l))^2)").allSatisfy { $0 == "rotation on ellipses" })
    #expect(try names("- exp(-((x - 3*\(l))/\(l))^2 - (y/\(l))^2)").first?.hasPrefix("rotation about (3") == true)
    #expect(try names("- \(m)*(x - \(l))^2*(y - 2*\(l))") == [])
    let width = "(0.3*\(l))"
    let bump = "(p; c: centre, v: vector) = p + v*exp(-dot((p - c)/\(width), (p - c)/\(width)))"
    let three = ["translation x", "translation y", "rotation"]
    #expect(try Self.family(bump).symmetries.map(\.name) == three)
    let fixed =
      "(x, y; a, b) = (x + a*exp(-((x - 30*\(l))/\(l))^2 - (y/\(l))^2), y + b*exp(-((x - 30*\(l))/\(l))^2 - (y/\(l))^2))"
    #expect(try Self.family(fixed).symmetries.isEmpty)
  }

  @Test func bodiesOfThePlane() throws {
    let three = ["translation x", "translation y", "rotation"]
    #expect(
      try Self.action("\(Self.bodies) + 1/norm(a - b) + 1/norm(b - c) + 1/norm(a - c)").generators.map(\.name) == three)
    #expect(
      try Self.action("\(Self.bodies) + 1/norm(a - b) + 1/norm(b - c) + 1/norm(a)").generators.map(\.name) == [
        "rotation"
      ])
    #expect(
      try Self.action("\(Self.bodies) - exp(-dot(a - b, a - b)*100) - max(0, a.x - 1000) - 0*dot(c, c)").generators.map(
        \.name)
        == ["translation y"])
  }

  /// Parameters without a value: for all their values.
  @Test func parametersAreAnything() throws {
    func names(_ parameters: String, _ rest: String) throws -> [String] {
      try Self.action("(x, y, vx, vy; \(parameters)) = (vx^2 + vy^2)/2 \(rest)").generators.map(\.name)
    }
    #expect(try names("k", "- k*(x^2 + y^2)") == ["rotation"])
    #expect(try names("k", "- x^2 - k*y^2") == [])
    #expect(try names("k = 1", "- x^2 - k*y^2") == ["rotation"])
    #expect(try names("c = 1e7", "- exp(-(x - c)^2 - y^2)") == ["rotation about (1e7, 0)"])
  }

  /// Families: definition, motions.
  static let families: [(String, [String])] = {
    let three = ["translation x", "translation y", "rotation"]
    let w = "dot(p - c, p - c)"
    return [
      ("(x, y; a, b) = (x + a*exp(-((x - 30)^2 + y^2)), y + b*exp(-((x - 30)^2 + y^2)))", []),
      (
        "(x, y; a) = (x + a*max(0, y - 40)^2, y)",
        ["translation x"]
      ),
      ("(p; c: centre, v: vector) = p + v*exp(-\(w)/2/0.05^2)", three),
      ("(p; c: centre, v: vector) = p + v*exp(-\(w)/2/1e-9^2)", three),
      ("(p; c: centre, v: vector) = p + v*exp(-\(w)/2/1e9^2)", three),
      ("(p; c: centre, v: vector) = p + v*max(0, 1 - \(w)/0.05^2)^3", three),
      ("(p; c: centre, v: vector) = p + v/(1 + \(w)/0.05^2)", three),
      ("(p; c: centre, v: vector) = p + v*exp(-(\(w) + (p - c).y^2)/0.001)", ["translation x", "translation y"]),
      ("(p; v: vector) = p + v*exp(-dot(p, p)/2/0.05^2)", ["rotation"]),
      ("(p; c: centre, v: vector, s: length = 0.01) = p + v*exp(-\(w)/2/s^2)", three + ["dilation"]),
    ]
  }()

  @Test(arguments: families.indices) func familiesClaimWhatHolds(_ i: Int) throws {
    let (definition, names) = Self.families[i]
    let family = try Self.family(definition)
    #expect(family.symmetries.map(\.name) == names, "\(definition)")
    #expect(family.trial == nil, "\(definition)")
  }

  @Test func aWrongClaimIsRefused() throws {
    let text =
      "define family own(x, y; a, b) = (x + a*exp(-((x - 30)^2 + y^2)), y + b*exp(-((x - 30)^2 + y^2))) closed="
    for group in ["translations", "euclidean", "similarities", "affine"] {
      let (host, interpreter, status) = run(text + group)
      #expect(status == .error && host.errors.contains { $0.contains("is not closed under") }, "\(host.errors)")
      #expect(interpreter.session.workspace.families.isEmpty)
    }
  }

  /// Both sides of the law, where the families act.
  @Test func whatFamiliesClaimTheirChainsKeep() throws {
    for (definition, names) in Self.families where !names.isEmpty && !definition.contains("1e") {
      let text =
        "seed 1\ndefine cluster c n=40 at=(0, 0) to=(0.01, 0.02) sd=0.03\ndefine family own\(definition)\n"
        + "build chain layers=3 family=own spread=0.05 amplitude=0.05\nconserve\nexpect length(refuted()) == 0"
      let (host, _, status) = run(text)
      #expect(status == .fine, "\(definition) \(host.errors)")
    }
  }

  /// What families by formula are closed under, discovered: the same for every seed.
  @Test(arguments: [
    ("(p; c: centre, v: vector) = p + v*exp(-dot(p - c, p - c)/2/0.05^2)", 3),
    ("(p; c: centre, v: vector) = p + v*max(0, 1 - dot(p - c, p - c)/0.05^2)^3", 3),
    ("(p; c: centre, v: vector) = p + v*exp(-dot(p - c, p - c)/2e-60)", 3),
    ("(p; c: centre, v: vector) = p + v*exp(-dot(p - c, p - c)/2e60)", 3),
    ("(x, y; a, b) = (x + a*exp(-((x - 30)^2 + y^2)), y + b*exp(-((x - 30)^2 + y^2)))", 1),
  ])
  func discoveryOfFormulasHasNoSeed(_ definition: String, _ count: Int) throws {
    let family = try Self.family(definition)
    for seed in 1...50 {
      var random = Random(seed: UInt64(seed), stream: "discover")
      let found = try Discovery.of(PlaneFamily(family), random: &random)
      #expect(found.algebra == count && found.genuine == count, "seed \(seed): \(found.singularValues)")
      #expect(found.gap >= Discovery.clearGap)
    }
  }

  /// An index n(x, y) claims what n(r) and n(y) do.
  @Test(arguments: [
    ("sqrt(2 - x^2 - y^2)", "rotation"), ("1 + 0.5*exp(-x^2*y^2)", "none"),
    ("1 + 0.3*y + 0*x", "translation x"),
    ("1 + 0.5*exp(-((x - 1)^2 + y^2))", "rotation about (1, 0)"),
  ])
  func mediaByFormula(_ index: String, _ name: String) {
    let text = shows("build ray lens=\"\(index)\" from=(-0.6, 0.1) to=(0.5, 0.3)\ninspect process")
    #expect(text.hasSuffix("symmetries \(name)"), "\(text)")
  }
}
