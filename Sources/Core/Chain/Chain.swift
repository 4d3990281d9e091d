import Checked
import CKernel
import Limits

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A chain of layers, x_k = f_k(x_{k-1}, theta_k), trained to carry a population to its destinations:
///
///     F(theta) = L + P,   L = E 1/2 |x_K - destination|^2,   P = penalty/2 * sum of (amplitude - its rest value)^2
///
/// The penalty is invariant under the Euclidean group, so that conservation is exact where F is stationary. The layers
/// may be of several families; neighbours of one family are what the kernel is fastest with.
public struct Chain: Sendable {
  /// The family of each layer, the first at 0.
  public private(set) var families: [any Family]
  /// The parameters, layer by layer; layers are counted from 1, as their outputs are.
  public var theta: [Double]
  public let penalty: Double
  /// How it is computed; part of what a result is.
  public let arithmetic: Arithmetic
  /// With what numbers training computes its passes.
  public let precision: Precision
  /// What each entry of theta is, and where each layer's begin; the last offset is their number.
  let parameters: [FamilyParameter]
  let offsets: [Int]
  /// Where amplitudes lie in theta, with their values of rest, and where constants do.
  private let amplitudes: [(place: Int, rest: Double)]
  private let constants: [Int]
  private(set) var runs: Runs

  /// - Throws: `EngineError` when there is no layer, the parameters do not fit, the penalty is negative or not finite,
  ///   or formulas are asked for in single precision.
  public init(
    families: [any Family], theta: [Double], penalty: Double, arithmetic: Arithmetic = .portable,
    precision: Precision = .double
  ) throws {
    guard !families.isEmpty else { throw EngineError(.outOfRange, "a chain needs at least one layer") }
    var (parameters, offsets): ([FamilyParameter], [Int]) = ([], [0])
    var turns = Turns()
    for family in families {
      try turns.check()
      parameters += family.parameters
      offsets.append(parameters.count)
    }
    (self.parameters, self.offsets) = (parameters, offsets)
    guard theta.count == parameters.count else {
      throw EngineError(
        .wrongShape, "\(theta.count) parameters do not make \(families.count) layers of \(parameters.count) in all")
    }
    guard penalty >= 0, penalty.isFinite else {
      throw EngineError(.outOfRange, "the penalty must be zero or positive, not \(penalty)")
    }
    guard theta.allSatisfy(\.isFinite) else { throw EngineError(.notFinite, "the parameters are not all finite") }
    if families.contains(where: { $0.program != nil }), Set(families.map(\.name)).count > 1 {
      throw EngineError(.wrongCombination, "a family defined by a formula cannot be mixed with others")
    }
    var (amplitudes, constants): ([(place: Int, rest: Double)], [Int]) = ([], [])
    for (i, parameter) in parameters.enumerated() {
      try turns.check()
      if parameter.isAmplitude { amplitudes.append((i, parameter.rest)) }
      if !parameter.isTrained { constants.append(i) }
    }
    (self.amplitudes, self.constants) = (amplitudes, constants)
    if precision == .single, families.contains(where: { $0.program != nil }) {
      throw EngineError(
        .wrongCombination, "a family defined by a formula is computed in double precision only", about: "precision")
    }
    self.families = families
    self.precision = precision
    self.theta = theta
    self.penalty = penalty
    self.arithmetic = arithmetic
    runs = Runs(families)
  }

  /// As many layers of one family as the parameters make.
  public init(family: any Family, theta: [Double], penalty: Double, arithmetic: Arithmetic = .portable) throws {
    let width = family.parameters.count
    guard !theta.isEmpty, theta.count % width == 0 else {
      throw EngineError(.wrongShape, "\(theta.count) parameters do not make layers of \(width)")
    }
    try self.init(
      families: [any Family](repeating: family, count: theta.count / width), theta: theta, penalty: penalty,
      arithmetic: arithmetic)
  }

  /// A chain with random parameters, its families taken in turn: centres and coordinates uniform in [-spread, spread],
  /// amplitudes normal around rest with standard deviation `amplitude` (nil: each family's own), lengths and log s as
  /// given.
  public static func random(
    cycle: [any Family], layers: Int, penalty: Double, amplitude: Double? = nil, spread: Double = 1.5,
    arithmetic: Arithmetic = .portable, precision: Precision = .double, random: inout Random
  ) throws -> Chain {
    guard layers > 0, !cycle.isEmpty else { throw EngineError(.outOfRange, "a chain needs at least one layer") }
    let families = (0..<layers).map { cycle[$0 % cycle.count] }
    var theta: [Double] = []
    var turns = Turns()
    for family in families {
      try turns.check()
      let sd = amplitude ?? family.initialAmplitude
      for parameter in family.parameters {
        switch parameter.role {
        case .centre, .abscissa, .ordinate:
          theta.append(parameter.rest + random.uniform(in: ClosedRange(between: -spread, and: spread)))
        case .length: theta.append(parameter.rest)
        case .logScale: theta.append(log(family.scale?.value ?? 1))
        case .vector, .matrix, .scalar: theta.append(parameter.rest + sd * random.normal())
        }
      }
    }
    return try Chain(families: families, theta: theta, penalty: penalty, arithmetic: arithmetic, precision: precision)
  }

  /// A chain of one family with random parameters.
  public static func random(
    family: any Family, layers: Int, penalty: Double, amplitude: Double? = nil, spread: Double = 1.5,
    arithmetic: Arithmetic = .portable, random: inout Random
  ) throws -> Chain {
    try .random(
      cycle: [family], layers: layers, penalty: penalty, amplitude: amplitude, spread: spread, arithmetic: arithmetic,
      random: &random)
  }

  /// The same parameters in maps of other widths.
  func with(families: [any Family]) -> Chain {
    var chain = self
    (chain.families, chain.runs) = (families, Runs(families))
    return chain
  }

  public var layers: Int { families.count }
  public var parameterCount: Int { theta.count }
  /// The number of parameters that training moves.
  public var trainedCount: Int { parameters.count(where: \.isTrained) }

  /// The family of layer k in 1...layers.
  public func family(ofLayer k: Int) -> any Family { families[k - 1] }

  /// theta_k, k in 1...layers.
  public func parameters(ofLayer k: Int) -> ArraySlice<Double> { theta[range(ofLayer: k)] }

  /// Where layer k's parameters lie in theta.
  public func range(ofLayer k: Int) -> Range<Int> { Range(from: offsets[k - 1], upTo: offsets[k]) }

  /// The layer that entry j of theta belongs to.
  public func layer(ofParameter j: Int) -> Int { offsets.lastIndex { $0 <= j }! + 1 }

  /// xi_theta of layer k: how a generator of the states moves its parameters.
  public func action(of xi: Generator, onLayer k: Int) -> [Double] {
    family(ofLayer: k).action(of: xi, on: parameters(ofLayer: k))
  }

  /// The programs of a family defined by a formula, which then is that of all layers.
  var program: UnsafePointer<nsh_program>? { families[0].program }

  /// The named generators under which every layer's family is closed.
  public var symmetries: [Generator] {
    distinctFamilies.dropFirst().reduce(families[0].symmetries) { known, family in
      known.filter { family.symmetries.contains($0) }
    }
  }

  public var trial: Trial? { (families[0] as? FormulaFamily)?.trial }

  /// The group under which every layer's family is closed.
  public var closure: Closure {
    let groups = Closure.allCases
    return groups[families.map { groups.firstIndex(of: $0.closure)! }.min()!]
  }

  /// The families that occur, each once, in the order in which they first do.
  public var distinctFamilies: [any Family] {
    var seen: Set<String> = []
    return families.filter { seen.insert($0.name).inserted }
  }

  /// "bump", or "bump, swirl" of a mixed chain.
  public var familyNames: String { distinctFamilies.map(\.name).joined(separator: ", ") }

  /// "50 bump layers", "50 layers of bump, swirl"
  public var title: String {
    let plural = layers == 1 ? "" : "s"
    return distinctFamilies.count == 1
      ? "\(layers) \(familyNames) layer\(plural)" : "\(layers) layer\(plural) of \(familyNames)"
  }

  /// P = penalty/2 * sum (amplitude - rest)^2.
  public var penaltyValue: Double {
    var sum = CompensatedSum()
    for (j, rest) in amplitudes {
      let excess = theta[j] - rest
      sum.add(excess * excess)
    }
    return penalty / 2 * sum.value
  }

  /// Adds the penalty's gradient to the data's, and forgets that of constants.
  func penalised(_ gradient: consuming [Double]) -> [Double] {
    for (j, rest) in amplitudes { gradient[j] += penalty * (theta[j] - rest) }
    for j in constants { gradient[j] = 0 }
    return gradient
  }
}
