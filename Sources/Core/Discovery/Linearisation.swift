/// A map y = f(x, theta) at n points, to first order: what discovery knows of a layer.
public struct Linearisation: Sendable {
  /// d x n and m x n.
  public let points: Matrix
  public let images: Matrix
  /// f_x at each point, (n m) x d: row i m + c is the derivative of coordinate c of point i's image.
  public let byState: Matrix
  /// f_theta at each point, (n m) x p.
  public let byParameters: Matrix

  public var count: Int { points.columns }
  public var inputs: Int { points.rows }
  public var outputs: Int { images.rows }
}

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

extension Layer {
  /// By pulling back unit covectors, one point and one coordinate at a time.
  ///
  /// - Throws: `EngineError` for layers that mix points, and where a derivative is not finite.
  func linearisation(_ theta: ArraySlice<Double>, at points: Matrix) throws -> Linearisation {
    guard !(self is Attention) else {
      throw EngineError("a layer that mixes points, such as attention, has no derivative at a single one")
    }
    let (n, m) = (points.columns, outputs)
    var images = Matrix(rows: m, columns: n)
    var byState = Matrix(rows: n * m, columns: inputs)
    var byParameters = Matrix(rows: n * m, columns: parameterCount)
    for i in 0..<n {
      let x = points.columns(i..<i + 1)
      for c in 0..<m {
        var gradient = [Double](repeating: 0, count: parameterCount)
        with(theta, adding: &gradient) { theta, gradient in
          let (y, tape) = forward(x, theta)
          var g = Matrix(rows: m, columns: 1)
          g[c, 0] = 1
          let pulled = backward(g, x, tape, theta, into: gradient)
          for d in 0..<inputs { byState[i * m + c, d] = pulled[d, 0] }
          images[c, i] = y[c, 0]
        }
        for (j, value) in gradient.enumerated() { byParameters[i * m + c, j] = value }
      }
    }
    return try Linearisation(points: points, images: images, byState: byState, byParameters: byParameters).checked()
  }
}

extension Chain {
  /// Layer k at any points of the plane. Constants are no parameters: their columns are zero.
  ///
  /// - Throws: `EngineError` where a derivative is not finite.
  public func linearisation(_ k: Int, at points: Matrix) throws -> Linearisation {
    let n = points.columns
    var images = Matrix(rows: 2, columns: n)
    var byState = Matrix(rows: 2 * n, columns: 2)
    var byParameters = Matrix(rows: 2 * n, columns: range(ofLayer: k).count)
    for i in 0..<n {
      let point = Columns<State>(count: 1, dimension: 2, storage: [points[0, i], points[1, i]])
      for c in 0..<2 {
        let covector = Columns<Costate>(count: 1, dimension: 2, storage: c == 0 ? [1, 0] : [0, 1])
        let pull = pulled(k, point, covector)
        for d in 0..<2 {
          images[d, i] = pull.image[d]
          byState[2 * i + c, d] = pull.covector[d]
        }
        for j in 0..<range(ofLayer: k).count { byParameters[2 * i + c, j] = pull.gradient[j] }
      }
    }
    return try Linearisation(points: points, images: images, byState: byState, byParameters: byParameters).checked()
  }
}

extension Linearisation {
  fileprivate func checked() throws -> Linearisation {
    guard images.values.allSatisfy(\.isFinite), byState.values.allSatisfy(\.isFinite),
      byParameters.values.allSatisfy(\.isFinite)
    else {
      throw EngineError("a derivative of the map is not finite at one of the points")
    }
    return self
  }
}
