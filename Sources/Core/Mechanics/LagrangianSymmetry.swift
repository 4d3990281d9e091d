extension Lagrangian {
  /// The affine motions xi(q) = A q + b of the states, the same for every body, that leave L as it is: <L_q, xi(q)> +
  /// <L_v, A v> = 0 for all q and v.
  ///
  /// They are found as the null space of that sum over random states, a matrix with a column for each entry of A and b,
  /// and named where they have names. Motions that add a total derivative to L, as a translation does in a uniform
  /// field, are not among them.
  ///
  /// - Parameter parameters: their values; those that have none are drawn anew for each state, so that what is found
  ///   holds for all their values.
  public func symmetries(_ parameters: [Double?]) -> [Generator] {
    let (d, n) = (dimension, bodies)
    let columns = d * (d + 1)
    var random = Random(seed: 1, stream: "symmetries")
    var rows: [Double] = []
    var tries = 0
    while rows.count < 4 * columns * columns, tries < 100 * columns {
      tries += 1
      let (q, v) = (
        (0..<coordinates).map { _ in random.uniform(in: -1.5...1.5) },
        (0..<coordinates).map { _ in random.uniform(in: -1...1) }
      )
      let jet = jet(q, v, parameters.map { $0 ?? random.uniform(in: 0.4...1.6) })
      guard jet.isFinite else { continue }
      var row = [Double](repeating: 0, count: columns)
      for body in 0..<n {
        for i in 0..<d {
          let (slope, push) = (jet.q[jet.q.startIndex + i * n + body], jet.v[jet.v.startIndex + i * n + body])
          row[d * d + i] += slope
          for j in 0..<d { row[i * d + j] += slope * q[j * n + body] + push * v[j * n + body] }
        }
      }
      // Where L is steep, as near a pole, a state says no more than elsewhere.
      let size = norm(row)
      if size > 0 { rows += row.map { $0 / size } } else { rows += row }
    }
    guard rows.count == 4 * columns * columns,
      let space = try? NullSpace(Matrix(rows: 4 * columns, columns: columns, values: rows))
    else { return [] }
    return NamedMotions.of(
      Array(space.vectors.prefix(space.exact)), scales: [Double](repeating: 1, count: columns), dimension: d,
      tolerance: 1e-7)
  }
}
