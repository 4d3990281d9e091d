/// The normalisation of a state before a block, without gains of its own: the weights behind it would absorb them.
public enum Normalisation: String, CaseIterable, Sendable {
  /// x / sqrt(mean of x_i^2).
  case rms = "rmsnorm"
  /// (x - m) / sqrt(mean of (x_i - m)^2), m the mean of x_i.
  case layer = "layernorm"

  /// Each column's image u and the inverse of its size (1 x n). A column of size zero stays zero.
  func forward(_ x: Matrix) -> (u: Matrix, inverse: Matrix) {
    let (d, n) = (x.rows, x.columns)
    var u = x
    if self == .layer { u.subtractColumnMeans() }
    var inverse = Matrix(rows: 1, columns: n)
    for i in 0..<d { for j in 0..<n { inverse.values[j] += u.values[i * n + j] * u.values[i * n + j] } }
    for j in 0..<n { inverse.values[j] = inverse.values[j] == 0 ? 0 : 1 / (inverse.values[j] / Double(d)).squareRoot() }
    for i in 0..<d { for j in 0..<n { u.values[i * n + j] *= inverse.values[j] } }
    return (u, inverse)
  }

  /// g u_x = (g - [mean of g] - u <g, u>/d) / size.
  func backward(_ g: Matrix, u: Matrix, inverse: Matrix) -> Matrix {
    let (d, n) = (g.rows, g.columns)
    var result = g
    if self == .layer { result.subtractColumnMeans() }
    var along = [Double](repeating: 0, count: n)
    for i in 0..<d { for j in 0..<n { along[j] += g.values[i * n + j] * u.values[i * n + j] } }
    for i in 0..<d {
      for j in 0..<n {
        result.values[i * n + j] =
          (result.values[i * n + j] - u.values[i * n + j] * along[j] / Double(d)) * inverse.values[j]
      }
    }
    return result
  }
}

extension Matrix {
  fileprivate mutating func subtractColumnMeans() {
    var mean = [Double](repeating: 0, count: columns)
    for i in 0..<rows { for j in 0..<columns { mean[j] += values[i * columns + j] } }
    for i in 0..<rows { for j in 0..<columns { values[i * columns + j] -= mean[j] / Double(rows) } }
  }
}
