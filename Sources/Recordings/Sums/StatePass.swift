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
  /// |1|.
  private let root: Double
  private let block: PointBlock<T>
  /// The block's rows.
  private let x: UnsafeMutablePointer<T>
  private let g: UnsafeMutablePointer<T>
  /// g' x of the block.
  private let product: UnsafeMutablePointer<T>
  /// |g|^2, <g, x> and |x|^2 of each row.
  private var squares: [Double]
  private var pairings: [Double]
  private var lengths: [Double]
  private let tables: GroupTables<T>
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
  /// In the order of `ChargeKind`.
  private var groupSquares = SIMD4<Double>.zero
  private(set) var checks = StateChecks()

  init(_ recording: Recording, _ state: Recording.State) {
    (self.recording, self.state) = (recording, state)
    (d, classes) = (state.width, recording.labelling.classes.count)
    root = Double(d).squareRoot()
    block = PointBlock(capacity: PointBlock<T>.capacity(width: state.width), width: state.width)
    let room = block.capacity * state.width
    (x, g) = (.allocate(capacity: room), .allocate(capacity: room))
    product = .allocate(capacity: d * d)
    squares = [Double](repeating: 0, count: block.capacity)
    (pairings, lengths) = (squares, squares)
    tables = GroupTables(width: d, most: min(block.capacity, GroupRun.most(width: d)))
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
  func run(_ runs: ArraySlice<GroupRun>) throws -> StateSums {
    for (i, run) in runs.enumerated() {
      let next = runs.startIndex + i + 1
      soon = next < runs.endIndex ? runs[next].points : nil
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
    let (u, v) = (1 / (units.g * units.g), 1 / (units.x * units.x))
    for c in groups {
      let first = recording.groupStarts[c] - points.lowerBound
      let end = recording.groupStarts[c + 1] - points.lowerBound
      if end - first == 1 {
        let (gg, gx, xx) = (squares[first], pairings[first], lengths[first])
        // Of one point M = g x', whose antisymmetric part is half of g ^ x.
        close(gg, turn: max(0, gg * xx - gx * gx) / 2, size: gg * xx, dilation: gx)
      } else {
        let (shift, plain, crossed) = tables.sizes(g + first * d, x + first * d, rows: end - first)
        let along = Range(from: first, upTo: end).reduce(0.0) { $0 + pairings[$1] }
        close(
          max(0, shift) * u, turn: max(0, plain - crossed) / 2 * (u * v), size: max(0, plain) * (u * v),
          dilation: along)
      }
    }
  }

  /// A group of many points, whose matrix is summed up by itself.
  private func single(_ points: Range<Int>) throws {
    groupVector.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    groupDilation = 0
    var (isFirst, folded) = (true, (size: 0.0, turn: 0.0))
    let after = soon
    for first in stride(from: points.lowerBound, to: points.upperBound, by: block.capacity) {
      let part = Range(from: first, upTo: min(points.upperBound, first + block.capacity))
      soon = part.upperBound < points.upperBound ? Range(from: part.upperBound, upTo: points.upperBound) : after
      try load(part)
      groupVector.withUnsafeMutableBufferPointer { sum in
        for row in 0..<part.count { Rows.add(g + row * d, d, times: 1 / units.g, to: sum.baseAddress!) }
      }
      for row in 0..<part.count { groupDilation += pairings[row] }
      if isFirst, part == points {
        folded = matrix.withUnsafeMutableBufferPointer {
          MatrixFold.fold(product, d, times: 1 / units.x / units.g, into: $0.baseAddress!)
        }
      } else {
        if isFirst { groupMatrix = [Double](repeating: 0, count: d * d) }
        add(to: &groupMatrix)
      }
      isFirst = false
    }
    if points.count > block.capacity {
      folded = groupMatrix.withUnsafeBufferPointer { m in
        matrix.withUnsafeMutableBufferPointer {
          MatrixFold.fold(m.baseAddress!, d, times: 1, into: $0.baseAddress!)
        }
      }
    }
    close(
      groupVector.reduce(0) { $0 + $1 * $1 }, turn: folded.turn, size: folded.size, dilation: groupDilation)
  }

  private func close(_ shift: Double, turn: Double, size: Double, dilation: Double) {
    groupSquares += SIMD4(shift, turn, size, dilation * dilation)
  }

  // MARK: Blocks

  /// What is read after the block, of which the system is told before the block is worked on.
  private var soon: Range<Int>?

  private func load(_ range: Range<Int>) throws {
    try Cancellation.check()
    let points = recording.points[range]
    largest = (0, 0)
    for first in stride(from: range.lowerBound, to: range.upperBound, by: block.strip) {
      let some = recording.points[Range(from: first, upTo: min(range.upperBound, first + block.strip))]
      let row = first - range.lowerBound
      try block.read(state.x, some, into: x + row * d)
      try block.read(state.g, some, into: g + row * d)
      block.weigh(g + row * d, width: d, some, by: recording.weights)
      for (i, point) in some.enumerated() { note(row + i, point: Int(truncatingIfNeeded: point)) }
    }
    if let soon {
      let some = recording.points[
        Range(from: soon.lowerBound, upTo: min(soon.upperBound, soon.lowerBound + block.capacity))]
      state.x.expect(some)
      state.g.expect(some)
    }
    if classMatrices != nil { addByClass(points) }
    scaleIntoRange(points.count)
    T.product(g, columns: d, x, columns: d, points: points.count, into: product)
  }

  private func note(_ row: Int, point i: Int) {
    let (gp, xp) = (g + row * d, x + row * d)
    let (gg, gx, xx, ones) = Rows.measures(gp, xp, d)
    if !gg.isFinite { Self.find(gp, d, i, &checks.badCostates) }
    if !xx.isFinite { Self.find(xp, d, i, &checks.badStates) }
    (squares[row], pairings[row], lengths[row]) = (gg, gx, xx)
    let (size, length) = (Self.length(gp, d, gg), Self.length(xp, d, xx))
    largest = (max(largest.x, length), max(largest.g, size))
    let c = Int(truncatingIfNeeded: recording.labelling.values[i])
    classScales[c].shift += size
    classScales[c].linear += size * length
    classDilations[c] += gx
    classVectors.withUnsafeMutableBufferPointer { Rows.add(gp, d, to: $0.baseAddress! + c * d) }
    checks.note(length.bitPattern)
    checks.note(Double(xp[0]).bitPattern)
    checks.note(Double(xp[d - 1]).bitPattern)
    guard size > 0 else {
      checks.silent += 1
      return
    }
    checks.ones = max(checks.ones, abs(ones) / (size * root))
    if length > 0 { checks.along = max(checks.along, abs(gx) / (size * length)) }
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
      groupSquares: Dictionary(
        uniqueKeysWithValues: ChargeKind.allCases.enumerated().map { ($1, groupSquares[$0] * unit * unit) }))
  }
}
