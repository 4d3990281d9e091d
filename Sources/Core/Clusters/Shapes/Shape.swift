import Limits

/// How the points of a cluster lie about its centre. A new shape is one file and one line in `ShapeCatalogue`.
public protocol Shape: Configurable {
  /// The setting that gives the size, zero or positive.
  static var size: Setting { get }
  /// Where the points are, "in a disc", with its size behind it; nil for what has no edge.
  static var place: String? { get }
  /// The places of some of n points, relative to the centre. Those that are drawn take one pair of 64 random bits each, so
  /// that any point can be drawn without those before it.
  ///
  /// - Parameters:
  ///   - points: which, within 0..<n.
  ///   - random: a fresh stream.
  /// - Throws: `EngineError` for a size that is negative or not finite.
  func offsets(_ points: Range<Int>, of n: Int, random: Random) throws -> [(x: Double, y: Double)]
}

extension Shape {
  /// All n points.
  public func offsets(count n: Int, random: Random) throws -> [(x: Double, y: Double)] {
    try offsets(0..<n, of: n, random: random)
  }

  /// Points that are drawn one by one, each of one pair.
  func drawn(_ points: Range<Int>, _ random: Random, _ point: (inout Random) -> (x: Double, y: Double)) throws
    -> [(x: Double, y: Double)]
  {
    var random = random
    random.skip(pairs: points.lowerBound)
    return try patiently(points.count) { _ in point(&random) }
  }
}

extension Shape {
  static func check(_ value: Double) throws(EngineError) {
    guard value >= 0, value.isFinite else {
      throw EngineError(.outOfRange, "\(size.name) must be zero or positive, not \(value)")
    }
  }
}

/// The shapes; the first is meant where nothing is said.
public enum ShapeCatalogue {
  public static let shapes: [any Shape.Type] = [Gaussian.self, Disc.self, Ring.self, Segment.self, Grid.self]

  /// The settings of all, each once.
  public static var settings: [Setting] { shapes.flatMap { $0.settings }.distinct }

  /// The first shape whose size is among those given.
  public static func shape(whoseSize isGiven: (Setting) -> Bool) -> any Shape.Type {
    shapes.first { isGiven($0.size) } ?? shapes[0]
  }
}
