import Checked
import Core
import Limits

/// One pass over the points of a state: every affine charge, by class, and how much it scatters from group to group.
/// Nothing of the size of the points is kept. The blocks, and so the bits, do not depend on the number of threads.
final class StatePass<T: BlockNumber> {
  private let recording: Recording
  private let state: Recording.State
  private let d: Int
  private let classes: Int
  private let block: PointBlock<T>
  /// The block's rows.
  private let x: UnsafeMutablePointer<T>
  private let g: UnsafeMutablePointer<T>
  /// g' x of the block.
  private let product: UnsafeMutablePointer<T>
  /// |g|^2 and <g, x> of each row.
  private var squares: [Double]
  private var pairings: [Double]
  private var largest = (x: 0.0, g: 0.0)

  private var matrix: [Double]
  /// Of one large group.
  private var groupMatrix: [Double] = []
  private var groupVector: [Double]
  private var groupDilation = 0.0
  private var classVectors: [Double]
  private var classMatrices: [[Double]]?
  private var classDilations: [Double]
  private var classScales: [(shift: Double, linear: Double)]
  private var groupSquares = [Double](repeating: 0, count: ChargeKind.allCases.count)
  private(set) var checks = StateChecks()

  init(_ recording: Recording, _ state: Recording.State) {
    (self.recording, self.state) = (recording, state)
    (d, classes) = (state.width, recording.labelling.classes.count)
    block = PointBlock(capacity: PointBlock<T>.capacity(width: state.width), width: state.width)
    let room = block.capacity * state.width
    (x, g) = (.allocate(capacity: room), .allocate(capacity: room))
    product = .allocate(capacity: d * d)
    squares = [Double](repeating: 0, count: block.capacity)
    pairings = squares
    matrix = [Double](repeating: 0, count: d * d)
    groupVector = [Double](repeating: 0, count: d)
    classVectors = [Double](repeating: 0, count: classes * d)
    classDilations = [Double](repeating: 0, count: classes)
    classScales = [(shift: Double, linear: Double)](repeating: (0, 0), count: classes)
    if recording.hasClassMatrices {
      classMatrices = [[Double]](repeating: [Double](repeating: 0, count: d * d), count: classes)
    }
  }

  deinit {
    x.deallocate()
    g.deallocate()
    product.deallocate()
  }

  /// - Throws: `EngineError` where the file cannot be read; `CancellationError`.
  func run() throws -> StateSums {
    for run in GroupRun.runs(recording.groupStarts, width: d, capacity: block.capacity) {
      switch run {
      case .bundle(let points, let groups): try bundle(points, groups)
      case .single(let points): try single(points)
      }
    }
    return sums
  }

  // MARK: Groups

  /// Whole groups of some points each.
  private func bundle(_ points: Range<Int>, _ groups: Range<Int>) throws {
    try load(points)
    add(to: &matrix)
    for c in groups {
      let first = recording.groupStarts[c] - points.lowerBound
      let end = recording.groupStarts[c + 1] - points.lowerBound
      if end - first == 1 {
        let (gg, gx, xx) = (squares[first], pairings[first], T.dot(x + first * d, x + first * d, d))
        // Of one point M = g x', whose antisymmetric part is half of g ^ x.
        close([gg, max(0, gg * xx - gx * gx) / 2, gg * xx, gx * gx])
      } else {
        small(Range(from: first, upTo: end))
      }
    }
  }

  /// The sizes of a group's charges by the products of its points: |M|^2 = sum_ij <g_i, g_j><x_i, x_j>, and tr M^2 =
  /// sum_ij <g_i, x_j><g_j, x_i>.
  private func small(_ rows: Range<Int>) {
    var (plain, crossed, shift, turn) = (0.0, 0.0, 0.0, 0.0)
    for i in rows {
      turn += pairings[i]
      for j in Range(from: rows.lowerBound, through: i) {
        let times = i == j ? 1.0 : 2.0
        let gg = T.dot(g + i * d, g + j * d, d)
        shift += times * gg
        plain += times * gg * T.dot(x + i * d, x + j * d, d)
        crossed += times * T.dot(g + i * d, x + j * d, d) * T.dot(g + j * d, x + i * d, d)
      }
    }
    close([max(0, shift), max(0, plain - crossed) / 2, max(0, plain), turn * turn])
  }

  /// A group of many points, whose matrix is summed up by itself.
  private func single(_ points: Range<Int>) throws {
    if groupMatrix.isEmpty { groupMatrix = [Double](repeating: 0, count: d * d) }
    groupMatrix.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    groupVector.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    groupDilation = 0
    for first in stride(from: points.lowerBound, to: points.upperBound, by: block.capacity) {
      let part = Range(from: first, upTo: min(points.upperBound, first + block.capacity))
      try load(part)
      add(to: &groupMatrix)
      groupVector.withUnsafeMutableBufferPointer { sum in
        for row in 0..<part.count { T.add(g + row * d, d, to: sum.baseAddress!) }
      }
      for row in 0..<part.count { groupDilation += pairings[row] }
    }
    var (size, turn) = (0.0, 0.0)
    groupMatrix.withUnsafeBufferPointer { m in
      matrix.withUnsafeMutableBufferPointer { for i in $0.indices { $0[i] += m[i] } }
      size = Rows.dot(m.baseAddress!, m.baseAddress!, m.count)
      turn = Self.turn(m.baseAddress!, d)
    }
    close([
      groupVector.reduce(0) { $0 + $1 * $1 }, turn, size, groupDilation * groupDilation,
    ])
  }

  /// |(M - M')/2|^2, square by square, so that both triangles lie in the cache.
  private static func turn(_ m: UnsafePointer<Double>, _ d: Int) -> Double {
    var sum = 0.0
    let side = max(1, min(32, d))
    for top in stride(from: 0, to: d, by: side) {
      for left in stride(from: 0, through: top, by: side) {
        for i in Range(from: top, upTo: min(d, top + side)) {
          for j in Range(from: left, upTo: min(i, left + side)) {
            let difference = m[i * d + j] - m[j * d + i]
            sum += difference * difference
          }
        }
      }
    }
    return sum / 2
  }

  /// In the order of `ChargeKind`.
  private func close(_ squares: [Double]) { for i in squares.indices { groupSquares[i] += squares[i] } }

  // MARK: Blocks

  private func load(_ range: Range<Int>) throws {
    try Cancellation.check()
    let points = recording.points[range]
    try block.read(state.x, points, into: x)
    try block.read(state.g, points, into: g)
    block.weigh(g, width: d, points, by: recording.weights)
    largest = (0, 0)
    for (row, i) in points.enumerated() { note(row, point: Int(truncatingIfNeeded: i)) }
    if classMatrices != nil { addByClass(points) }
    scaleIntoRange(points.count)
    T.product(g, x, points: points.count, width: d, into: product)
  }

  private func note(_ row: Int, point i: Int) {
    let (gp, xp) = (g + row * d, x + row * d)
    var (gg, xx) = (T.dot(gp, gp, d), T.dot(xp, xp, d))
    let (gx, ones) = (T.dot(gp, xp, d), T.sum(gp, d))
    if !gg.isFinite { Self.find(gp, d, i, &checks.badCostates) }
    if !xx.isFinite { Self.find(xp, d, i, &checks.badStates) }
    (squares[row], pairings[row]) = (gg, gx)
    (gg, xx) = (Self.length(gp, d, gg), Self.length(xp, d, xx))
    largest = (max(largest.x, xx), max(largest.g, gg))
    let c = Int(truncatingIfNeeded: recording.labelling.values[i])
    classScales[c].shift += gg
    classScales[c].linear += gg * xx
    classDilations[c] += gx
    classVectors.withUnsafeMutableBufferPointer { T.add(gp, d, to: $0.baseAddress! + c * d) }
    checks.fingerprint = (checks.fingerprint &* 0x9E37_79B9_7F4A_7C15) ^ xx.bitPattern ^ Double(xp[0]).bitPattern
    guard gg > 0 else {
      checks.silent += 1
      return
    }
    checks.ones = max(checks.ones, abs(ones) / (gg * Double(d).squareRoot()))
    if xx > 0 { checks.along = max(checks.along, abs(gx) / (gg * xx)) }
  }

  /// |v|, also where its square leaves the range of numbers.
  private static func length(_ v: UnsafePointer<T>, _ d: Int, _ square: Double) -> Double {
    if square > 1e-280, square < 1e290 { return square.squareRoot() }
    return norm((0..<d).map { Double(v[$0]) })
  }

  static func find(_ v: UnsafePointer<T>, _ d: Int, _ i: Int, _ found: inout StateChecks.NotFinite) {
    for j in 0..<d where !v[j].isFinite {
      found.count += 1
      guard i * d + j < found.first else { continue }
      (found.first, found.isInfinite) = (i * d + j, v[j].isInfinite)
    }
  }

  /// The powers of two by which x and g of the block were multiplied.
  private var units = (x: 1.0, g: 1.0)

  /// Products of single precision leave its range where numbers are very large or small: they are taken in other units.
  private func scaleIntoRange(_ count: Int) {
    units = (1, 1)
    let size = largest.x * largest.g
    guard T.self == Float.self, size > 0, size.isFinite, size < 1e-15 || size > 1e25 else { return }
    units = (Statistics.unit(of: largest.x), Statistics.unit(of: largest.g))
    let (u, v) = (T(units.x), T(units.g))
    for i in 0..<count * d { (x[i], g[i]) = (x[i] * u, g[i] * v) }
  }

  private func add(to sums: inout [Double]) {
    let factor = 1 / units.x / units.g
    sums.withUnsafeMutableBufferPointer { sums in
      if factor == 1 {
        for i in sums.indices { sums[i] += Double(product[i]) }
      } else {
        for i in sums.indices { sums[i] += factor * Double(product[i]) }
      }
    }
  }

  /// g x' of each class: its points' outer products one by one, of spaces that are small.
  private func addByClass(_ points: ArraySlice<Int32>) {
    for (row, i) in points.enumerated() {
      let c = Int(truncatingIfNeeded: recording.labelling.values[Int(truncatingIfNeeded: i)])
      let (gp, xp, d) = (g + row * d, x + row * d, d)
      classMatrices?[c].withUnsafeMutableBufferPointer { sums in
        for a in 0..<d {
          let factor = Double(gp[a])
          for b in 0..<d { sums[a * d + b] += factor * Double(xp[b]) }
        }
      }
    }
  }

  // MARK: Result

  /// Costates as they were before they were scaled.
  private var sums: StateSums {
    let unit = 1 / recording.metadata.costateScale
    let size = abs(unit)
    let vectors = classVectors.map { $0 * unit }
    let whole = (0..<d).map { j in (0..<classes).reduce(0) { $0 + vectors[$1 * d + j] } }
    let scales = classScales.map { (shift: $0.shift * size, linear: $0.linear * size) }
    return StateSums(
      moment: Moment(matrix: Matrix(rows: d, columns: d, values: matrix.map { $0 * unit }), vector: whole),
      scales: scales.reduce((shift: 0, linear: 0)) { ($0.shift + $1.shift, $0.linear + $1.linear) },
      classVectors: vectors,
      classMatrices: classMatrices?.map { Matrix(rows: d, columns: d, values: $0.map { $0 * unit }) },
      classDilations: classDilations.map { $0 * unit }, classScales: scales,
      groupSquares: Dictionary(uniqueKeysWithValues: zip(ChargeKind.allCases, groupSquares.map { $0 * unit * unit })))
  }
}
