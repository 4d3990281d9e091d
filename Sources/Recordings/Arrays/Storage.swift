/// How numbers lie in a file.
public enum Storage: String, Sendable, CaseIterable {
  case float64, float32, float16, bfloat16, int8, int16, int32, int64, uint8, uint16, uint32, uint64, bool

  /// Bytes of one number.
  public var size: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .int8, .uint8, .bool: 1
    }
  }

  public var isFloat: Bool {
    switch self {
    case .float64, .float32, .float16, .bfloat16: true
    default: false
    }
  }

  /// By how much a number may err that was rounded so, relative to itself.
  public var rounding: Double {
    switch self {
    case .float32: 0x1p-24
    case .float16: 0x1p-11
    case .bfloat16: 0x1p-8
    default: 0x1p-53
    }
  }

  /// By how much the smallest numbers may err, whose digits end where the exponents do.
  public var leastRounding: Double {
    switch self {
    case .float16: 0x1p-25
    case .bfloat16: 0x1p-134
    case .float32: 0x1p-150
    default: 0
    }
  }

  /// Up to what an identity of numbers that were rounded so may fail, relative to the parts' size: some thousand
  /// roundings of double and single precision, five of half precision, whose sums are of few.
  public var tolerance: Double {
    switch self {
    case .float64: 1e-9
    case .float32: 1e-4
    default: 0.02
    }
  }
}
