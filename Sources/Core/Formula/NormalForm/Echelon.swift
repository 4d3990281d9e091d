/// Linear equations with bounded coefficients, in row echelon form: each added row is reduced by those before it, and
/// what is left, if anything is, has a pivot of its own.
struct Echelon {
  /// Rows with their pivots' columns; a pivot is one.
  private(set) var rows: [(pivot: Int, entries: [Bounded])] = []
  /// Columns that may have pivots.
  private let candidates: Range<Int>

  init(pivots candidates: Range<Int>) { self.candidates = candidates }

  /// Adds an equation; the rest that has no pivot among the candidates, nil where it has one.
  @discardableResult
  mutating func add(_ row: [Bounded]) -> [Bounded]? {
    let rest = reduced(row)
    // The first column whose entry is as well known as any, so that the echelon is nearly that of exact numbers.
    let open = candidates.filter { !rest[$0].isZero }
    guard let best = open.map({ rest[$0].relativeError }).min(),
      let pivot = open.first(where: { rest[$0].relativeError <= max(16 * best, 1e-14) })
    else { return rest }
    let scale = rest[pivot]
    var entries = rest.map { $0.isZero ? .zero : $0 / scale }
    entries[pivot] = .one
    for i in rows.indices where !rows[i].entries[pivot].isZero {
      rows[i].entries = Self.difference(rows[i].entries, entries, times: rows[i].entries[pivot], clearing: pivot)
    }
    rows.append((pivot, entries))
    return nil
  }

  /// What earlier equations leave of a row.
  func reduced(_ row: [Bounded]) -> [Bounded] {
    rows.reduce(row) { rest, known in
      rest[known.pivot].isZero
        ? rest : Self.difference(rest, known.entries, times: rest[known.pivot], clearing: known.pivot)
    }
  }

  private static func difference(
    _ row: [Bounded], _ other: [Bounded], times factor: Bounded, clearing pivot: Int
  ) -> [Bounded] {
    var result = row
    for i in row.indices where !other[i].isZero { result[i] = row[i] - factor * other[i] }
    result[pivot] = .zero
    return result
  }

  /// A basis of the vectors that fulfil all equations: for each column without a pivot, that column one and the others
  /// without a pivot zero.
  var nullSpace: [[Bounded]] {
    let pivots = Set(rows.map(\.pivot))
    return candidates.filter { !pivots.contains($0) }.map { free in
      var vector = [Bounded](repeating: .zero, count: candidates.upperBound)
      vector[free] = .one
      for row in rows where !row.entries[free].isZero { vector[row.pivot] = -row.entries[free] }
      return vector
    }
  }
}
