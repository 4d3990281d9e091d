import Checked
import Limits

/// A formula in a point's state, its costate and the layer, for many points at once.
///
/// Nodes are computed one after the other for 128 points, so that choosing the operation costs nothing beside it. Each
/// number comes from the same operations as if its point were alone, so that the bits are those of a point by point
/// computation.
public struct PointProgram: Sendable {
  public typealias Node = Int

  public enum Operation: Sendable {
    case constant(Double)
    /// A coordinate of the state, or the costate.
    case state(Int)
    case costate(Int)
    /// The number of the state, from 0.
    case layer
    case add(Node, Node)
    case subtract(Node, Node)
    case multiply(Node, Node)
    case divide(Node, Node)
    case negate(Node)
    case root(Node)
    /// sqrt(a^2 + b^2 + ...), for numbers of any size.
    case length([Node])
    case function(@Sendable (Double) -> Double, Node)
    case pairing(@Sendable (Double, Double) -> Double, Node, Node)
  }

  public private(set) var operations: [Operation] = []
  /// Inputs that there are already.
  private var inputs: [String: Node] = [:]
  public var results: [Node] = []

  /// So many points are dealt with at once.
  static let strip = 128
  /// So many points are summed up by themselves: what a sum is rounded to does not depend on who made its parts.
  public static let piece = 4096

  /// How many points of a record should be there at once: about as many as the cache holds.
  public static func window(steps: Int) -> Int { min(piece, max(1, 32_768 / (steps + 1) / strip) * strip) }

  public init() {}

  public mutating func append(_ operation: Operation) -> Node {
    let key: String? =
      switch operation {
      case .constant(let x): "= \(x.bitPattern)"
      case .state(let c): "x \(c)"
      case .costate(let c): "g \(c)"
      case .layer: "layer"
      default: nil
      }
    if let key, let node = inputs[key] { return node }
    operations.append(operation)
    if let key { inputs[key] = operations.count - 1 }
    return operations.count - 1
  }

  // MARK: Running

  /// Adds the weighted results of some points to sums, one behind the other by step, group and result.
  ///
  /// - Parameters:
  ///   - first: the number of the point with which weights and labels begin.
  ///   - group: the group of each cluster; -1 for none.
  /// - Throws: `CancellationError`, asked for now and then.
  public func add(
    _ record: any PointRecord, _ points: Range<Int>, weights: [Double], labels: [Int], from first: Int = 0,
    group: [Int], to sums: inout [CompensatedSum]
  ) throws {
    let isWhole = group.allSatisfy { $0 == 0 }
    let width = sums.count / (record.steps + 1)
    try scratch { scratch in
      for t in 0...record.steps {
        try strips(points) { strip in
          run(record, t, strip, scratch)
          for (k, node) in results.enumerated() {
            let values = scratch + node * Self.strip
            if isWhole {
              Self.add(
                values, weights, Range(from: strip.lowerBound - first, upTo: strip.upperBound - first),
                to: &sums[t * width + k])
            } else {
              for (j, i) in strip.enumerated() where group[labels[i - first]] >= 0 {
                sums[t * width + group[labels[i - first]] * results.count + k].add(weights[i - first] * values[j])
              }
            }
          }
        }
      }
    }
  }

  /// One behind the other by step, result and point.
  public func values(_ record: any PointRecord, _ points: Range<Int>) throws -> [[[Double]]] {
    var values = [[[Double]]]()
    try scratch { scratch in
      for t in 0...record.steps {
        var rows = [[Double]](repeating: [], count: results.count)
        try strips(points) { strip in
          run(record, t, strip, scratch)
          for (k, node) in results.enumerated() {
            rows[k] += UnsafeBufferPointer(start: scratch + node * Self.strip, count: strip.count)
          }
        }
        values.append(rows)
      }
    }
    return values
  }

  private static func add(
    _ values: UnsafeMutablePointer<Double>, _ weights: [Double], _ strip: Range<Int>, to sum: inout CompensatedSum
  ) {
    weights.withUnsafeBufferPointer { weights in
      var local = sum
      for j in 0..<strip.count { local.add(weights[strip.lowerBound + j] * values[j]) }
      sum = local
    }
  }

  private func strips(_ points: Range<Int>, _ body: (Range<Int>) -> Void) throws {
    if Cancellation.isAsked() { throw CancellationError() }
    var first = points.lowerBound
    while first < points.upperBound {
      body(Range(from: first, upTo: min(first + Self.strip, points.upperBound)))
      first += Self.strip
    }
  }

  private func scratch(_ body: (UnsafeMutablePointer<Double>) throws -> Void) rethrows {
    let scratch = UnsafeMutablePointer<Double>.allocate(capacity: max(1, operations.count) * Self.strip)
    scratch.initialize(repeating: 0, count: max(1, operations.count) * Self.strip)
    defer { scratch.deallocate() }
    for case (let node, .constant(let x)) in operations.enumerated() {
      (scratch + node * Self.strip).update(repeating: x, count: Self.strip)
    }
    try body(scratch)
  }

  /// All nodes for the points of a strip.
  private func run(
    _ record: any PointRecord, _ t: Int, _ strip: Range<Int>, _ scratch: UnsafeMutablePointer<Double>
  ) {
    func row(_ node: Node) -> UnsafeMutablePointer<Double> { scratch + node * Self.strip }
    for (node, operation) in operations.enumerated() {
      let r = row(node)
      switch operation {
      case .constant: break
      case .state(let c): record.copy(state: c, at: t, strip, into: r)
      case .costate(let c): record.copy(costate: c, at: t, strip, into: r)
      case .layer: r.update(repeating: Double(t), count: Self.strip)
      case .add(let a, let b): Self.each(r, row(a), row(b)) { $0 + $1 }
      case .subtract(let a, let b): Self.each(r, row(a), row(b)) { $0 - $1 }
      case .multiply(let a, let b): Self.each(r, row(a), row(b)) { $0 * $1 }
      case .divide(let a, let b): Self.each(r, row(a), row(b)) { $0 / $1 }
      case .negate(let a): Self.each(r, row(a), row(a)) { x, _ in -x }
      case .root(let a): Self.each(r, row(a), row(a)) { x, _ in x.squareRoot() }
      case .length(let parts): length(r, parts.map(row), strip.count)
      case .function(let f, let a):
        let a = row(a)
        for j in 0..<strip.count { r[j] = f(a[j]) }
      case .pairing(let f, let a, let b):
        let (a, b) = (row(a), row(b))
        for j in 0..<strip.count { r[j] = f(a[j], b[j]) }
      }
    }
  }

  /// Whatever stands behind the last point is computed too, and nobody looks at it.
  @inline(__always)
  private static func each(
    _ r: UnsafeMutablePointer<Double>, _ a: UnsafeMutablePointer<Double>, _ b: UnsafeMutablePointer<Double>,
    _ f: (Double, Double) -> Double
  ) {
    for j in 0..<strip { r[j] = f(a[j], b[j]) }
  }

  private func length(_ r: UnsafeMutablePointer<Double>, _ parts: [UnsafeMutablePointer<Double>], _ count: Int) {
    for j in 0..<count { r[j] = 0 }
    for part in parts { for j in 0..<count { r[j] += part[j] * part[j] } }
    for j in 0..<count {
      r[j] =
        Statistics.isSafe(r[j]) || r[j].isNaN ? r[j].squareRoot() : Statistics.norm(parts.map { $0[j] })
    }
  }
}
