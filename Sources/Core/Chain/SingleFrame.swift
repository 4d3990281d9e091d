#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The coordinates in which a pass in single precision is computed: about the mean of the points, and in a unit of length,
/// a power of two, that is near the size of the maps. Far from the origin, and in any unit, it is then the differences that
/// are rounded.
///
/// A map of the built-in families in these coordinates is a map of the family, with centres moved and lengths divided:
///
///     x' = (x - c)/l,   theta' = theta moved along -c, its lengths divided by l,   L' = L/l^2
struct SingleFrame: Sendable {
  let centre: [Double]
  let length: Double
  /// The chain with the widths of these coordinates.
  private let template: Chain
  /// What of theta is a length, or the logarithm of one.
  private let roles: [FamilyParameter.Role]
  /// Where a layer W x + b stands, whose b follows the move by W.
  private let affine: [Int]

  /// - Throws: `CancellationError`.
  init(_ chain: Chain, _ population: Population) throws {
    // About the first point, lest the mean of points far away be rounded more than need be.
    let first = try population.points(in: 0..<1).states
    var sums = [0.0, 0.0]
    try population.carry(&sums) { points, sums in
      for c in 0..<2 {
        for i in 0..<points.count { sums[c] += points.weights[i] * (points.states[i, c] - first[0, c]) }
      }
    }
    centre = (0..<2).map { first[0, $0] + sums[$0] }
    let unit = exp2(log2(chain.units(on: population).loss.squareRoot()).rounded())
    let length = unit.isNormal ? unit : 1
    self.length = length
    let families = chain.families.map { family -> any Family in
      guard let kernel = family.kernel, let scale = family.scale else { return family }
      return family.with(kernel: kernel, scale: Scale(scale.value / length, isTrained: scale.isTrained))
    }
    template = chain.with(families: families)
    roles = chain.parameters.map(\.role)
    affine = chain.families.indices.filter { chain.families[$0] is Affine }.map { chain.offsets[$0] }
  }

  /// The chain at parameters that are given in the usual coordinates.
  func chain(_ theta: [Double]) -> Chain {
    var chain = template
    var moved = theta
    var axis = 0
    for (j, role) in roles.enumerated() {
      switch role {
      case .centre:
        // cx, then cy.
        moved[j] = (theta[j] - centre[axis]) / length
        axis = 1 - axis
      case .abscissa: moved[j] = (theta[j] - centre[0]) / length
      case .ordinate: moved[j] = (theta[j] - centre[1]) / length
      case .vector, .length: moved[j] = theta[j] / length
      case .logScale: moved[j] = theta[j] - log(length)
      case .matrix, .scalar: break
      }
    }
    for k in affine {
      // b' = (b + W c - c)/l
      for i in 0..<2 {
        let (a, b) = (theta[k + 2 * i] - (i == 0 ? 1 : 0), theta[k + 2 * i + 1] - (i == 1 ? 1 : 0))
        moved[k + 4 + i] = (theta[k + 4 + i] + a * centre[0] + b * centre[1]) / length
      }
    }
    chain.theta = moved
    return chain
  }

  /// Loss and gradient in the usual coordinates.
  func restored(_ sums: Sums) -> (loss: Double, gradient: [Double]) {
    var gradient = sums.gradient
    for (j, role) in roles.enumerated() {
      switch role {
      case .centre, .abscissa, .ordinate, .vector, .length: gradient[j] *= length
      case .logScale, .matrix, .scalar: gradient[j] *= length * length
      }
    }
    for k in affine {
      for i in 0..<2 {
        for c in 0..<2 { gradient[k + 2 * i + c] += gradient[k + 4 + i] * centre[c] }
      }
    }
    return (length * length * sums.loss[0], gradient)
  }
}
