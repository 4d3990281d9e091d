/// The normalisation of a state before a block, without gains of its own: the weights behind it would absorb them.
public enum Normalisation: String, CaseIterable, Sendable {
  /// x / sqrt(mean of x_i^2).
  case rms = "rmsnorm"
  /// (x - m) / sqrt(mean of (x_i - m)^2), m the mean of x_i.
  case layer = "layernorm"

  /// Each column's image u and the inverse of its size (1 x n). A column of size zero stays zero; so does one whose entries
  /// differ from their mean by no more than the mean's rounding, which is no direction.
  func forward(_ x: Matrix) -> (u: Matrix, inverse: Matrix) {
    let (d, n) = (x.rows, x.columns)
    var u = x
    if self == .layer { u.subtractColumnMeans() }
    var inverse = Matrix(rows: 1, columns: n)
    for i in 0..<d { for j in 0..<n { inverse.values[j] += u.values[i * n + j] * u.values[i * n + j] } }
    for j in 0..<n { inverse.values[j] = inverseSize(of: j, sum: inverse.values[j], u, x) }
    for i in 0..<d {
      for j in 0..<n { u.values[i * n + j] = inverse.values[j] == 0 ? 0 : u.values[i * n + j] * inverse.values[j] }
    }
    return (u, inverse)
  }

  /// One over the root of the mean of squares of a column of u, whose sum is given as it was computed; 0 where there is no
  /// size.
  private func inverseSize(of j: Int, sum: Double, _ u: Matrix, _ x: Matrix) -> Double {
    let d = Double(x.rows)
    func largest(_ m: Matrix) -> Double { (0..<m.rows).map { m[$0, j] }.largest }
    var size = (sum / d).squareRoot()
    if !(1e-140...1e140).contains(size) {
      // Squares that leave the range of numbers, or come near: of entries divided by the largest.
      let scale = largest(u)
      guard scale > 0, scale.isFinite else { return scale == 0 ? 0 : .nan }
      size = scale * ((0..<x.rows).reduce(0) { $0 + (u[$1, j] / scale) * (u[$1, j] / scale) } / d).squareRoot()
    }
    // d additions and a division, each rounded, make the mean.
    if self == .layer, size <= (d + 1) * Double.ulpOfOne / 2 * largest(x) { return 0 }
    return 1 / size
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
