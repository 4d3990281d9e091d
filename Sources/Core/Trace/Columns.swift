import Checked

/// The role of a point of the process, x in R^d.
public enum State {}
/// The role of the pairing partner of a state: a backpropagated gradient, a momentum.
public enum Costate {}

/// `count` vectors of R^`dimension`, one coordinate contiguous: coordinate c is `storage[c * count ..< (c + 1) *
/// count]`.
///
/// The role keeps states and costates apart: a function of one does not take the other.
public struct Columns<Role>: Sendable, Equatable {
  public let count: Int
  public let dimension: Int
  public internal(set) var storage: [Double]

  /// Takes the coordinates as they lie. The storage must hold `count * dimension` numbers.
  public init(count: Int, dimension: Int, storage: [Double]) {
    precondition(storage.count == count * dimension, "storage does not fit \(count) x \(dimension)")
    self.count = count
    self.dimension = dimension
    self.storage = storage
  }

  /// All zero.
  public init(count: Int, dimension: Int) {
    self.init(
      count: count, dimension: dimension, storage: [Double](repeating: 0, count: count * dimension))
  }

  /// From one array per point; all must be equally long.
  public init(points: [[Double]]) {
    self.init(count: points.count, dimension: points.first?.count ?? 0)
    for (i, point) in points.enumerated() {
      precondition(point.count == dimension, "point \(i) has \(point.count) coordinates, not \(dimension)")
      for c in 0..<dimension { self[i, c] = point[c] }
    }
  }

  /// Coordinate `c` of vector `i`.
  public subscript(_ i: Int, _ c: Int) -> Double {
    get { storage[c * count + i] }
    set { storage[c * count + i] = newValue }
  }

  /// Some of the vectors, in this order.
  public func selected(_ indices: [Int]) -> Columns {
    Columns(
      count: indices.count, dimension: dimension,
      storage: (0..<dimension).flatMap { c in indices.map { storage[c * count + $0] } })
  }

  /// Neighbouring vectors.
  func part(_ range: Range<Int>) -> Columns {
    if range == 0..<count { return self }
    return Columns(
      count: range.count, dimension: dimension,
      storage: (0..<dimension).flatMap { c in
        storage[Range(from: c * count + range.lowerBound, upTo: c * count + range.upperBound)]
      })
  }

  /// One array per point.
  public var points: [[Double]] {
    (0..<count).map { i in (0..<dimension).map { self[i, $0] } }
  }

  /// Whether no number is infinite or NaN.
  public var isFinite: Bool { storage.allSatisfy(\.isFinite) }
}
