import Checked
import Limits

/// A real matrix, row by row. A batch of points of R^d is a matrix of d rows, one point a column, as `Columns` lie.
public struct Matrix: Sendable, Equatable {
  public let rows: Int
  public let columns: Int
  public var values: [Double]

  /// The values must hold `rows * columns` numbers.
  public init(rows: Int, columns: Int, values: [Double]) {
    precondition(values.count == rows * columns, "\(values.count) numbers are no \(rows) x \(columns) matrix")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// All entries the same.
  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    self.init(rows: rows, columns: columns, values: [Double](repeating: value, count: rows * columns))
  }

  public subscript(_ i: Int, _ j: Int) -> Double {
    get { values[i * columns + j] }
    set { values[i * columns + j] = newValue }
  }

  public var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for i in 0..<rows { for j in 0..<columns { result[j, i] = self[i, j] } }
    return result
  }

  /// sum of a_ij b_ij.
  public func inner(_ other: Matrix) -> Double { dot(values, other.values) }
  /// The Frobenius norm.
  public var norm: Double { Core.norm(values) }
}

/// A matrix that lies somewhere else: a layer's parameters within theta, or their gradient.
public struct MatrixView {
  public let rows: Int
  public let columns: Int
  public let start: UnsafeMutablePointer<Double>

  public init(rows: Int, columns: Int, start: UnsafeMutablePointer<Double>) {
    self.rows = rows
    self.columns = columns
    self.start = start
  }

  public subscript(_ i: Int, _ j: Int) -> Double { start[i * columns + j] }
  /// A copy.
  public var matrix: Matrix {
    Matrix(rows: rows, columns: columns, values: [Double](UnsafeBufferPointer(start: start, count: rows * columns)))
  }
}

/// How an operand enters a product.
public enum Operand { case plain, transposed }

extension Matrix {
  /// op(A) op(B).
  public static func product(_ a: Matrix, _ opA: Operand, _ b: Matrix, _ opB: Operand = .plain) -> Matrix {
    var c = Matrix(rows: opA == .plain ? a.rows : a.columns, columns: opB == .plain ? b.columns : b.rows)
    c.add(a, opA, b, opB, keeping: 0)
    return c
  }

  public static func product(_ a: MatrixView, _ b: Matrix) -> Matrix { product(a, .plain, b) }

  public static func product(_ a: MatrixView, _ opA: Operand, _ b: Matrix) -> Matrix {
    var c = Matrix(rows: opA == .plain ? a.rows : a.columns, columns: b.columns)
    b.values.withUnsafeBufferPointer { b_ in
      c.values.withUnsafeMutableBufferPointer { c_ in
        multiply(
          (a.rows, a.columns, UnsafePointer(a.start)), opA, (b.rows, b.columns, b_.baseAddress!), .plain, keeping: 0,
          into: c_.baseAddress!)
      }
    }
    return c
  }

  /// self = keep self + op(A) op(B).
  public mutating func add(_ a: Matrix, _ opA: Operand, _ b: Matrix, _ opB: Operand, keeping keep: Double = 1) {
    values.withUnsafeMutableBufferPointer { c in
      a.values.withUnsafeBufferPointer { a_ in
        b.values.withUnsafeBufferPointer { b_ in
          Matrix.multiply(
            (a.rows, a.columns, a_.baseAddress!), opA, (b.rows, b.columns, b_.baseAddress!), opB, keeping: keep,
            into: c.baseAddress!)
        }
      }
    }
  }

  fileprivate typealias Factor = (rows: Int, columns: Int, start: UnsafePointer<Double>)

  /// C = keep C + op(A) op(B), by BLAS. BLAS takes matrices column by column, to which ours are transposed: C' = op(B)'
  /// op(A)'.
  fileprivate static func multiply(
    _ a: Factor, _ opA: Operand, _ b: Factor, _ opB: Operand, keeping keep: Double, into c: UnsafeMutablePointer<Double>
  ) {
    var m = Int32(clamping: opB == .plain ? b.columns : b.rows)
    var n = Int32(clamping: opA == .plain ? a.rows : a.columns)
    var k = Int32(clamping: opA == .plain ? a.columns : a.rows)
    precondition(Int(clamping: k) == (opB == .plain ? b.rows : b.columns), "the factors of a product do not fit")
    var (lda, ldb, ldc) = (Int32(clamping: max(1, b.columns)), Int32(clamping: max(1, a.columns)), max(1, m))
    var (one, keep) = (1.0, keep)
    var (ta, tb) = (letter(opB), letter(opA))
    if let blas = LinearAlgebraLibrary.library {
      // What takes some hundredths of a second goes strip by strip, and is left where the work should end.
      let strip = Int32(saturating: min(1e9, max(64, 2e8 / max(1, Double(m) * Double(k)))))
      guard n > 2 * strip else {
        return blas.dgemm(&ta, &tb, &m, &n, &k, &one, b.start, &lda, a.start, &ldb, &keep, c, &ldc)
      }
      for first in stride(from: 0, to: n, by: Int32.Stride(strip)) {
        if Cancellation.isAsked() { return }
        var rows = min(strip, n - first)
        let start = a.start + Int(clamping: first) * (opA == .plain ? a.columns : 1)
        blas.dgemm(
          &ta, &tb, &m, &rows, &k, &one, b.start, &lda, start, &ldb, &keep, c + Int(clamping: first) * Int(clamping: m),
          &ldc)
      }
      return
    }
    // Slower, and the same but for rounding.
    let (height, width, depth) = (Int(clamping: n), Int(clamping: m), Int(clamping: k))
    for i in 0..<height {
      for j in 0..<width {
        var sum = 0.0
        for p in 0..<depth {
          sum +=
            a.start[opA == .plain ? i * a.columns + p : p * a.columns + i]
            * b.start[opB == .plain ? p * b.columns + j : j * b.columns + p]
        }
        c[i * width + j] = sum + (keep == 0 ? 0 : keep * c[i * width + j])
      }
    }
  }

  private static func letter(_ op: Operand) -> CChar { CChar(UInt8(ascii: op == .plain ? "N" : "T")) }
}

extension MatrixView {
  /// Adds op(A) op(B) to what lies here.
  public func add(_ a: Matrix, _ b: Matrix, _ opB: Operand = .plain) {
    a.values.withUnsafeBufferPointer { a_ in
      b.values.withUnsafeBufferPointer { b_ in
        Matrix.multiply(
          (a.rows, a.columns, a_.baseAddress!), .plain, (b.rows, b.columns, b_.baseAddress!), opB, keeping: 1,
          into: start)
      }
    }
  }

  /// Adds the sum of each row of A to a column.
  public func addRowSums(_ a: Matrix) {
    a.values.withUnsafeBufferPointer { a_ in
      for i in 0..<a.rows {
        var sum = 0.0
        for j in 0..<a.columns { sum += a_[i * a.columns + j] }
        start[i] += sum
      }
    }
  }
}
