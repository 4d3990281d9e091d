/// E[g (x) (x, 1)]: for points of R^d the d x d matrix E[g x'] and the vector E g. It holds the charges of all affine
/// motions at once: that of xi(x) = A x + b is <A, E[g x']> + <b, E g>.
public struct Moment: Sendable, Equatable {
  /// d x d.
  public var matrix: Matrix
  /// Length d.
  public var vector: [Double]

  public var dimension: Int { vector.count }

  public init(matrix: Matrix, vector: [Double]) {
    self.matrix = matrix
    self.vector = vector
  }

  public init(dimension d: Int) {
    self.init(matrix: Matrix(rows: d, columns: d), vector: [Double](repeating: 0, count: d))
  }

  /// Of the points x with covectors g that are weighted already, both d x n.
  init(_ g: Matrix, _ x: Matrix) {
    matrix = Matrix.product(g, b: x)
    vector = (0..<g.rows).map { i in
      var sum = CompensatedSum()
      for j in 0..<g.columns { sum.add(g[i, j]) }
      return sum.value
    }
  }

  /// The charge of one generator.
  public func charge(_ xi: Generator) -> Double {
    dot(xi.offset, vector) + (xi.isTranslation ? 0 : dot(xi.matrix, matrix.values))
  }
}

extension Matrix {
  /// g x' for g and x with a point a column.
  fileprivate static func product(_ g: Matrix, b x: Matrix) -> Matrix { product(g, .plain, x, .transposed) }
}
