import Checked
import Core
import Limits

extension Recording {
  /// One group's part of a charge, or of its change from one state to the next, of the points of one class.
  public struct GroupPart {
    /// From 0 to `groupCount` - 1.
    public let group: Int
    public let label: Int
    /// sum w g; the entries above the diagonal of sum w (g x' - x g')/2 times sqrt 2, so that the length is that of the whole
    /// matrix; sum w <g, x>.
    public let values: [Double]
    /// sum |w g|, or sum |w g||x|; of a change, of both states together.
    public let scale: Double
  }

  /// Goes through one state, or two neighbours of one width at once, group by group. Nothing of the size of the points is
  /// kept.
  ///
  /// - Parameters:
  ///   - k: indices into `states`: one, or two neighbours, of which the change is taken.
  ///   - labelling: nil for all points together.
  ///   - body: called for each group and class that have points, groups ascending and classes within.
  /// - Throws: `EngineError` where the file cannot be read; `CancellationError`; what the body throws.
  public func sweepGroups(
    _ k: ClosedRange<Int>, _ kind: ChargeKind, _ labelling: Labelling?, _ body: (GroupPart) throws -> Void
  ) throws {
    let d = states[k.lowerBound].width
    let classes = labelling?.classes.count ?? 1
    try MemoryLimit.present.require(
      16 * Double(classes) * Double(k.count) * Double(kind.size(width: d)), for: "a group's charges in each class")
    var sums = k.map { _ in GroupSums(kind, width: d, classes: classes) }
    let blocks = k.map { StateBlock(self, $0, width: d) }
    var group = 0
    func finish() throws {
      for c in 0..<classes where sums[0].hasPoints(c) {
        let last = sums[sums.count - 1].part(c)
        let values = sums.count == 1 ? last : zip(last, sums[0].part(c)).map { $0 - $1 }
        let scale = sums.reduce(0) { $0 + $1.scale(c) }
        try body(GroupPart(group: group, label: c, values: values, scale: scale))
      }
      for s in sums.indices { sums[s].clear() }
    }
    for first in stride(from: 0, to: points.count, by: blocks[0].capacity) {
      try Cancellation.check()
      let end = min(points.count, first + blocks[0].capacity)
      for block in blocks { try block.read(points[Range(from: first, upTo: end)]) }
      var place = first
      while place < end {
        let next = min(end, groupStarts[group + 1])
        let labels = Range(from: place, upTo: next).map { i in
          labelling.map { Int(truncatingIfNeeded: $0.values[Int(truncatingIfNeeded: points[i])]) } ?? 0
        }
        for s in sums.indices { sums[s].add(blocks[s], from: place - first, labels) }
        place = next
        if place == groupStarts[group + 1] {
          try finish()
          group += 1
        }
      }
    }
  }
}

extension ChargeKind {
  /// How many numbers a charge of R^d is.
  public func size(width d: Int) -> Int {
    switch self {
    case .translations: d
    case .rotations: d * (d - 1) / 2
    case .linear: d * d
    case .dilation: 1
    }
  }
}

/// A block of a state's points.
private final class StateBlock {
  let x: UnsafeMutablePointer<Double>
  let g: UnsafeMutablePointer<Double>
  private let block: PointBlock<Double>
  private let recording: Recording
  private let state: Recording.State
  var capacity: Int { block.capacity }

  init(_ recording: Recording, _ k: Int, width d: Int) {
    (self.recording, state) = (recording, recording.states[k])
    block = PointBlock(capacity: PointBlock<Double>.capacity(width: d), width: d)
    (x, g) = (.allocate(capacity: block.capacity * d), .allocate(capacity: block.capacity * d))
  }

  deinit {
    x.deallocate()
    g.deallocate()
  }

  func read(_ points: ArraySlice<Int32>) throws {
    let d = state.width
    try block.read(state.x, points, into: x)
    try block.read(state.g, points, into: g)
    block.weigh(g, width: d, points, by: recording.weights)
    let unit = 1 / recording.metadata.costateScale
    if unit != 1 { for i in 0..<points.count * d { g[i] *= unit } }
  }
}

/// The sums of one group, class by class.
private struct GroupSums {
  private let kind: ChargeKind
  private let d: Int
  private var values: [[Double]]
  private var scales: [Double]
  private var counts: [Int]

  init(_ kind: ChargeKind, width d: Int, classes: Int) {
    (self.kind, self.d) = (kind, d)
    let size = kind == .rotations ? d * d : kind.size(width: d)
    values = [[Double]](repeating: [Double](repeating: 0, count: size), count: classes)
    scales = [Double](repeating: 0, count: classes)
    counts = [Int](repeating: 0, count: classes)
  }

  func hasPoints(_ c: Int) -> Bool { counts[c] > 0 }
  func scale(_ c: Int) -> Double { scales[c] }

  mutating func clear() {
    for c in counts.indices where counts[c] > 0 {
      for i in values[c].indices { values[c][i] = 0 }
      (scales[c], counts[c]) = (0, 0)
    }
  }

  /// Rows of a block, from one on, with their classes.
  mutating func add(_ block: StateBlock, from row: Int, _ labels: [Int]) {
    for (i, c) in labels.enumerated() {
      let (x, g) = (block.x + (row + i) * d, block.g + (row + i) * d)
      counts[c] += 1
      let size = Rows.dot(g, g, d).squareRoot()
      scales[c] += kind.isLinear ? size * Rows.dot(x, x, d).squareRoot() : size
      switch kind {
      case .translations: values[c].withUnsafeMutableBufferPointer { Rows.add(g, d, to: $0.baseAddress!) }
      case .dilation: values[c][0] += Rows.dot(g, x, d)
      case .rotations, .linear: if d <= Self.small { addProduct(c, g, x) }
      }
    }
    if kind == .rotations || kind == .linear, d > Self.small { addProducts(block, row, labels) }
  }

  /// Up to this width a point's matrix is added by itself.
  private static let small = 24

  private mutating func addProduct(_ c: Int, _ g: UnsafePointer<Double>, _ x: UnsafePointer<Double>) {
    values[c].withUnsafeMutableBufferPointer { m in
      for i in 0..<d { for j in 0..<d { m[i * d + j] += g[i] * x[j] } }
    }
  }

  /// g' x of the rows of each class, by BLAS.
  private mutating func addProducts(_ block: StateBlock, _ row: Int, _ labels: [Int]) {
    for c in Set(labels).sorted() {
      let rows = labels.indices.filter { labels[$0] == c }
      func gathered(_ start: UnsafePointer<Double>) -> Matrix {
        var numbers: [Double] = []
        numbers.reserveCapacity(rows.count * d)
        for i in rows { numbers.append(contentsOf: UnsafeBufferPointer(start: start + (row + i) * d, count: d)) }
        return Matrix(rows: rows.count, columns: d, values: numbers)
      }
      var sum = Matrix(rows: d, columns: d, values: values[c])
      sum.add(gathered(block.g), .transposed, gathered(block.x), .plain)
      values[c] = sum.values
    }
  }

  func part(_ c: Int) -> [Double] {
    guard kind == .rotations else { return values[c] }
    let (m, half) = (values[c], 0.5.squareRoot())
    var part: [Double] = []
    part.reserveCapacity(kind.size(width: d))
    for i in 0..<d { for j in Range(from: i + 1, upTo: d) { part.append(half * (m[i * d + j] - m[j * d + i])) } }
    return part
  }
}
