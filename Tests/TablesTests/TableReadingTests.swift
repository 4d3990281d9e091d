import Core
import Tables
import Testing

/// Texts of numbers, short and long: each number is the nearest double, and a table is the same however it is read.
@Suite struct TableReadingTests {
  private func expectNearest(_ text: String) {
    var reader = DecimalText()
    let (own, other) = (reader.number(text), Double(text))
    if own?.bitPattern != other?.bitPattern { Issue.record("\(text): \(own as Any), \(other as Any)") }
  }

  /// A million texts, against the library's conversion: what `print` writes of any double, and up to 21 digits with a
  /// point anywhere and any exponent.
  @Test(arguments: 0..<4)
  func digitsAreRoundedToNearest(part: Int) {
    var random = Random(seed: UInt64(part), stream: "digits")
    func below(_ n: Int) -> Int { Int(truncating: random.uniform() * Double(n)) }
    for i in 0..<250_000 {
      let x = Double(bitPattern: random.bits())
      if i % 2 == 0, x.isFinite {
        expectNearest("\(x)")
        continue
      }
      var digits = String(random.bits() % 10_000_000_000_000_000_000)
      if below(4) == 0 { digits = String(digits.prefix(1 + below(17))) }
      if below(8) == 0 { digits += String(below(100)) }
      if below(8) == 0 { digits = String(repeating: "0", count: below(30)) + digits }
      let point = digits.index(digits.startIndex, offsetBy: below(digits.count + 1))
      let sign = ["", "-", "+"][below(3)]
      let exponent = below(3) == 0 ? "" : "\(["e", "E"][below(2)])\(below([40, 700][below(2)]) - [30, 360][below(2)])"
      expectNearest(sign + digits[..<point] + "." + digits[point...] + exponent)
    }
  }

  /// Halfway between two doubles and a hair beside; the smallest and the largest.
  @Test(arguments: [
    "9007199254740993e-5", "9007199254740993", "9007199254740992.9", "9007199254740993.1", "4503599627370497.5",
    "4503599627370496.5", "4503599627370496.4999", "0.30000000000000004", "18446744073709551615",
    "18446744073709551616",
    "1.7976931348623157e308", "1.7976931348623158e308", "1.7976931348623159e308", "1e309", "1e-400", "0e500", "-0.0",
    "2.2250738585072011e-308", "2.2250738585072014e-308", "4.9e-324", "2.4703282292062327e-324",
    "2.4703282292062328e-324",
    "7.4109846876186981e-324", "7.4109846876186982e-324", "00000000000000000000000001.5",
    "0.00000000000000000000000015",
    "89255.0e-22", "104308485241983990666713401708072175773165034278682e-60", "8.41e21", "9214843084008499e6",
  ])
  func halfwayAndBeside(text: String) { expectNearest(text) }

  @Test(arguments: [
    "", "+", "-.", ".", "e5", "1e", "1e+", "1.2.3", "1 ", " 1", "0x1", "1_0", "١", "12345678x", "1234567.8.9",
  ])
  func whatIsNoNumber(text: String) {
    var reader = DecimalText()
    #expect(reader.number(text) == nil)
  }

  // MARK: Long files

  /// Rows by the thousand, some of them with whatever a cell may be.
  private func text(_ rows: Int, delimiter: String = ",", odd: [Int: String] = [:]) -> [UInt8] {
    var text = "n\(delimiter)word\(delimiter)x\n"
    for i in 1...rows { text += odd[i] ?? "\(i)\(delimiter)w\(i % 7)\(delimiter)\(Double(i) / 3)\n" }
    return Array(text.utf8)
  }

  @Test(arguments: [",", ";", "\t"], [1, 2, 3])
  func longFilesAreReadAlike(delimiter: String, threads: Int) throws {
    let rows = 60_000
    let d = delimiter
    // The reader tries parts where there is a megabyte.
    let odd = [
      1: "1\(d)w1 \(d)0.5\n", 5000: " \(d)\(d)\n", 30_001: "30001\(d)\(d)inf\r\n",
      30_002: "\n# x\n30002\(d)w9\(d) -1e-3 \n",
      59_999: "59999\(d)\(d)nan\n",
    ]
    let (table, notes) = try ColumnTable.read(csv: text(rows, delimiter: d, odd: odd), threads: threads)
    #expect(notes == [] && table.count == rows)
    #expect(table.columns.map(\.missingCount) == [1, 3, 1])
    for i in [1, 2, 4999, 5001, 29_999, 30_001, 30_003, 59_998, 60_000] {
      #expect(table.columns[0][i - 1] == .number(Double(i)))
      if odd[i] == nil {
        #expect(table.columns[1][i - 1] == .text("w\(i % 7)"))
        #expect(table.columns[2][i - 1] == .number(Double(i) / 3))
      }
    }
    #expect(table.columns[1][0] == .text("w1") && table.columns[2][30_000] == .number(.infinity))
    #expect(table.columns[1][30_001] == .text("w9") && table.columns[2][30_001] == .number(-1e-3))
  }

  /// The first line at fault is told, whichever column it is in, wherever blocks and parts begin.
  @Test(arguments: [
    ([3000: "3000,w,1e999\n", 2500: "1e999,w,1\n"], "line 2501, column 1 (n): `1e999` is not a finite number"),
    ([3000: "1e999,w,1\n", 2999: "1,w,1e999\n"], "line 3000, column 3 (x): `1e999` is not a finite number"),
    ([3000: "1,w\n", 2999: "1,w,1e999\n"], "line 3000, column 3 (x): `1e999` is not a finite number"),
    ([3000: "1,w\n", 3001: "1,w,1e999\n"], "line 3001 has 2 columns; there are 3 names for them"),
    ([50_000: "1,\"w,2\n"], "line 50001, column 2: the quotes are not closed"),
    ([50_000: "1,w\"o,2\n"], "line 50001, column 2: a quote within a cell that does not begin with one"),
  ])
  func theFirstFaultIsTold(odd: [Int: String], message: String) {
    for threads in [1, 2] {
      do {
        _ = try ColumnTable.read(csv: text(60_000, odd: odd), threads: threads)
        Issue.record("it was read")
      } catch { #expect("\(error)" == message) }
    }
  }

  /// A word far behind numbers makes its column strings, as they were written; the first such line is told.
  @Test func aLateWordIsTold() throws {
    for threads in [1, 2] {
      let odd = [40_000: "40000,w,oh\n", 50_000: "none,w,1\n", 59_000: "59000,w,no\n"]
      let (table, notes) = try ColumnTable.read(csv: text(60_000, odd: odd), threads: threads)
      #expect(
        notes == ["`x` is read as strings: line 40001 has `oh`", "`n` is read as strings: line 50001 has `none`"])
      #expect(table.columns[0][49_999] == .text("none") && table.columns[0][5] == .text("6"))
    }
  }

  /// Where semicolons separate, the first decimal mark rules, in the order of rows.
  @Test func theFirstMarkRules() throws {
    let (table, notes) = try ColumnTable.read(csv: Array("a;b\n1;2.5\n1,5;3\n".utf8))
    #expect(notes == ["`a` is read as strings: line 3 has `1,5`"])
    #expect(table.columns[1].cells == [.number(2.5), .number(3)])
  }
}
