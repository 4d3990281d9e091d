/// Maps that depend on parameters, whose equivariances are looked for.
public protocol DiscoverableFamily: Sendable {
  var name: String { get }
  var inputs: Int { get }
  var outputs: Int { get }
  var parameterCount: Int { get }
  /// Parameters of a map that is far from doing nothing.
  func randomParameters(_ random: inout Random) -> [Double]
  /// - Throws: `EngineError` where a derivative is not finite.
  func linearise(_ theta: [Double], at points: Matrix) throws -> Linearisation
}

/// A family of maps of the plane.
public struct PlaneFamily: DiscoverableFamily {
  private let family: any Family
  /// The standard deviation of amplitudes that are drawn, and the reach of centres.
  private let amplitude: Double

  public init(_ family: any Family, amplitude: Double = 0.5) { (self.family, self.amplitude) = (family, amplitude) }

  public var name: String { family.name }
  public var inputs: Int { 2 }
  public var outputs: Int { 2 }
  public var parameterCount: Int { family.parameters.count }

  public func randomParameters(_ random: inout Random) -> [Double] {
    (try? Chain.random(family: family, layers: 1, penalty: 0, amplitude: amplitude, spread: 1, random: &random))?.theta
      ?? []
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
  public func linearise(_ theta: [Double], at points: Matrix) throws -> Linearisation {
    try layer.linearisation(theta[...], at: points)
  }
}
