/// Numbers of a file to those of the processor, in plain loops that the compiler makes wide.
enum Conversion {
  /// - Parameter source: aligned, `count` numbers of the storage.
  static func convert(
    _ source: UnsafeRawPointer, _ storage: Storage, isBigEndian: Bool, count: Int,
    to target: UnsafeMutablePointer<Double>
  ) {
    if isBigEndian { return swapped(source, storage, count) { target[$0] = $1 } }
    switch storage {
    case .float64: target.update(from: source.assumingMemoryBound(to: Double.self), count: count)
    case .float32: each(source, Float.self, count) { target[$0] = Double($1) }
    case .float16: each(source, UInt16.self, count) { target[$0] = Double(half($1)) }
    case .bfloat16: each(source, UInt16.self, count) { target[$0] = Double(brain($1)) }
    case .int8: each(source, Int8.self, count) { target[$0] = Double($1) }
    case .int16: each(source, Int16.self, count) { target[$0] = Double($1) }
    case .int32: each(source, Int32.self, count) { target[$0] = Double($1) }
    case .int64: each(source, Int64.self, count) { target[$0] = Double($1) }
    case .uint8: each(source, UInt8.self, count) { target[$0] = Double($1) }
    case .uint16: each(source, UInt16.self, count) { target[$0] = Double($1) }
    case .uint32: each(source, UInt32.self, count) { target[$0] = Double($1) }
    case .uint64: each(source, UInt64.self, count) { target[$0] = Double($1) }
    case .bool: each(source, UInt8.self, count) { target[$0] = $1 == 0 ? 0 : 1 }
    }
  }

  /// To single precision, of what is stored in no more.
  static func convert(
    _ source: UnsafeRawPointer, _ storage: Storage, isBigEndian: Bool, count: Int,
    to target: UnsafeMutablePointer<Float>
  ) {
    if isBigEndian { return swapped(source, storage, count) { target[$0] = Float($1) } }
    switch storage {
    case .float32: target.update(from: source.assumingMemoryBound(to: Float.self), count: count)
    case .float16: each(source, UInt16.self, count) { target[$0] = half($1) }
    case .bfloat16: each(source, UInt16.self, count) { target[$0] = brain($1) }
    case .float64: each(source, Double.self, count) { target[$0] = Float($1) }
    default: swapped(source, storage, count, isSwapped: false) { target[$0] = Float($1) }
    }
  }

  /// The upper half of a number of single precision.
  @inline(__always) private static func brain(_ bits: UInt16) -> Float {
    Float(bitPattern: UInt32(truncatingIfNeeded: bits) << 16)
  }

  /// IEEE 754's binary16 without a branch: the bits moved to where single precision has them, times the difference of
  /// the exponents, which also makes normal numbers of those that are not; exponents of all ones stay so.
  @inline(__always) private static func half(_ bits: UInt16) -> Float {
    let wide = UInt32(truncatingIfNeeded: bits)
    let (sign, body) = ((wide & 0x8000) << 16, (wide & 0x7FFF) << 13)
    let scaled = (Float(bitPattern: body) * 0x1p112).bitPattern
    return Float(bitPattern: sign | (body >= 0x0F80_0000 ? body | 0x7F80_0000 : scaled))
  }

  @inline(__always) private static func each<T>(
    _ source: UnsafeRawPointer, _ type: T.Type, _ count: Int, _ put: (Int, T) -> Void
  ) {
    let numbers = source.assumingMemoryBound(to: T.self)
    for i in 0..<count { put(i, numbers[i]) }
  }

  /// The rarer storages, one by one.
  private static func swapped(
    _ source: UnsafeRawPointer, _ storage: Storage, _ count: Int, isSwapped: Bool = true, _ put: (Int, Double) -> Void
  ) {
    func each<T: FixedWidthInteger>(_ type: T.Type, _ value: (T) -> Double) {
      let numbers = source.assumingMemoryBound(to: T.self)
      for i in 0..<count { put(i, value(isSwapped ? numbers[i].byteSwapped : numbers[i])) }
    }
    switch storage {
    case .float64: each(UInt64.self) { Double(bitPattern: $0) }
    case .float32: each(UInt32.self) { Double(Float(bitPattern: $0)) }
    case .float16: each(UInt16.self) { Double(half($0)) }
    case .bfloat16: each(UInt16.self) { Double(brain($0)) }
    case .int8: each(Int8.self) { Double($0) }
    case .int16: each(Int16.self) { Double($0) }
    case .int32: each(Int32.self) { Double($0) }
    case .int64: each(Int64.self) { Double($0) }
    case .uint8: each(UInt8.self) { Double($0) }
    case .uint16: each(UInt16.self) { Double($0) }
    case .uint32: each(UInt32.self) { Double($0) }
    case .uint64: each(UInt64.self) { Double($0) }
    case .bool: each(UInt8.self) { $0 == 0 ? 0 : 1 }
    }
  }
}
