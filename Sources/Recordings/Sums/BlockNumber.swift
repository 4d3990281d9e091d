import Core

/// The numbers that blocks of points are summed in: of single precision where they are stored in no more and are many,
/// of double precision else. Sums over blocks are always of double precision.
protocol BlockNumber: BinaryFloatingPoint, Sendable {
  static func read(
    _ array: RecordedArray, _ first: Int, count: Int, through room: UnsafeMutableRawBufferPointer,
    into target: UnsafeMutablePointer<Self>) throws
  static func dot(_ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, _ d: Int) -> Double
  static func sum(_ a: UnsafePointer<Self>, _ d: Int) -> Double
  static func add(_ a: UnsafePointer<Self>, _ d: Int, to s: UnsafeMutablePointer<Double>)
  /// C = g' x.
  static func product(
    _ g: UnsafePointer<Self>, _ x: UnsafePointer<Self>, points n: Int, width d: Int,
    into c: UnsafeMutablePointer<Self>)
  static func product(
    _ g: UnsafePointer<Self>, columns m: Int, _ x: UnsafePointer<Self>, columns d: Int, points n: Int,
    into c: UnsafeMutablePointer<Self>)
}

extension BlockNumber {
  static func product(
    _ g: UnsafePointer<Self>, _ x: UnsafePointer<Self>, points n: Int, width d: Int,
    into c: UnsafeMutablePointer<Self>
  ) { product(g, columns: d, x, columns: d, points: n, into: c) }
}

extension Double: BlockNumber {
  static func read(
    _ array: RecordedArray, _ first: Int, count: Int, through room: UnsafeMutableRawBufferPointer,
    into target: UnsafeMutablePointer<Double>
  ) throws { try array.read(first, count: count, through: room, into: target) }

  static func product(
    _ g: UnsafePointer<Double>, columns m: Int, _ x: UnsafePointer<Double>, columns d: Int, points n: Int,
    into c: UnsafeMutablePointer<Double>
  ) { BlockProduct.add(g, columns: m, x, columns: d, points: n, keeping: 0, into: c) }

  static func dot(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ d: Int) -> Double { Rows.dot(a, b, d) }
  static func sum(_ a: UnsafePointer<Double>, _ d: Int) -> Double { Rows.sum(a, d) }
  static func add(_ a: UnsafePointer<Double>, _ d: Int, to s: UnsafeMutablePointer<Double>) { Rows.add(a, d, to: s) }
}

extension Float: BlockNumber {
  static func read(
    _ array: RecordedArray, _ first: Int, count: Int, through room: UnsafeMutableRawBufferPointer,
    into target: UnsafeMutablePointer<Float>
  ) throws { try array.read(first, count: count, through: room, into: target) }

  static func product(
    _ g: UnsafePointer<Float>, columns m: Int, _ x: UnsafePointer<Float>, columns d: Int, points n: Int,
    into c: UnsafeMutablePointer<Float>
  ) { BlockProduct.add(g, columns: m, x, columns: d, points: n, keeping: 0, into: c) }

  static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ d: Int) -> Double { Rows.dot(a, b, d) }
  static func sum(_ a: UnsafePointer<Float>, _ d: Int) -> Double { Rows.sum(a, d) }
  static func add(_ a: UnsafePointer<Float>, _ d: Int, to s: UnsafeMutablePointer<Double>) { Rows.add(a, d, to: s) }
}
