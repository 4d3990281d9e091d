import Checked

/// The sizes of a group's charges by the products of its points with each other, without its matrix M = sum g x':
///
///     |M|^2 = sum_ij <g_i, g_j><x_i, x_j>,    tr M^2 = sum_ij <g_i, x_j><g_j, x_i>
final class GroupTables<T: BlockNumber> {
  private let d: Int
  private let room: UnsafeMutablePointer<T>
  private let most: Int

  /// - Parameter most: how many points a group may have.
  init(width d: Int, most: Int) {
    (self.d, self.most) = (d, most)
    room = .allocate(capacity: 3 * most * most)
  }

  deinit { room.deallocate() }

  /// Below so many operations the call of a library takes longer.
  private static var few: Int { 1 << 13 }

  /// |sum g|^2, |M|^2 and tr M^2.
  func sizes(
    _ g: UnsafePointer<T>, _ x: UnsafePointer<T>, rows n: Int
  ) -> (shift: Double, plain: Double, crossed: Double) {
    n * n * d < Self.few ? one(g, x, n) : tables(g, x, n)
  }

  private func one(_ g: UnsafePointer<T>, _ x: UnsafePointer<T>, _ n: Int) -> (Double, Double, Double) {
    var (shift, plain, crossed) = (0.0, 0.0, 0.0)
    for i in 0..<n {
      for j in 0...i {
        let times = i == j ? 1.0 : 2.0
        let gg = Rows.dot(g + i * d, g + j * d, d)
        shift += times * gg
        plain += times * gg * Rows.dot(x + i * d, x + j * d, d)
        crossed += times * Rows.dot(g + i * d, x + j * d, d) * Rows.dot(g + j * d, x + i * d, d)
      }
    }
    return (shift, plain, crossed)
  }

  private func tables(_ g: UnsafePointer<T>, _ x: UnsafePointer<T>, _ n: Int) -> (Double, Double, Double) {
    let (gg, xx, gx) = (room, room + n * n, room + 2 * n * n)
    T.triangle(g, rows: n, width: d, into: gg)
    T.triangle(x, rows: n, width: d, into: xx)
    T.table(g, x, rows: n, width: d, into: gx)
    var (shift, plain, crossed) = (0.0, 0.0, 0.0)
    for i in 0..<n {
      let row = i * n
      shift += 2 * Rows.sum(gg + row, i) + Double(gg[row + i])
      plain += 2 * Rows.dot(gg + row, xx + row, i) + Double(gg[row + i]) * Double(xx[row + i])
      var sum = 0.0
      for j in 0..<i { sum += Double(gx[row + j]) * Double(gx[j * n + i]) }
      crossed += 2 * sum + Double(gx[row + i]) * Double(gx[row + i])
    }
    return (shift, plain, crossed)
  }
}
