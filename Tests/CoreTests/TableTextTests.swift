import Core
import Testing

/// Kinds of text tables, each with what is read of it, or why it is refused.
@Suite struct TableTextTests {
  /// Features, then a row's numbers and class by row; or the message.
  static func read(_ bytes: [UInt8], goal: String? = nil) -> String {
    do {
      let table = try DataTable(csv: bytes, goal: goal)
      guard case .classes(let names, let labels) = table.goal else { return "numbers" }
      let rows = zip(table.points, labels).map { "\($0.map { "\($0)" }.joined(separator: " ")) \(names[$1])" }
      return ([table.features.joined(separator: " ")] + rows).joined(separator: " | ")
    } catch { return "\(error)" }
  }

  @Test(arguments: [
    // Quotes as RFC 4180 has them.
    ("\"a\",\"b\",\"k\"\n1,2,\"x\"\n2,3,\"y\"\n", "a b | 1.0 2.0 x | 2.0 3.0 y"),
    ("a,b,k\n1,2,\"x, small\"\n2,3,y\n", "a b | 1.0 2.0 x, small | 2.0 3.0 y"),
    ("a,b,k\n\"1\",\"2\",x\n\"2\",\"3\",y\n", "a b | 1.0 2.0 x | 2.0 3.0 y"),
    ("a,b,k\n1,2,\"x\nz\"\n2,3,y\n", "a b | 1.0 2.0 x\nz | 2.0 3.0 y"),
    ("a,b,k\n1,2,\"x \"\"big\"\"\"\n2,3,\" y\"\n", "a b | 1.0 2.0 x \"big\" | 2.0 3.0  y"),
    ("a,b,k\n1,2, \"x\" \n2,3,\"#y\"\n", "a b | 1.0 2.0 x | 2.0 3.0 #y"),
    ("a,b,k\n1,2,\"x\n", "line 2, column 3: the quotes are not closed"),
    ("a,b,k\n1,2,\"x\"y\n", "line 2, column 3: something stands behind the closing quote"),
    ("a,b,k\n1,2,5\" pipe\n", "line 2, column 3: a quote within a cell that does not begin with one"),
    ("a,b,k\n1,2,\"x\nz\"\n2,oh,y\n", "line 4, column 2 (b): `oh` is not a finite number"),
    // A first row that is certainly a header, and others.
    ("1,2,x\n2,3,y\n", "line 1 names no columns: `1`"),
    ("5.1 cm,2,x\n2,3,y\n", "line 1 names no columns: `5.1 cm`"),
    ("0x10,b,k\n2,3,y\n", "line 1 names no columns: `0x10`"),
    ("nan,-inf,x\n2,3,y\n", "line 1 names no columns: `nan`"),
    ("x = 1.0D+00,y = 2.0D+00,k\n2,3,y\n", "line 1 names no columns: `x = 1.0D+00`"),
    ("?,b,k\n2,3,y\n", "line 1 names no columns: `?`"),
    (",b,k\n2,3,y\n", "line 1 names no columns: a cell is empty"),
    ("# a,b,k\n1,2,x\n2,3,y\n", "a b | 1.0 2.0 x | 2.0 3.0 y"),
    ("# from a garden\n#a,b,k\n1,2,x\n2,3,y\n", "a b | 1.0 2.0 x | 2.0 3.0 y"),
    ("# a,b\n1,2,x\n2,3,y\n", "line 2 names no columns: `1`"),
    ("# one, two, three\na,b,k\n1,2,x\n2,3,y\n", "a b | 1.0 2.0 x | 2.0 3.0 y"),
    ("y,b,y\n1,2,1\n2,3,2\n", "line 1: two columns are called `y`"),
    // Line ends, empty lines, comments.
    ("a,b,k\r1,2,x\r2,3,y", "a b | 1.0 2.0 x | 2.0 3.0 y"),
    ("a,b,k\r\n\r\n1,2,x\n  \n# no row\n  # nor this\n2,3,y\r", "a b | 1.0 2.0 x | 2.0 3.0 y"),
    ("\u{FEFF}a,b,k\n1,2,x\n2,3,y\n", "a b | 1.0 2.0 x | 2.0 3.0 y"),
    ("\u{FEFF}\"a\",b,k\n1,2,x\n2,3,y\n", "a b | 1.0 2.0 x | 2.0 3.0 y"),
    ("a,b,k\n1,2,x,\n2,3,y\n", "line 2 has 4 columns; the header has 3"),
    ("a,b,k\n1,2\n2,3,y\n", "line 2 has 2 columns; the header has 3"),
    ("a,b,k\n1,,x\n2,3,y\n", "line 2, column 2 (b): an empty field is not a finite number"),
    // Other delimiters, and decimal commas.
    ("a;b;k\n1;2;x\n2;3;y\n", "a b | 1.0 2.0 x | 2.0 3.0 y"),
    ("a\tb\tk\n1\t2\tx\n2\t3\ty\n", "a b | 1.0 2.0 x | 2.0 3.0 y"),
    ("a;b;k\n1,5;2;x, y\n-2,25;3e-1;y\n", "a b | 1.5 2.0 x, y | -2.25 0.3 y"),
    ("a;b;k\n1,5;2.5;x\n2;3;y\n", "line 2, column 2 (b): `2.5` is not a finite number"),
    ("a;b;k\n1,234,567;2;x\n2;3;y\n", "line 2, column 1 (a): `1,234,567` is not a finite number"),
    ("a,b,k\n\"1,5\",2,x\n2,3,y\n", "line 2, column 1 (a): `1,5` is not a finite number"),
    ("\"a;b\",c,k\n1,2,x\n2,3,y\n", "a;b c | 1.0 2.0 x | 2.0 3.0 y"),
    ("a b k\n1 2 x\n", "line 1 has one column; there must be coordinates and a class or target"),
    // One grammar of numbers.
    ("a,b,k\n0x10,2,x\n2,3,y\n", "line 2, column 1 (a): `0x10` is not a finite number"),
    ("a,b,k\n1_000,2,x\n2,3,y\n", "line 2, column 1 (a): `1_000` is not a finite number"),
    ("a,b,k\n1.0D+00,2,x\n2,3,y\n", "line 2, column 1 (a): `1.0D+00` is not a finite number"),
    ("a,b,k\n1e400,2,x\n2,3,y\n", "line 2, column 1 (a): `1e400` is not a finite number"),
    ("a,b,k\n1e,2,x\n2,3,y\n", "line 2, column 1 (a): `1e` is not a finite number"),
    ("a,b,k\n+.5,5.,x\n1E5,1e-400,y\n", "a b | 0.5 5.0 x | 100000.0 0.0 y"),
    // Texts that are none.
    ("a,b,k\n1,2,x\u{0}\n", "line 2 holds the character NUL"),
  ])
  func kindsOfText(_ text: String, _ expected: String) { #expect(Self.read(Array(text.utf8)) == expected) }

  @Test func otherEncodingsAreRefused() {
    let latin = Array("a,b,k\n1,2,x\r\n1,2,caf".utf8) + [0xE9, 10]
    #expect(Self.read(latin) == "line 3 is not UTF-8")
    #expect(Self.read([0xFF, 0xFE, 0x61, 0]) == "the file is UTF-16; tables are read as UTF-8")
    #expect(Self.read(Array("a,b,k\n1,2,café\n1,2,cafè\n".utf8)) == "a b | 1.0 2.0 café | 1.0 2.0 cafè")
  }

  /// Every class name comes back as it was, and so does every number.
  @Test func whatIsWrittenReadsBack() throws {
    let names = ["a,b", "c\"d", "e\nf", "g\r\nh", " i", "j ", "#k", "l;m", "n\to", "'p'", "日本", "q\"\"", "\"", "x"]
    let numbers = [0.1, -0.0, .leastNonzeroMagnitude, 1.7976931348623157e308, 1.0 / 3, -2.5e-9]
    var text = CSVWriter.line(["value", "other; name", "k"])
    for (i, name) in names.enumerated() { text += CSVWriter.line(["\(numbers[i % numbers.count])", "1", name]) }
    let table = try DataTable(csv: Array(text.utf8))
    guard case .classes(let read, let labels) = table.goal else { throw EngineError(.badFile, "no classes") }
    #expect(labels.map { read[$0] } == names)
    for (i, row) in table.points.enumerated() {
      #expect(row[0].bitPattern == numbers[i % numbers.count].bitPattern)
    }
    #expect(table.features == ["value", "other; name"])
  }

  /// Numbers are rounded to nearest, whatever way they are read: against the library's conversion, from all exponents.
  @Test func numbersAreRoundedToNearest() throws {
    var random = Random(seed: 4, stream: "digits")
    var text = "a,k\n"
    var expected: [Double] = []
    for i in 0..<4000 {
      let digits = (0..<1 + Int(random.uniform() * 21)).map { _ in String(Int(random.uniform() * 10)) }.joined()
      let number = "\(i % 3 == 0 ? "-" : "")\(digits).\(i % 7)e\(Int(random.uniform() * 640) - 320)"
      guard let value = Double(number), value.isFinite else { continue }
      text += "\(number),\(i % 2)\n"
      expected.append(value)
    }
    let table = try DataTable(csv: Array(text.utf8))
    #expect(table.points.map { $0[0].bitPattern } == expected.map(\.bitPattern))
    #expect(expected.count > 2000)
  }

  /// Numbers before words; equal numbers by their digits; the same whatever order the rows come in.
  @Test(arguments: [
    (["9", "10", "1a"], ["9", "10", "1a"]), (["1", "1.0", "01"], ["01", "1", "1.0"]),
    (["nan", "1", "10", "2"], ["1", "2", "10", "nan"]),
    (["b", "-1e3", "a", "0x1", "inf"], ["-1e3", "0x1", "a", "b", "inf"]),
    (["10A", "10", "9", "é", "z", "Z"], ["9", "10", "10A", "Z", "z", "é"]),
  ])
  func classesHaveOneOrder(_ words: [String], _ order: [String]) throws {
    for turn in 0..<words.count {
      let rows = (words[turn...] + words[..<turn]).map { "1,\($0)\n" }
      let table = try DataTable(csv: Array(("x,k\n" + rows.joined()).utf8))
      guard case .classes(let names, _) = table.goal else { throw EngineError(.badFile, "no classes") }
      #expect(names == order)
    }
    let equal = try DataTable(csv: Array("x,k\n1,1\n1,1.0\n1,2\n".utf8)).equalClasses
    #expect(equal == ["1", "1.0"])
  }

  @Test(arguments: [
    ("y,x\n0,5\n1,7\n", "5.0 0.0 | 7.0 1.0"), ("X,Y\n0,5\n", "0.0 5.0"), ("# y,x\n0,5\n", "5.0 0.0"),
    ("to y,to x,y,x\n1,2,3,4\n", "4.0 3.0 > 2.0 1.0"), ("\"0.1\",\"0.2\"\n0.3,0.4\n", "0.1 0.2 | 0.3 0.4"),
    ("a,b\n1,2\n", "1.0 2.0"), ("# made in May, by hand\n1,2\n", "1.0 2.0"), ("0,1;0,2\n1;2\n", "0.1 0.2 | 1.0 2.0"),
    ("0.1;0.2\n", "0.1 0.2"), ("\u{FEFF}0.1,0.2\n", "0.1 0.2"), ("0.1\t0.2\r0.3\t0.4\r", "0.1 0.2 | 0.3 0.4"),
    ("0.1 m,0.2 m\n0.3,0.4\n", "line 1, column 1: `0.1 m` is not a finite number"),
    ("b,x\n1,2\n", "line 1 calls the columns b, x; points have x, y"), ("x,b\n1,2\n", "1.0 2.0"),
    ("x,y,u,v\n1,2,3,4\n", "1.0 2.0 > 3.0 4.0"),
    ("u,v,x,y\n1,2,3,4\n", "line 1 calls the columns u, v, x, y; points have x, y, to x, to y"),
    ("x,x\n1,2\n", "line 1 calls the columns x, x; points have x, y"),
    ("x = 1.0D+00,y = 2\n1,2\n", "line 1, column 1: `x = 1.0D+00` is not a finite number"),
    ("0x1,0x2\n", "line 1, column 1: `0x1` is not a finite number"),
    ("x,y\n1,2\n3,4,5\n", "line 3 has 3 columns; the others have 2"),
    ("1 2\n", "line 1 has 1 columns; 2 (x, y) or 4 (x, y, to x, to y) are expected"),
  ])
  func pointsByName(_ text: String, _ expected: String) {
    func shown() -> String {
      do {
        let table = try PointTable(csv: Array(text.utf8))
        return table.points.indices.map { i in
          let goal = table.destinations.map { " > \($0[i][0]) \($0[i][1])" } ?? ""
          return "\(table.points[i][0]) \(table.points[i][1])" + goal
        }.joined(separator: " | ")
      } catch { return "\(error)" }
    }
    #expect(shown() == expected)
  }

  /// Another table's columns are found by name and scaled as those that were trained on: whatever its own scale.
  @Test func rowsAreTakenInAnothersFrame() throws {
    let whole = try DataTable(csv: Array("a,b,k\n1,10,x\n2,30,y\n3,20,x\n6,60,y\n".utf8)).scaled(.standard)
    let part = try whole.rows([1, 3])
    let turned = try DataTable(csv: Array("k,b,a\nx,10,1\ny,30,2\nx,20,3\n".utf8), goal: "k")
    let expected = whole.points
    #expect(try part.scaled(.standard).population(in: whole.frame).states.points == [expected[0], expected[2]])
    #expect(try turned.population(in: whole.frame).states.points == Array(expected[..<3]))
    let other = try DataTable(csv: Array("a,c,k\n1,2,x\n1,2,y\n".utf8))
    #expect(throws: EngineError.self) { try other.population(in: whole.frame) }
  }

  /// Columns of 1, 2, 3, 5 in any unit come out as the same four numbers, those of NumPy on the plain column; eight
  /// digits are given.
  @Test(arguments: [1e200, 1e-200, 1e307, 1, -3e-300])
  func columnsOfAnySizeAreScaled(unit: Double) throws {
    let text = "a,b,k\n" + [1, 2, 3, 5].map { "\($0 * unit),\($0),\($0 == 1 ? "x" : "y")\n" }.joined()
    let table = try DataTable(csv: Array(text.utf8)).scaled(.standard)
    for (row, wanted) in zip(table.points, [-1.18321596, -0.50709255, 0.16903085, 1.52127766]) {
      #expect(abs(abs(row[0]) - abs(wanted)) <= 1e-8)
      #expect(abs(row[1] - wanted) <= 1e-8)
    }
  }
}
