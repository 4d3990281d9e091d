import Core
import Tables
import Testing

/// Rows taken, sorted, grouped and joined, each against what it says it is.
@Suite struct ColumnTests {
  private func random(_ n: Int, _ stream: String) -> [Double] {
    var random = Random(seed: 7, stream: stream)
    // Few values, so that many agree, and all that is special.
    let special: [Double] = [.nan, .infinity, -.infinity, 0, -0.0, 1e300, -1e-300]
    return (0..<n).map { _ in
      let i = Int(truncating: random.uniform() * 20)
      return i < special.count ? special[i] : Double(i) - 12.5
    }
  }

  @Test func numbersAreSortedStablyWithWhatIsNoneBehind() throws {
    let x = random(5000, "sort")
    let missing = (0..<5000).map { $0 % 11 == 3 }
    for isDescending in [false, true] {
      let order = try SortKey.order(
        [SortKey(Column(.numbers(x), missing: missing), isDescending: isDescending)], rows: 5000)
      #expect(order.sorted() == (0..<5000).map { Int32($0) })
      func rank(_ i: Int) -> (Int, Double) {
        missing[i] ? (2, 0) : x[i].isNaN ? (1, 0) : (0, isDescending ? -x[i] : x[i])
      }
      let wanted = (0..<5000).sorted { a, b in
        rank(a) == rank(b) ? a < b : rank(a) < rank(b)
      }
      #expect(order.map { Int($0) } == wanted)
    }
  }

  @Test func keysCountInTheirOrder() throws {
    let (a, b) = (["b", "a", "b", "é", "a"], [1.0, 2, 0, 5, 1])
    let order = try SortKey.order(
      [SortKey(Column(texts: a)), SortKey(Column(numbers: b), isDescending: true)], rows: 5)
    #expect(order == [1, 4, 0, 2, 3])
  }

  @Test func pointsAndMixturesHaveNoOrder() {
    let points = Column(.points(dimension: 2, [1, 2, 3, 4]))
    #expect(throws: EngineError.self) { try SortKey.order([SortKey(points)], rows: 2) }
    #expect(throws: EngineError.self) { try SortKey.order([SortKey(Column([.number(1), .text("a")]))], rows: 2) }
  }

  @Test func groupsAreThoseOfADictionary() throws {
    let x = random(3000, "group")
    let words = (0..<3000).map { "w\($0 * $0 % 17)" }
    let missing = (0..<3000).map { $0 % 13 == 5 }
    let groups = try Groups(by: [Column(texts: words), Column(.numbers(x), missing: missing)], rows: 3000)
    func key(_ i: Int) -> String { words[i] + (missing[i] ? "-" : x[i].isNaN ? "nan" : "\(x[i] + 0)") }
    var places: [String: Int32] = [:]
    var first: [Int32] = []
    for i in 0..<3000 {
      if places[key(i)] == nil {
        places[key(i)] = Int32(first.count)
        first.append(Int32(i))
      }
      #expect(groups.ids[i] == places[key(i)])
    }
    #expect(groups.first == first)
    let (rows, starts) = try groups.rows()
    for g in 0..<groups.count {
      let own = rows[starts[g]..<starts[g + 1]]
      #expect(Array(own) == (0..<3000).filter { groups.ids[$0] == Int32(g) }.map { Int32($0) })
    }
  }

  @Test func manyGroupsGrow() throws {
    let groups = try Groups(by: [Column(numbers: (0..<50_000).map { Double($0 % 40_000) })], rows: 50_000)
    #expect(groups.count == 40_000)
    #expect(groups.ids[40_000] == 0)
  }

  @Test func tablesAreJoinedByEqualKeys() throws {
    let a = ColumnTable(
      names: ["id", "v"], columns: [Column(texts: ["x", "y", "x", "z"]), Column(numbers: [1, 2, 3, 4])])
    let b = ColumnTable(
      names: ["id", "v"], columns: [Column(texts: ["y", "x", "x"]), Column(numbers: [10, 20, 30])])
    let inner = try a.joined(with: b, by: ["id"], keepsAll: false)
    #expect(inner.names == ["id", "v", "v_2"])
    #expect(inner.columns[0].cells == ["x", "x", "y", "x", "x"].map { .text($0) })
    #expect(inner.columns[2].cells == [20, 30, 10, 20, 30].map { .number($0) })
    let all = try a.joined(with: b, by: ["id"], keepsAll: true)
    #expect(all.columns[2].cells.last == .missing)
    #expect(all.count == 6)
    #expect(throws: EngineError.self) { try a.joined(with: b, by: ["w"], keepsAll: false) }
  }

  @Test func rowsAreTakenOfEveryKind() throws {
    let cells: [[Cell]] = [
      [.number(1), .missing, .number(.infinity)], [.text("a"), .text(""), .missing],
      [.truth(true), .missing, .truth(false)],
      [.point([1, 2]), .missing, .point([3, 4])], [.number(1), .text("x"), .missing], [.missing, .missing, .missing],
    ]
    for column in cells {
      #expect(Column(column).cells == column)
      #expect(try Column(column).taking([2, 0, 0]).cells == [column[2], column[0], column[0]])
      #expect(try Column(column).taking([1, -1], allowsNone: true).cells == [column[1], .missing])
      for other in cells { #expect(Column(column).joined(with: Column(other)).cells == column + other) }
    }
  }

  /// Two spellings of one letter are two strings.
  @Test func stringsAreTheirCodePoints() {
    let texts = Texts(["\u{E9}", "e\u{301}", "\u{E9}"])
    #expect(texts.names.count == 2)
    #expect(texts.codes == [0, 1, 0])
  }
}
