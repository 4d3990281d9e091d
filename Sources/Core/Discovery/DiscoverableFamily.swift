#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Maps that depend on parameters, whose equivariances are looked for.
public protocol DiscoverableFamily: Sendable {
  var name: String { get }
  var inputs: Int { get }
  var outputs: Int { get }
  var parameterCount: Int { get }
  /// Parameters of a map that is far from doing nothing.
  func randomParameters(_ random: inout Random) -> [Double]
  /// Points at which the map of these parameters shows what it does.
  func randomPoints(_ count: Int, _ theta: [Double], _ random: inout Random) -> Matrix
  /// How many points tell all motions apart.
  var pointsNeeded: Int { get }
  /// - Throws: `EngineError` where a derivative is not finite.
  func linearise(_ theta: [Double], at points: Matrix) throws -> Linearisation
}

extension DiscoverableFamily {
  /// Enough equations for all motions and parameters, and some more.
  var equations: Int {
    (parameterCount + inputs * (inputs + 1) + outputs * (outputs + 1)) / outputs + 8
  }
  public var pointsNeeded: Int { equations }
}

/// A family of maps of the plane. Lengths are drawn in the family's own width, and most points near the centre, where the
/// map is not the identity: so what is found is the same for all widths and kernels. Of a family by formula the formula
/// tells where (see `Habitat`).
public struct PlaneFamily: DiscoverableFamily {
  private let family: any Family
  /// The standard deviation of amplitudes that are drawn, and the reach of centres.
  private let amplitude: Double

  public init(_ family: any Family, amplitude: Double = 0.5) { (self.family, self.amplitude) = (family, amplitude) }

  public var name: String { family.name }
  public var inputs: Int { 2 }
  public var outputs: Int { 2 }
  public var parameterCount: Int { family.parameters.count }

  public var pointsNeeded: Int { 4 * equations }

  private var width: Double { family.scale?.value ?? 1 }

  public func randomParameters(_ random: inout Random) -> [Double] {
    if let formula = family as? FormulaFamily { return formula.habitat.state(&random).suffix(parameterCount) }
    return family.parameters.map { parameter in
      switch parameter.role {
      case .centre, .abscissa, .ordinate: parameter.rest + width * random.uniform(in: -1...1)
      case .vector: parameter.rest + width * amplitude * random.normal()
      case .matrix, .scalar: parameter.rest + amplitude * random.normal()
      case .length: width * random.uniform(in: 0.7...1.3)
      case .logScale: log(width) + random.uniform(in: -0.3...0.3)
      }
    }
  }

  public func randomPoints(_ count: Int, _ theta: [Double], _ random: inout Random) -> Matrix {
    let points =
      (family as? FormulaFamily)?.randomPoints(count, theta, &random)
      ?? (0..<count).map { nearCentre(theta, isNear: $0 % 4 != 0, &random) }
    return Matrix(rows: 2, columns: points.count, values: (0..<2).flatMap { c in points.map { $0[c] } })
  }

  /// Within the kernel's width and half of it more, or three times as far.
  private func nearCentre(_ theta: [Double], isNear: Bool, _ random: inout Random) -> [Double] {
    let centre = family.parameters.first?.role == .centre ? Array(theta[..<2]) : [0, 0]
    let s = family.parameters.firstIndex { $0.role == .logScale }.map { exp(theta[$0]) } ?? width
    let (angle, reach) = (2 * Double.pi * random.uniform(), random.uniform() * s * (isNear ? 1.5 : 4.5))
    return [centre[0] + reach * cos(angle), centre[1] + reach * sin(angle)]
  }

  public func linearise(_ theta: [Double], at points: Matrix) throws -> Linearisation {
    try Chain(family: family, theta: theta, penalty: 0).linearisation(1, at: points)
  }
}

/// A layer of any width; points are samples, or with tokens neighbours of a sample.
public struct LayerFamily: DiscoverableFamily {
  private let layer: any Layer

  public init(_ layer: any Layer) { self.layer = layer }

  public var name: String { layer.name }
  public var inputs: Int { layer.inputs }
  public var outputs: Int { layer.outputs }
  public var parameterCount: Int { layer.parameterCount }

  public func randomParameters(_ random: inout Random) -> [Double] { layer.randomParameters(&random, bias: 0.5) }
  public func randomPoints(_ count: Int, _ theta: [Double], _ random: inout Random) -> Matrix {
    Matrix(rows: inputs, columns: count, values: (0..<inputs * count).map { _ in random.normal() })
  }
  public func linearise(_ theta: [Double], at points: Matrix) throws -> Linearisation {
    try layer.linearisation(theta[...], at: points)
  }
}
