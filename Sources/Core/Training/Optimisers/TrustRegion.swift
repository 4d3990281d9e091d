/// The quadratic model m(p) = <g, p> + 1/2 <p, H p> of a function, to be made least within |p| <= radius.
///
/// With H = Q T Q' tridiagonal the minimiser is p = -(T + mu)^-1 q, q = Q' g, where mu >= max(0, -h_1) solves |p(mu)| =
/// radius (the secular equation; More and Sorensen), or mu = 0 if the plain Newton step is short enough. In the hard
/// case (g has no part along the lowest eigenvector) that vector is added up to the radius. One reduction serves every
/// radius tried at a point; each then costs O(n).
public struct TrustRegion: Sendable {
  private let matrix: Tridiagonal
  private let slope: [Double]
  private let lowest: Double
  /// Eigenvalues below count as zero: flat directions, along which rounding alone would lead anywhere.
  private let tiny: Double

  public init(hessian: [Double], gradient: [Double], arithmetic: Arithmetic) {
    matrix = Tridiagonal(hessian, order: gradient.count, arithmetic: arithmetic)
    slope = matrix.reflected(gradient)
    lowest = matrix.lowest
    tiny = max(1e-14 * matrix.bound, 1e-300)
  }

  /// The minimiser within a radius, to one part in a hundred of it, and by how much the model falls there.
  public func step(within radius: Double) -> (p: [Double], predicted: Double) {
    let p = minimiser(radius)
    return (matrix.restored(p), -(dot(slope, p) + dot(p, matrix.times(p)) / 2))
  }

  private func minimiser(_ radius: Double) -> [Double] {
    let floor = lowest > tiny ? 0 : max(0, -lowest) + tiny
    let p = solution(floor)
    guard norm(p) > radius else { return lowest < -tiny ? hardCase(p, radius) : p }
    // |p| falls as mu grows; mu - floor is bisected on a logarithmic scale.
    var high = norm(slope) / radius + matrix.bound
    var low = high * 1e-18
    var found = solution(floor + high)
    for _ in 0..<100 where !(norm(found) > 0.99 * radius && norm(found) <= radius) {
      let middle = (low * high).squareRoot()
      if middle <= low || middle >= high { break }
      let p = solution(floor + middle)
      if norm(p) > radius { low = middle } else { (high, found) = (middle, p) }
    }
    return found
  }

  private func solution(_ mu: Double) -> [Double] { matrix.solved(slope, shift: mu, least: tiny / 2).map { -$0 } }

  /// Up to the radius along the lowest eigenvector, in the sense that descends more.
  private func hardCase(_ p: [Double], _ radius: Double) -> [Double] {
    let z = matrix.lowestVector(lowest)
    let along = dot(p, z)
    let root = (along * along + radius * radius - dot(p, p)).squareRoot()
    return zip(p, z).map { $0 + (dot(slope, z) > 0 ? -along - root : -along + root) * $1 }
  }
}
