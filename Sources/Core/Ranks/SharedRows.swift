/// f(0) ... f(count - 1), rows of `width` numbers that are made of some points each: on up to `workers` threads, and over the
/// ranks where a population of so many points is shared, of which each makes its own and has all.
///
/// - Throws: what f throws; `CancellationError` where another rank has failed.
package func sharedRows(
  _ count: Int, width: Int, of points: Int, workers: Int, _ f: (Int) throws -> [Double]
) throws -> [[Double]] {
  let ranks = Ranks.sharing(points)
  let own = ranks?.own(of: count) ?? 0..<count
  let results = parallel(own.count, workers: workers) { i in Result { try f(own.lowerBound + i) } }
  guard let ranks else { return try results.map { try $0.get() } }
  let none = [Double](repeating: 0, count: width)
  let made = results.map { result -> [Double] in
    switch result {
    case .success(let row): return row
    case .failure(let error):
      ranks.fail(error)
      return none
    }
  }
  guard let rows = ranks.rows(made, of: count, width: width) else { throw CancellationError() }
  return rows
}
