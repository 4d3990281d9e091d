import Archives
import Core
import Foundation
import Tables
import Testing

/// What is written is read back; what could not be is refused.
@Suite struct TableFileTests {
  private func read(_ text: String, names: [String]? = nil) throws -> ColumnTable {
    try ColumnTable.read(csv: Array(text.utf8), names: names).table
  }

  private func written(_ table: ColumnTable) throws -> String {
    var bytes: [UInt8] = []
    try table.writeCSV { bytes += $0 }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func cellsTellTheirKind() throws {
    let table = try read(
      #"""
      # a comment
      n, word,flag,p.x,p.y,mixed,none,quoted
      1,red,true,1,2,3,,"1"
      -2.5e-3 ,"a,b",false,3,4,"three",,"x"
      ,,,,,,,""
      nan,"say ""hi""",true,inf,-inf,true,,"true"

      """#)
    #expect(table.names == ["n", "word", "flag", "p", "mixed", "none", "quoted"])
    #expect(table.columns[0].cells.prefix(3) == [.number(1), .number(-2.5e-3), .missing])
    #expect(table.columns[0].kind == "numbers")
    #expect(table.columns[1].cells == [.text("red"), .text("a,b"), .missing, .text("say \"hi\"")])
    #expect(table.columns[2].cells == [.truth(true), .truth(false), .missing, .truth(true)])
    #expect(table.columns[3].cells == [.point([1, 2]), .point([3, 4]), .missing, .point([.infinity, -.infinity])])
    #expect(table.columns[4].cells == [.number(3), .text("three"), .missing, .truth(true)])
    #expect(table.columns[5].missingCount == 4)
    #expect(table.columns[6].cells == [.text("1"), .text("x"), .text(""), .text("true")])
  }

  @Test func quotesSayNothingWhereTheHeaderIsQuotedToo() throws {
    let table = try read("\"a\",\"b\"\n\"1\",\"x\"\n\"\",\"y\"\n")
    #expect(table.columns[0].cells == [.number(1), .missing])
    #expect(table.columns[1].cells == [.text("x"), .text("y")])
  }

  @Test func aWordAmongNumbersMakesTheColumnStringsAndIsTold() throws {
    let (table, notes) = try ColumnTable.read(csv: Array("a,b\n1,2\n01,n/a\n3,4\n".utf8))
    #expect(table.columns[1].cells == [.text("2"), .text("n/a"), .text("4")])
    #expect(table.columns[0].cells == [.number(1), .number(1), .number(3)])
    #expect(notes == ["`b` is read as strings: line 3 has `n/a`"])
  }

  @Test func namesMayBeGivenOrCommented() throws {
    #expect(try read("1,2\n3,4\n", names: ["a", "b"]).columns[1].cells == [.number(2), .number(4)])
    #expect(try read("# a,b\n1,2\n").names == ["a", "b"])
    #expect(try read("a;b\n1,5;2\n").columns[0].cells == [.number(1.5)])
  }

  @Test(arguments: [
    "", "1,2\n3,4\n", "a,a\n1,2\n", "a,b\n1\n", "a,b\n1,2,3\n", "a,\n1,2\n", "a\n1e999\n", "a\n\"x\n", "a\nx\"y\n",
  ])
  func whatIsWrongIsRefused(_ text: String) {
    #expect(throws: EngineError.self) { try read(text) }
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let tables = [
      ColumnTable(
        names: ["x", "drift - defect", "1st", "p", "q", "k", "日本"],
        columns: [
          Column([.number(0.1), .missing, .number(.nan), .number(-0.0)]),
          Column([.text("1"), .text(""), .text(" a"), .missing]),
          Column([.truth(true), .truth(false), .missing, .missing]),
          Column([.point([1, 2]), .missing, .point([.infinity, .leastNonzeroMagnitude]), .point([0, 0])]),
          Column([.point([1, 2, 3]), .point([1, 2, 3]), .missing, .point([0, 0, 0])]),
          Column([.number(1), .text("2"), .text("nan"), .truth(true)]),
          Column([.text("#"), .text("a\r\nb"), .text("\"q\""), .text("true")]),
        ]),
      ColumnTable(names: ["a", "p"], columns: [Column(numbers: []), Column([])]),
      ColumnTable(names: ["a", "b"], columns: [Column([.missing, .missing]), Column([.missing, .missing])]),
      ColumnTable(names: ["\u{FEFF}a", "\u{FEFF}"], columns: [Column([.text("\u{FEFF}")]), Column([.number(1)])]),
      ColumnTable(names: ["a;b"], columns: [Column(numbers: [1.7976931348623157e308, 2.2250738585072014e-308])]),
    ]
    for table in tables {
      let text = try written(table)
      let back = try read(text)
      #expect(try back.isSame(as: table), "\(text)")
    }
  }

  @Test func whatWouldNotBeReadBackIsRefused() throws {
    let refused = [
      ColumnTable(names: ["p.x", "p.y"], columns: [Column(numbers: [1]), Column(numbers: [2])]),
      ColumnTable(names: ["a"], columns: [Column([.number(1), .missing])]),
      ColumnTable(names: ["a"], columns: [Column([.number(1), .truth(true)])]),
      ColumnTable(names: ["a"], columns: [Column([.number(1), .point([1, 2])])]),
      ColumnTable(names: ["1"], columns: [Column(texts: ["2"])]),
      ColumnTable(names: ["a", "a"], columns: [Column(numbers: [1]), Column(numbers: [2])]),
      ColumnTable(names: [], columns: []),
    ]
    for table in refused { #expect(throws: EngineError.self) { try written(table) } }
  }

  // MARK: Arrays

  private func archive(_ entries: [Archive.Entry]) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try Archive.write(entries) { bytes += $0 }
    return bytes
  }

  @Test func arraysAreReadBack() throws {
    let arrays = [
      NumpyArray(shape: [2, 3], .numbers([1, .nan, 3, -0.0, .infinity, 6])), NumpyArray(["red", "", "日本"]),
      NumpyArray(shape: [0, 2], .numbers([])), NumpyArray(shape: [3], .truths([true, false, true])),
      NumpyArray(text: "{}"),
    ]
    let file = try archive(arrays.enumerated().map { $1.entry("a\($0)") })
    let back = try NumpyArray.read(npz: file)
    #expect(back.map(\.name) == arrays.indices.map { "a\($0)" })
    for (array, found) in zip(arrays, back) {
      #expect(found.array.shape == array.shape)
      switch (array.storage, found.array.storage) {
      case (.numbers(let x), .numbers(let y)): #expect(x.map(\.bitPattern) == y.map(\.bitPattern))
      case (.texts(let x), .texts(let y)): #expect(x == y)
      case (.truths(let x), .truths(let y)): #expect(x == y)
      default: Issue.record("another kind")
      }
    }
  }

  /// Every byte that is wrong is noticed, and none stops the program.
  @Test func damagedArchivesAreRefused() throws {
    let file = try archive([NumpyArray([1, 2, 3]).entry("x"), NumpyArray(["a"]).entry("s")])
    let whole = try NumpyArray.read(npz: file)
    for i in file.indices {
      for bit in [1, 0x80] as [UInt8] {
        var wrong = file
        wrong[i] ^= bit
        guard let read = try? NumpyArray.read(npz: wrong) else { continue }
        // What says nothing here (dates, versions, flags) may differ.
        #expect(read.count == whole.count)
      }
      #expect(throws: EngineError.self) { try NumpyArray.read(npz: Array(file[..<i])) }
    }
  }

  /// tools of numpy wrote it: numpy.savez of every kind that is read.
  @Test func arraysOfNumpyAreRead() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let file = try Array(Data(contentsOf: folder.appendingPathComponent("numpy.npz")))
    let arrays = Dictionary(uniqueKeysWithValues: try NumpyArray.read(npz: file).map { ($0.name, $0.array) })
    func numbers(_ name: String) -> [Double] { if case .numbers(let x)? = arrays[name]?.storage { x } else { [] } }
    for name in ["f8", "f4", "f2", "i1", "i2", "i4", "i8"] {
      #expect(numbers(name) == [-1, 0, 2.5].map { name.hasPrefix("i") ? $0.rounded(.towardZero) : $0 })
    }
    for name in ["u1", "u2", "u4", "u8"] { #expect(numbers(name) == [0, 1, 200]) }
    #expect(numbers("big") == [1, -2, 3e100])
    #expect(numbers("columns") == [1, 2, 3, 4, 5, 6] && arrays["columns"]?.shape == [2, 3])
    #expect(numbers("cube") == (0..<24).map(Double.init) && arrays["cube"]?.shape == [2, 3, 4])
    guard case .texts(let texts)? = arrays["texts"]?.storage, case .truths(let truths)? = arrays["truths"]?.storage
    else {
      Issue.record("texts and truths")
      return
    }
    #expect(texts == ["a", "日本", ""])
    #expect(truths == [true, false])
  }
}
