import Checked
public import Core
import Limits

/// Motions whose charge vanishes at every point of a state, whatever the parameters: directions that no costate has, found
/// as null vectors of the n x d matrix of costates, and in small spaces linear motions, null vectors of g (x) x.
///
/// The matrix is never there. Its Gram matrix G'G, summed up block by block, tells singular values down to some 1e-8 of
/// the largest; those of its vectors that are smaller are multiplied with the points in a second pass, which tells
/// theirs down to rounding.
public struct ZeroDiscovery: Sendable {
  public enum Space: Sendable { case translations, affine }

  /// The state's number in the file.
  public let state: Int
  public let space: Space
  /// Ascending, relative to the largest.
  public let singularValues: [Double]
  /// A basis of the motions of the values that are zero.
  public let motions: [Generator]
  /// Known motions that are among their combinations.
  public let names: [String]
  /// How many are zero.
  public var count: Int { motions.count }

  /// Linear motions are looked for up to here.
  public static let widest = 32
}

extension ZeroDiscovery {
  /// - Parameters:
  ///   - k: an index into the recording's states.
  ///   - space: of affine motions those that move by the state as well.
  ///   - length: of the states.
  public init(_ recording: Recording, state k: Int, _ space: Space, length: Double) throws {
    let state = recording.states[k]
    let d = state.width
    let size = space == .translations ? d : d * d + d
    try MemoryLimit.present.require(48 * Double(size) * Double(size), for: "what vanishes among \(size) motions")
    let columns = PairingColumns(recording, k, space, length: length > 0 && length.isFinite ? length : 1)
    let gram = try columns.gram(with: nil)
    let eigen = try SymmetricEigen(gram.values, order: size)
    let largest = max(0, eigen.values.last ?? 0)
    // Small ones are known to 1e-8 alone: the vectors of these are looked at once more.
    let few = max(min(2, size), eigen.values.prefix { $0 <= 1e-10 * largest }.count)
    let vectors = Matrix(
      rows: size, columns: few, values: (0..<size).flatMap { i in (0..<few).map { eigen.vectors[i * size + $0] } })
    let second = try columns.gram(with: vectors)
    let refined = try SymmetricEigen(second.values, order: few)
    let unit = largest.squareRoot()
    let small = refined.values.map { max(0, $0).squareRoot() / (unit > 0 ? unit : 1) }
    singularValues = small + eigen.values.dropFirst(few).map { max(0, $0).squareRoot() / (unit > 0 ? unit : 1) }
    let zero = 64 * state.storage.rounding * Double(size).squareRoot()
    let count = small.prefix { $0 <= zero }.count
    let found = Matrix.product(vectors, .plain, Matrix(rows: few, columns: few, values: refined.vectors))
    motions = (0..<count).map { j in
      columns.motion((0..<size).map { found[$0, j] }, name: "motion \(j + 1)")
    }
    names = columns.known.filter { candidate in
      let v = candidate.vector
      let inside = (0..<count).reduce(0.0) { sum, j in
        let part = (0..<size).reduce(0.0) { $0 + found[$1, j] * v[$1] }
        return sum + part * part
      }
      return inside >= (1 - 1e-6) * v.reduce(0) { $0 + $1 * $1 }
    }.map(\.name)
    (self.state, self.space) = (state.number, space)
  }
}

/// The numbers of each point whose combinations are charges: g, or g (x) x and g.
private struct PairingColumns {
  private let recording: Recording
  private let k: Int
  private let space: ZeroDiscovery.Space
  private let d: Int
  private let size: Int
  /// What states are divided by, so that translations and linear motions are of one size.
  private let length: Double

  init(_ recording: Recording, _ k: Int, _ space: ZeroDiscovery.Space, length: Double) {
    (self.recording, self.k, self.space, self.length) = (recording, k, space, length)
    d = recording.states[k].width
    size = space == .translations ? d : d * d + d
  }

  /// V' A' A V with A a row for each point; without V it is A' A.
  func gram(with vectors: Matrix?) throws -> Matrix {
    let width = vectors?.columns ?? size
    var sum = Matrix(rows: width, columns: width)
    let capacity = max(16, min(1024, (8 << 20) / (8 * max(1, size))))
    var rows = Matrix(rows: capacity, columns: size)
    var filled = 0
    func flush() {
      guard filled > 0 else { return }
      for i in Range(from: filled * size, upTo: capacity * size) { rows.values[i] = 0 }
      if let vectors {
        let projected = Matrix.product(rows, .plain, vectors)
        sum.add(projected, .transposed, projected, .plain)
      } else {
        sum.add(rows, .transposed, rows, .plain)
      }
      filled = 0
    }
    try recording.sweep(k) { point in
      rows.values.withUnsafeMutableBufferPointer { row in
        let start = filled * size
        switch space {
        case .translations: for i in 0..<d { row[start + i] = point.g[i] }
        case .affine:
          for i in 0..<d {
            for j in 0..<d { row[start + i * d + j] = point.g[i] * point.x[j] / length }
            row[start + d * d + i] = point.g[i]
          }
        }
      }
      filled += 1
      if filled == capacity { flush() }
    }
    flush()
    return sum
  }

  /// The motion of a vector.
  func motion(_ v: [Double], name: String) -> Generator {
    guard space == .affine else { return .translation(along: v, name: name) }
    return Generator(name: name, matrix: v.prefix(d * d).map { $0 / length }, offset: Array(v.dropFirst(d * d)))
  }

  /// Motions with a name, as vectors.
  var known: [(name: String, vector: [Double])] {
    let ones = (0..<size).map { space == .translations || $0 >= d * d ? 1.0 : 0 }
    guard space == .affine else { return [("common shift", ones)] }
    func linear(_ entry: (Int, Int) -> Double) -> [Double] {
      (0..<size).map { $0 < d * d ? entry($0 / d, $0 % d) : 0 }
    }
    return [
      ("common shift", ones), ("dilation", linear { $0 == $1 ? 1 : 0 }),
      ("shifts by <u, x>", linear { _, j in j == 0 ? 1 : 0 }),
    ]
  }
}
