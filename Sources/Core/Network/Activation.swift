import Checked

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A function of one number, applied to each entry.
public enum Activation: String, CaseIterable, Sendable {
  case tanh, relu, gelu

  public var formula: String {
    switch self {
    case .tanh: "tanh z"
    case .relu: "max(z, 0), slope 0 at 0"
    case .gelu: "z Phi(z), Phi the normal distribution's function"
    }
  }

  /// Whether the derivative is continuous.
  public var isSmooth: Bool { self != .relu }

  /// Replaces each z by its image; returns the derivatives. Relu's at zero is zero. The hyperbolic tangent is the
  /// kernel's, in lanes.
  func apply(_ z: inout Matrix) -> Matrix {
    var slope = Matrix(rows: z.rows, columns: z.columns)
    let count = z.values.count
    guard count > 0 else { return slope }
    z.values.withUnsafeMutableBufferPointer { z in
      slope.values.withUnsafeMutableBufferPointer { slope in
        switch self {
        case .tanh: Arithmetic.portable.kernel.squash(z.baseAddress!, slope.baseAddress!, count)
        case .relu:
          for i in 0..<count {
            slope[i] = z[i] > 0 ? 1 : 0
            z[i] = z[i] > 0 || z[i].isNaN ? z[i] : 0
          }
        case .gelu:
          for i in 0..<count {
            let x = z[i]
            let below = erfc(-x * 0.5.squareRoot()) / 2
            slope[i] = below + x * exp(-x * x / 2) * 0.3989422804014327
            z[i] = x * below
          }
        }
      }
    }
    return slope
  }
}

extension Matrix {
  /// Entry by entry.
  mutating func multiply(by other: Matrix) {
    values.withUnsafeMutableBufferPointer { a in
      other.values.withUnsafeBufferPointer { b in for i in a.indices { a[i] *= b[i] } }
    }
  }

  mutating func add(_ other: Matrix) {
    values.withUnsafeMutableBufferPointer { a in
      other.values.withUnsafeBufferPointer { b in for i in a.indices { a[i] += b[i] } }
    }
  }

  /// Adds a column to every column.
  mutating func addColumn(_ bias: MatrixView) {
    let columns = columns
    values.withUnsafeMutableBufferPointer { a in
      for i in 0..<bias.rows {
        let b = bias.start[i]
        for j in Range(from: i * columns, upTo: (i + 1) * columns) { a[j] += b }
      }
    }
  }

  /// Some of the columns, those of a range.
  func columns(_ range: Range<Int>) -> Matrix {
    if range == 0..<columns { return self }
    var result = Matrix(rows: rows, columns: range.count)
    for i in 0..<rows {
      for (j, c) in range.enumerated() { result.values[i * range.count + j] = values[i * columns + c] }
    }
    return result
  }

  /// Puts columns back where they came from.
  mutating func setColumns(_ range: Range<Int>, _ other: Matrix) {
    if range == 0..<columns {
      self = other
      return
    }
    for i in 0..<rows {
      for (j, c) in range.enumerated() { values[i * columns + c] = other.values[i * range.count + j] }
    }
  }
}
