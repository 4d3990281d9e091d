/// A one-parameter group's motion of the states, xi(x) = A x + b.
public struct Generator: Sendable, Equatable {
  public let name: String
  /// A, row by row, d x d.
  public let matrix: [Double]
  /// b, length d.
  public let offset: [Double]
  /// Whether A = 0.
  public let isTranslation: Bool

  public var dimension: Int { offset.count }

  /// Whatever it is called.
  public func isSameMotion(as other: Generator) -> Bool { matrix == other.matrix && offset == other.offset }

  public init(name: String, matrix: [Double], offset: [Double]) {
    precondition(matrix.count == offset.count * offset.count, "matrix and offset differ in dimension")
    self.name = name
    self.matrix = matrix
    self.offset = offset
    isTranslation = matrix.allSatisfy { $0 == 0 }
  }

  /// The translations along the axes of R^d. They have one matrix of zeros, which is not small where d is large.
  static func translations(dimension d: Int) -> [Generator] {
    let zero = [Double](repeating: 0, count: d * d)
    return (0..<d).map { i in
      Generator(name: "translation \(axisName(i, dimension: d))", along: (0..<d).map { $0 == i ? 1 : 0 }, zero: zero)
    }
  }

  private init(name: String, along a: [Double], zero: [Double]) {
    (self.name, matrix, offset, isTranslation) = (name, zero, a, true)
  }

  /// xi(x) = a. Its charge is the linear momentum along a.
  public static func translation(along a: [Double], name: String? = nil) -> Generator {
    Generator(
      name: name ?? "translation", matrix: [Double](repeating: 0, count: a.count * a.count), offset: a)
  }

  /// xi(x) = e_i x_j - e_j x_i in R^d, i and j from 0: the rotation in the plane of two axes. Its charge is E[g_i x_j -
  /// g_j x_i].
  public static func rotation(_ i: Int, _ j: Int, dimension d: Int) -> Generator {
    var matrix = [Double](repeating: 0, count: d * d)
    (matrix[i * d + j], matrix[j * d + i]) = (1, -1)
    return Generator(name: "rotation \(j + 1)-\(i + 1)", matrix: matrix, offset: [Double](repeating: 0, count: d))
  }

  /// xi(x) = x in R^d.
  public static func dilation(dimension d: Int) -> Generator {
    Generator(
      name: "dilation", matrix: (0..<d * d).map { $0 % (d + 1) == 0 ? 1 : 0 }, offset: [Double](repeating: 0, count: d))
  }

  /// The translation along axis i, from 0, of R^d.
  public static func translation(axis i: Int, dimension d: Int) -> Generator {
    .translation(along: (0..<d).map { $0 == i ? 1 : 0 }, name: "translation \(axisName(i, dimension: d))")
  }

  /// x, y in the plane, else 1, 2, ...
  public static func axisName(_ i: Int, dimension d: Int) -> String { d == 2 ? ["x", "y"][i] : String(i + 1) }

  /// xi(x) = J (x - c), J(x1, x2) = (-x2, x1), in the plane. Its charge is the angular momentum about c.
  public static func rotation(about c: (x: Double, y: Double) = (0, 0)) -> Generator {
    Generator(name: "rotation", matrix: [0, -1, 1, 0], offset: [c.y, -c.x])
  }

  /// xi(x) = x - c, in the plane.
  public static func dilation(about c: (x: Double, y: Double) = (0, 0)) -> Generator {
    Generator(name: "dilation", matrix: [1, 0, 0, 1], offset: [-c.x, -c.y])
  }

  /// xi(x).
  public func callAsFunction(_ x: [Double]) -> [Double] {
    (0..<dimension).map { r in
      (0..<dimension).reduce(offset[r]) { $0 + matrix[r * dimension + $1] * x[$1] }
    }
  }
}

/// The group under which a family of maps of the plane is closed: f in the family and R in the group give R f R^-1 in
/// the family.
public enum Closure: String, Sendable, CaseIterable {
  case none, translations, euclidean, similarities, affine

  /// Whether the generator belongs to the group's Lie algebra.
  public func contains(_ xi: Generator) -> Bool {
    let a = xi.matrix
    let isTranslation = a.allSatisfy { $0 == 0 }
    let turns = a.count == 4 && a[0] == a[3] && a[1] == -a[2]
    return switch self {
    case .none: false
    case .translations: isTranslation
    case .euclidean: turns && a[0] == 0
    case .similarities: turns
    case .affine: true
    }
  }

  /// A basis of the Lie algebra.
  public var basis: [Generator] { Generator.catalogue.filter(contains) }
}

extension Generator {
  /// The named generators of the plane, a basis of its affine Lie algebra.
  public static let catalogue: [Generator] = [
    .translation(along: [1, 0], name: "translation x"),
    .translation(along: [0, 1], name: "translation y"),
    .rotation(),
    .dilation(),
    Generator(name: "stretch", matrix: [1, 0, 0, -1], offset: [0, 0]),
    Generator(name: "shear", matrix: [0, 1, 1, 0], offset: [0, 0]),
  ]
}
