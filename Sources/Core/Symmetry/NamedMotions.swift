import Checked

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Names for the motions that span a space.
enum NamedMotions {
  /// The known motions in the span, then what is left of it.
  ///
  /// - Parameters:
  ///   - vectors: motions in the frame's coordinates; they span the space.
  ///   - scales: what an entry is measured by: coordinates in which distances are told are entries times scales.
  ///   - tolerance: how far, of a length of one, a known motion may lie beside the span.
  static func of(_ vectors: [[Double]], scales: [Double], frame: MotionFrame, tolerance: Double) -> [Generator] {
    let d = frame.origin.count
    func scaled(_ vector: [Double]) -> [Double] {
      let values = zip(vector, scales).map { $0 * $1 }
      let size = norm(values)
      return values.map { $0 / size }
    }
    let span = orthonormal(vectors.map(scaled), threshold: 0.01)
    if span.isEmpty { return [] }
    var (found, taken): ([Generator], OrthonormalBasis) = ([], OrthonormalBasis(threshold: 0.01))
    let known = [MotionSpace.translations, .rotations, .dilation].flatMap { $0.basis(dimension: d) }
    for generator in known {
      let vector = scaled(frame.coordinates(generator))
      let inside = combination(span.map { dot($0, vector) }, span)
      guard norm(zip(vector, inside).map { $0 - $1 }) <= tolerance else { continue }
      if taken.addRest(of: vector, length: 1) != nil { found.append(generator) }
    }
    let hasTranslations = found.count >= d && found[d - 1].matrix.allSatisfy { $0 == 0 }
    for vector in span {
      guard let rest = taken.addRest(of: vector, length: 1) else { continue }
      let motion = motion(zip(rest, scales).map { $0 / $1 }, frame, tolerance)
      // Where all translations are there, the centre means nothing.
      let offset = hasTranslations ? [Double](repeating: 0, count: d) : motion.offset
      found.append(
        Generator(
          name: recognised(motion.matrix, offset, length: frame.length, tolerance: tolerance) ?? "affine motion",
          matrix: motion.matrix, offset: offset))
    }
    return found
  }

  /// The motion of coordinates, its largest entry made one.
  private static func motion(_ values: [Double], _ frame: MotionFrame, _ tolerance: Double) -> (
    matrix: [Double], offset: [Double]
  ) {
    let square = frame.origin.count * frame.origin.count
    let turn = values[..<square].max { abs($0) < abs($1) } ?? 0
    let shift = values[square...].max { abs($0) < abs($1) } ?? 1
    // A matrix of noise beside a translation is none.
    let isTranslation = abs(turn) <= tolerance * abs(shift)
    let scaled = values.enumerated().map { i, x in
      isTranslation ? (i < square ? 0 : x / shift) : x * frame.length / turn
    }
    return frame.motion(scaled[...])
  }

  private static func combination(_ factors: [Double], _ vectors: [[Double]]) -> [Double] {
    vectors[0].indices.map { i in zip(factors, vectors).reduce(0) { $0 + $1.0 * $1.1[i] } }
  }

  /// - Parameter threshold: of vectors of length one, what is left of one is new when it is longer; as small as the
  ///   span is well known.
  static func orthonormal(_ vectors: [[Double]], threshold: Double) -> [[Double]] {
    var basis = OrthonormalBasis(threshold: threshold)
    for vector in vectors { basis.addRest(of: vector, length: 1) }
    return basis.vectors
  }
}

extension NamedMotions {
  /// What a motion of the plane, or of R^d, is called; nil where it has no name.
  ///
  /// - Parameters:
  ///   - matrix: row by row.
  ///   - length: by which offsets are measured: how far a motion's centre lies is told where it is not much less.
  static func recognised(
    _ matrix: [Double], _ shift: [Double], length: Double = 1, tolerance: Double = 1e-6
  ) -> String? {
    let d = shift.count
    let offset = shift.map { $0 / length }
    let size = max(norm(matrix), norm(offset))
    func isSmall(_ x: Double) -> Bool { abs(x) <= tolerance * size }
    let a = Matrix(rows: d, columns: d, values: matrix)
    func point(_ c: [Double], unit: Double) -> String {
      let least = tolerance * norm(c)
      return "(" + c.map { short(abs($0) <= least ? 0 : $0 * unit) }.joined(separator: ", ") + ")"
    }
    if a.norm <= tolerance * size { return "translation along \(point(offset.map { $0 / norm(offset) }, unit: 1))" }
    let mean = (0..<d).reduce(0) { $0 + a[$1, $1] } / Double(d)
    let isScalar = (0..<d).allSatisfy { i in (0..<d).allSatisfy { isSmall(a[i, $0] - (i == $0 ? mean : 0)) } }
    if isScalar {
      return offset.allSatisfy(isSmall)
        ? "dilation" : "dilation about \(point(offset.map { -$0 / mean }, unit: length))"
    }
    guard d == 2 else { return nil }
    let determinant = a[0, 0] * a[1, 1] - a[0, 1] * a[1, 0]
    guard isSmall(a[0, 0] + a[1, 1]), determinant > tolerance * size * size else { return nil }
    // A keeps the form x' M x with M = J' A, symmetric since tr A = 0; its axes are as sqrt of M's eigenvalues.
    let (m, q) = (
      (a[1, 0] - a[0, 1]) / 2, ((a[1, 0] + a[0, 1]) * (a[1, 0] + a[0, 1]) / 4 + a[0, 0] * a[0, 0]).squareRoot()
    )
    let centre = [
      -(a[1, 1] * offset[0] - a[0, 1] * offset[1]) / determinant,
      -(a[0, 0] * offset[1] - a[1, 0] * offset[0]) / determinant,
    ]
    let place = centre.allSatisfy { abs($0) <= 1e-5 } ? "" : " about \(point(centre, unit: length))"
    if q <= tolerance * abs(m) { return "rotation" + place }
    return "rotation on ellipses, axes as \(short(((abs(m) + q) / (abs(m) - q)).squareRoot())) to 1" + place
  }

  /// Four digits at most, where it is neither very large nor very small.
  static func short(_ x: Double) -> String {
    if x != 0, !(1e-3...1e6).contains(abs(x)), x.isFinite {
      let power = log10(abs(x)).rounded(.down)
      // In two steps: the power of ten may not be a number.
      let half = (power / 2).rounded(.down)
      let digits = (x / pow(10, half) / pow(10, power - half) * 1000).rounded() / 1000
      return "\(digits == digits.rounded() ? String(Int(saturating: digits)) : "\(digits)")e\(Int(saturating: power))"
    }
    let rounded = (x * 1000).rounded() / 1000
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(saturating: rounded)) : "\(rounded)"
  }
}
