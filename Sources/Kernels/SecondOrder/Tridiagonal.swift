/// Reduces a symmetric matrix to a tridiagonal one by Householder's reflections, A = Q T Q'.
///
/// Column k below the diagonal is reflected to its first entry by I - v v', |v|^2 = 2; with p = A v and w = p - (p v /
/// 2) v the rest becomes A - v w' - w v'. The matrix is swept once for each column: a row is changed and at once
/// multiplied by the next column's v, so that each number is fetched once. Source: Golub, Van Loan, "Matrix
/// Computations", section 8.3.1.
///
/// - Parameters:
///   - a: n rows of `stride` doubles, a multiple of eight, aligned, with zeros beyond n. Row k comes back as column k's v.
///   - diagonal, side: T, n and n - 1 numbers.
///   - work: 3 x `stride` doubles.
func tridiagonalise(
  _ a: UnsafeMutablePointer<Double>, order n: Int, stride: Int, diagonal: UnsafeMutablePointer<Double>,
  side: UnsafeMutablePointer<Double>,
  work: UnsafeMutablePointer<Double>
) {
  let (v, w, next) = (work, work + stride, work + 2 * stride)
  for i in 0..<3 * stride { work[i] = 0 }
  let product = UnsafeMutablePointer<Double>.allocate(capacity: stride)
  defer { product.deallocate() }
  for k in 0..<n {
    let row = a + k * stride
    // What the last column has left to do in this row; it is then the next column to be reflected.
    change(row, k, v, w, from: k, stride)
    diagonal[k] = row[k]
    guard k < n - 1 else { break }
    side[k] = reflector(of: row, from: k + 1, n, into: next, stride)
    for i in (k + 1)..<n {
      let line = a + i * stride
      change(line, i, v, w, from: k + 1, stride)
      product[i] = inner(line, next, from: k + 1, stride)
    }
    var along = 0.0
    for i in (k + 1)..<n { along += product[i] * next[i] }
    for i in 0..<stride { (v[i], w[i]) = (next[i], i > k && i < n ? product[i] - along / 2 * next[i] : 0) }
    for i in 0..<stride { row[i] = next[i] }
  }
}

/// line -= v_i w + w_i v.
@inline(__always)
private func change(
  _ line: UnsafeMutablePointer<Double>, _ i: Int, _ v: UnsafeMutablePointer<Double>, _ w: UnsafeMutablePointer<Double>,
  from first: Int, _ stride: Int
) {
  let (a, b) = (HalfLanes(-v[i]), HalfLanes(-w[i]))
  if v[i] == 0 && w[i] == 0 { return }
  for j in first / 8..<stride / 8 {
    let place = eights(line) + j
    place.pointee = b.times(eights(v)[j], plus: a.times(eights(w)[j], plus: place.pointee))
  }
}

@inline(__always)
private func inner(_ x: UnsafeMutablePointer<Double>, _ y: UnsafeMutablePointer<Double>, from first: Int, _ stride: Int)
  -> Double
{
  var (even, odd) = (HalfLanes(0), HalfLanes(0))
  var j = first / 8
  while j + 1 < stride / 8 {
    even = eights(x)[j].times(eights(y)[j], plus: even)
    odd = eights(x)[j + 1].times(eights(y)[j + 1], plus: odd)
    j += 2
  }
  if j < stride / 8 { even = even + eights(x)[j] * eights(y)[j] }
  return (even + odd).total
}

@inline(__always)
private func eights(_ x: UnsafeMutablePointer<Double>) -> UnsafeMutablePointer<HalfLanes> {
  UnsafeMutableRawPointer(x).assumingMemoryBound(to: HalfLanes.self)
}

/// v with (I - v v') x = alpha e_1 for the entries from `first` on; returns alpha. Where there is nothing to reflect v
/// is zero.
private func reflector(
  of x: UnsafeMutablePointer<Double>, from first: Int, _ n: Int, into v: UnsafeMutablePointer<Double>, _ stride: Int
) -> Double {
  for i in 0..<stride { v[i] = 0 }
  var largest = 0.0
  for i in (first + 1)..<max(n, first + 1) { largest = max(largest, abs(x[i])) }
  guard largest > 0 else { return x[first] }
  largest = max(largest, abs(x[first]))
  var square = 0.0
  for i in first..<n { square += (x[i] / largest) * (x[i] / largest) }
  let length = largest * square.squareRoot()
  let alpha = x[first] > 0 ? -length : length
  // |x - alpha e_1|^2 = 2 length (length + |x_1|)
  let scale = 1 / (length * (length + abs(x[first]))).squareRoot()
  for i in first..<n { v[i] = x[i] * scale }
  v[first] = (x[first] - alpha) * scale
  return alpha
}
