/// A map y = f(x, theta) of R^d to R^m, one layer of a network, that works on a batch: x is d x n, one point a column.
///
/// A layer is one file: its parameters, its map, its pullback, and its claims, the laws that hold at any parameters.
/// The tests walk `LayerCatalogue` and check every claim, so a new layer is one file and one line there.
public protocol Layer: Sendable {
  /// The words by which it was asked for: "residual 8 tanh".
  var name: String { get }
  /// d and m.
  var inputs: Int { get }
  var outputs: Int { get }
  /// The matrices of theta, in the order in which they lie there, each row by row.
  var parameters: [LayerParameter] { get }
  /// The claims.
  var laws: [Law] { get }
  var identities: [LayerIdentity] { get }
  /// Where the activation's derivative jumps: second-order methods and the laws of nearby points do not see across.
  var isSmooth: Bool { get }
  /// Whether a point's image depends on its neighbours, so that the layer is no map of single points.
  var mixesPoints: Bool { get }

  /// y, and what the pullback needs of the way there.
  func forward(_ x: Matrix, _ theta: LayerParameters) -> (y: Matrix, tape: [Matrix])
  /// The pullback of covectors g at y: returns g f_x, one column a point, and adds the sum of g f_theta to `gradient`.
  func backward(_ g: Matrix, _ x: Matrix, _ tape: [Matrix], _ theta: LayerParameters, into gradient: LayerParameters)
    -> Matrix
}

extension Layer {
  public var isSmooth: Bool { true }
  public var mixesPoints: Bool { false }
  public var identities: [LayerIdentity] { [] }
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }
}

/// One matrix of a layer's parameters.
public struct LayerParameter: Sendable, Equatable {
  public let name: String
  public let rows: Int
  public let columns: Int
  /// A weight is drawn with the standard deviation `deviation` and counted by the penalty; a bias begins at zero and is
  /// not.
  public let isWeight: Bool
  public let deviation: Double

  public var count: Int { rows * columns }

  public static func weight(_ name: String, _ rows: Int, _ columns: Int) -> LayerParameter {
    LayerParameter(
      name: name, rows: rows, columns: columns, isWeight: true, deviation: 1 / Double(columns).squareRoot())
  }

  public static func bias(_ name: String, _ rows: Int) -> LayerParameter {
    LayerParameter(name: name, rows: rows, columns: 1, isWeight: false, deviation: 0)
  }
}

/// The matrices of one layer, or of their gradient, where they lie.
public struct LayerParameters {
  private let views: [MatrixView]

  /// - Parameter start: the layer's first number.
  public init(_ parameters: [LayerParameter], _ start: UnsafeMutablePointer<Double>) {
    var offset = 0
    views = parameters.map { parameter in
      defer { offset += parameter.count }
      return MatrixView(rows: parameter.rows, columns: parameter.columns, start: start + offset)
    }
  }

  public subscript(_ i: Int) -> MatrixView { views[i] }
  public var count: Int { views.count }
}

extension Layer {
  /// Calls the body with views of one layer's parameters.
  func with<T>(_ theta: ArraySlice<Double>, _ body: (LayerParameters) throws -> T) rethrows -> T {
    var copy = Array(theta)
    return try copy.withUnsafeMutableBufferPointer {
      try body(LayerParameters(parameters, $0.baseAddress ?? .init(bitPattern: 8)!))
    }
  }

  /// The same for parameters and a gradient, which is added to.
  func with<T>(
    _ theta: ArraySlice<Double>, adding gradient: inout [Double], _ body: (LayerParameters, LayerParameters) throws -> T
  ) rethrows -> T {
    try with(theta) { theta in
      try gradient.withUnsafeMutableBufferPointer {
        try body(theta, LayerParameters(parameters, $0.baseAddress ?? .init(bitPattern: 8)!))
      }
    }
  }
}
