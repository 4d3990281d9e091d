import Checked

/// A linear space of motions of R^d, of which a law speaks at once.
public enum MotionSpace: Sendable, Equatable {
  /// x -> x + b.
  case translations
  /// x -> x + b (1, ..., 1).
  case commonShift
  /// x -> exp(A) x, A any: gl(d).
  case linear
  /// A antisymmetric: so(d).
  case rotations
  /// A antisymmetric with A (1, ..., 1) = 0: the rotations about the axis (1, ..., 1).
  case rotationsAboutOnes
  /// A = 1.
  case dilation
  /// A diagonal.
  case scalings
  /// A = (1, ..., 1)' u', any u: a shift of all coordinates by <u, x>.
  case shiftsByState

  public var name: String {
    switch self {
    case .translations: "translations"
    case .commonShift: "common shift"
    case .linear: "linear, gl(d)"
    case .rotations: "rotations, so(d)"
    case .rotationsAboutOnes: "rotations about (1..1)"
    case .dilation: "dilation"
    case .scalings: "scalings by axis"
    case .shiftsByState: "shifts by <u, x>"
    }
  }

  /// The charges of a basis of the space.
  public func charges(_ m: Moment) -> [Double] {
    let d = m.dimension
    switch self {
    case .translations: return m.vector
    case .commonShift: return [m.vector.reduce(0, +)]
    case .linear: return m.matrix.values
    case .rotations: return Self.antisymmetric(m.matrix)
    case .rotationsAboutOnes: return Self.antisymmetric(Self.centred(m.matrix))
    case .dilation: return [(0..<d).reduce(0) { $0 + m.matrix[$1, $1] }]
    case .scalings: return (0..<d).map { m.matrix[$0, $0] }
    case .shiftsByState: return (0..<d).map { j in (0..<d).reduce(0) { $0 + m.matrix[$1, j] } }
    }
  }

  /// Whether the motions move by the state, A x, and so are judged by |g||x|; else by |g|.
  public var isLinear: Bool { self != .translations && self != .commonShift }

  /// A basis in R^d, each with a name.
  public func basis(dimension d: Int) -> [Generator] {
    func linear(_ name: String, _ entries: [(Int, Int, Double)]) -> Generator {
      var matrix = [Double](repeating: 0, count: d * d)
      for (i, j, value) in entries { matrix[i * d + j] += value }
      return Generator(name: name, matrix: matrix, offset: [Double](repeating: 0, count: d))
    }
    let axis = { Generator.axisName($0, dimension: d) }
    switch self {
    case .translations: return Generator.translations(dimension: d)
    case .commonShift: return [.translation(along: [Double](repeating: 1, count: d), name: "common shift")]
    case .linear:
      return (0..<d).flatMap { i in
        (0..<d).map { linear(i == $0 ? "scaling of \(axis(i))" : "shear of \(axis(i)) by \(axis($0))", [(i, $0, 1)]) }
      }
    case .rotations:
      return (0..<d).flatMap { i in
        (0..<i).map { j in linear(d == 2 ? "rotation" : "rotation \(axis(j))-\(axis(i))", [(i, j, 1), (j, i, -1)]) }
      }
    case .rotationsAboutOnes:
      // The planes of the pairs e_i - e_j, e_j - e_k, spanned from the first axis.
      return Range(from: 1, upTo: d).flatMap { i in
        Range(from: 1, upTo: i).map { j in
          linear(
            "rotation about (1..1) \(axis(j))-\(axis(i))",
            [(i, j, 1), (j, i, -1), (0, i, 1), (i, 0, -1), (j, 0, 1), (0, j, -1)])
        }
      }
    case .dilation: return [linear("dilation", (0..<d).map { ($0, $0, 1) })]
    case .scalings: return (0..<d).map { linear("scaling of \(axis($0))", [($0, $0, 1)]) }
    case .shiftsByState: return (0..<d).map { j in linear("common shift by \(axis(j))", (0..<d).map { ($0, j, 1) }) }
    }
  }

  /// Whether the space holds a motion.
  public func contains(_ xi: Generator) -> Bool {
    let d = xi.dimension
    let a = Matrix(rows: d, columns: d, values: xi.matrix)
    let isStill = a.norm == 0
    let isAntisymmetric = (0..<d).allSatisfy { i in (0...i).allSatisfy { a[i, $0] == -a[$0, i] } }
    switch self {
    case .translations: return isStill
    case .commonShift: return isStill && xi.offset.allSatisfy { $0 == xi.offset[0] }
    case _ where xi.offset.contains { $0 != 0 }: return false
    case .linear: return true
    case .rotations: return isAntisymmetric
    case .rotationsAboutOnes:
      return isAntisymmetric && (0..<d).allSatisfy { i in abs((0..<d).reduce(0) { $0 + a[i, $1] }) <= 1e-15 * a.norm }
    case .dilation: return (0..<d).allSatisfy { i in (0..<d).allSatisfy { a[i, $0] == (i == $0 ? a[0, 0] : 0) } }
    case .scalings: return (0..<d).allSatisfy { i in (0..<d).allSatisfy { i == $0 || a[i, $0] == 0 } }
    case .shiftsByState: return (0..<d).allSatisfy { i in (0..<d).allSatisfy { a[i, $0] == a[0, $0] } }
    }
  }

  private static func antisymmetric(_ m: Matrix) -> [Double] {
    (0..<m.rows).flatMap { i in (0..<i).map { m[i, $0] - m[$0, i] } }
  }

  /// P M P with P the projector along (1, ..., 1).
  private static func centred(_ m: Matrix) -> Matrix {
    let d = Double(m.rows)
    let rows = (0..<m.rows).map { i in (0..<m.rows).reduce(0) { $0 + m[i, $1] } / d }
    let columns = (0..<m.rows).map { j in (0..<m.rows).reduce(0) { $0 + m[$1, j] } / d }
    let mean = rows.reduce(0, +) / d
    var result = m
    for i in 0..<m.rows { for j in 0..<m.rows { result[i, j] += mean - rows[i] - columns[j] } }
    return result
  }
}
