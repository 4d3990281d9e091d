import Core

/// The numbers that blocks of points are summed in: of single precision where they are stored in no more and are many,
/// of double precision else. Sums over blocks are always of double precision.
protocol BlockNumber: BinaryFloatingPoint, Sendable {
  static func read(
    _ array: RecordedArray, _ first: Int, count: Int, through room: UnsafeMutableRawBufferPointer,
    into target: UnsafeMutablePointer<Self>) throws
  /// Some numbers of a row, widened.
  static func four(_ p: UnsafePointer<Self>) -> SIMD4<Double>
  static func eight(_ p: UnsafePointer<Self>) -> SIMD8<Double>
  /// C = g' x.
  static func product(
    _ g: UnsafePointer<Self>, columns m: Int, _ x: UnsafePointer<Self>, columns d: Int, points n: Int,
    into c: UnsafeMutablePointer<Self>
  )
  /// C = a b': the inner products of rows.
  static func table(
    _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, rows n: Int, width d: Int, into c: UnsafeMutablePointer<Self>)
  /// C = a a' on and below the diagonal.
  static func triangle(_ a: UnsafePointer<Self>, rows n: Int, width d: Int, into c: UnsafeMutablePointer<Self>)
}

extension Double: BlockNumber {
  static func read(
    _ array: RecordedArray, _ first: Int, count: Int, through room: UnsafeMutableRawBufferPointer,
    into target: UnsafeMutablePointer<Double>
  ) throws { try array.read(first, count: count, through: room, into: target) }

  @inline(__always) static func four(_ p: UnsafePointer<Double>) -> SIMD4<Double> {
    UnsafeRawPointer(p).loadUnaligned(as: SIMD4<Double>.self)
  }

  @inline(__always) static func eight(_ p: UnsafePointer<Double>) -> SIMD8<Double> {
    UnsafeRawPointer(p).loadUnaligned(as: SIMD8<Double>.self)
  }

  static func product(
    _ g: UnsafePointer<Double>, columns m: Int, _ x: UnsafePointer<Double>, columns d: Int, points n: Int,
    into c: UnsafeMutablePointer<Double>
  ) { BlockProduct.add(g, columns: m, x, columns: d, points: n, keeping: 0, into: c) }

  static func table(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, rows n: Int, width d: Int,
    into c: UnsafeMutablePointer<Double>
  ) { RowProducts.table(a, rows: n, b, rows: n, width: d, into: c) }

  static func triangle(_ a: UnsafePointer<Double>, rows n: Int, width d: Int, into c: UnsafeMutablePointer<Double>) {
    RowProducts.triangle(a, rows: n, width: d, into: c)
  }
}

extension Float: BlockNumber {
  static func read(
    _ array: RecordedArray, _ first: Int, count: Int, through room: UnsafeMutableRawBufferPointer,
    into target: UnsafeMutablePointer<Float>
  ) throws { try array.read(first, count: count, through: room, into: target) }

  @inline(__always) static func four(_ p: UnsafePointer<Float>) -> SIMD4<Double> {
    SIMD4<Double>(UnsafeRawPointer(p).loadUnaligned(as: SIMD4<Float>.self))
  }

  @inline(__always) static func eight(_ p: UnsafePointer<Float>) -> SIMD8<Double> {
    SIMD8<Double>(UnsafeRawPointer(p).loadUnaligned(as: SIMD8<Float>.self))
  }

  static func product(
    _ g: UnsafePointer<Float>, columns m: Int, _ x: UnsafePointer<Float>, columns d: Int, points n: Int,
    into c: UnsafeMutablePointer<Float>
  ) { BlockProduct.add(g, columns: m, x, columns: d, points: n, keeping: 0, into: c) }

  static func table(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, rows n: Int, width d: Int,
    into c: UnsafeMutablePointer<Float>
  ) { RowProducts.table(a, rows: n, b, rows: n, width: d, into: c) }

  static func triangle(_ a: UnsafePointer<Float>, rows n: Int, width d: Int, into c: UnsafeMutablePointer<Float>) {
    RowProducts.triangle(a, rows: n, width: d, into: c)
  }
}
