import Checked

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Rows of cells from a text: the one reader of every table that is read.
///
/// Cells lie as RFC 4180 says: one in double quotes may hold the delimiter, line ends and doubled quotes. Lines end by LF,
/// CRLF or CR. A mark of byte order is passed over, as are empty lines and comments: lines whose first character is `#`,
/// unless it stands in quotes. Blanks around a cell do not count; within quotes they do. The delimiter is the comma; the
/// semicolon or the tab where the first row holds one and no comma outside quotes, or where cells between them are
/// numbers with decimal commas.
public struct CSVReader {
  private let bytes: [UInt8]
  private var position: Int
  /// Where its text ends.
  private var end: Int
  private var lineNumber = 1
  public let delimiter: UInt8
  /// The last comment before the first row: it may name the columns.
  public private(set) var comment: (line: Int, text: String)?

  /// - Throws: `EngineError` where the text is not UTF-8, naming the line.
  public init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    position = try Self.textStart(bytes)
    end = bytes.count
    delimiter = Self.delimiter(of: bytes, row: Self.firstRow(bytes, from: position))
  }

  /// Where a cell lies.
  public struct Cell: Sendable {
    public let range: Range<Int>
    public let isQuoted: Bool
    /// Whether quotes within are doubled.
    public let hasQuotes: Bool
    /// The number that it is, where that was seen on the way, its decimals behind a point; else NaN.
    public let number: Double
    let hasPoint: Bool

    init(
      _ range: Range<Int>, isQuoted: Bool = false, hasQuotes: Bool = false, number: Double = .nan,
      hasPoint: Bool = false
    ) {
      (self.range, self.isQuoted, self.hasQuotes) = (range, isQuoted, hasQuotes)
      (self.number, self.hasPoint) = (number, hasPoint)
    }
  }

  /// One row, its cells still bytes.
  public struct Row: Sendable {
    public fileprivate(set) var line = 0
    public fileprivate(set) var cells: [Cell] = []
    public var count: Int { cells.count }

    public init() {}
  }

  /// The next row, its line counted from 1; false at the end.
  ///
  /// - Parameter row: is overwritten, so that its room is used again.
  public mutating func next(_ row: inout Row) throws -> Bool {
    row.cells.removeAll(keepingCapacity: true)
    try bytes.withUnsafeBufferPointer { all in
      let text = UnsafeBufferPointer(rebasing: all[..<end])
      while position < text.count, row.cells.isEmpty {
        var p = Self.pastBlanks(text, position, delimiter)
        if p < text.count, !Self.isEnd(text[p]) {
          if text[p] == UInt8(ascii: "#") {
            while p < text.count, !Self.isEnd(text[p]) { p += 1 }
            if row.line == 0 {
              comment = (lineNumber, String(decoding: text[Range(from: position, upTo: p)], as: UTF8.self))
            }
          } else {
            row.line = lineNumber
            p = try cells(text, from: position, into: &row)
          }
        }
        position = p
        endLine(text)
      }
    }
    return !row.cells.isEmpty
  }

  /// The bytes of a cell, its doubled quotes still doubled.
  public func raw(_ cell: Cell) -> ArraySlice<UInt8> { bytes[cell.range] }

  /// The bytes in which the ranges of cells lie.
  public func withBytes(_ body: (UnsafeRawBufferPointer) -> Void) { bytes.withUnsafeBytes(body) }

  /// How many bytes are left.
  public var left: Int { end - position }

  public func text(_ cell: Cell) -> String {
    guard cell.hasQuotes else { return String(decoding: bytes[cell.range], as: UTF8.self) }
    var text: [UInt8] = []
    var isSecond = false
    for b in bytes[cell.range] {
      isSecond = b == UInt8(ascii: "\"") && !isSecond
      if !isSecond || b != UInt8(ascii: "\"") { text.append(b) }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// A cell as a number; nil when it is none.
  public func number(_ cell: Cell, _ reader: inout DecimalText) -> Double? {
    if !cell.number.isNaN, reader.agrees(hasPoint: cell.hasPoint) { return cell.number }
    return bytes.withUnsafeBytes { all in reader.number(UnsafeRawBufferPointer(rebasing: all[cell.range])) }
  }

  /// The cells of a line of their own: of a comment that names the columns.
  public func names(in line: String) -> [String]? {
    guard var inner = try? CSVReader(Array(line.utf8), delimiter: delimiter) else { return nil }
    var row = Row()
    guard (try? inner.next(&row)) == true else { return nil }
    return row.cells.map(inner.text)
  }

  private init(_ bytes: [UInt8], delimiter: UInt8) throws {
    self.bytes = bytes
    (position, end) = (0, bytes.count)
    self.delimiter = delimiter
  }

  /// Readers of parts of what is left, one behind the other, that together have all of its rows; their lines are counted
  /// anew.
  ///
  /// - Returns: nil where quotes could hold line ends, or lines are too long for so many parts.
  public func parts(_ count: Int) -> [CSVReader]? {
    bytes.withUnsafeBytes { all -> [CSVReader]? in
      guard count > 1, end > position, memchr(all.baseAddress! + position, 34, end - position) == nil else {
        return nil
      }
      var starts = [position]
      for i in Range(from: 1, upTo: count) {
        let near = position + (end - position) / count * i
        guard near > starts[i - 1], let found = memchr(all.baseAddress! + near, 10, end - near) else { return nil }
        starts.append(found - UnsafeMutableRawPointer(mutating: all.baseAddress!) + 1)
      }
      return starts.indices.map { i in
        var part = self
        (part.position, part.end) = (starts[i], i + 1 < count ? starts[i + 1] : end)
        return part
      }
    }
  }
}

// MARK: Lines and cells

extension CSVReader {
  private static let quote = UInt8(ascii: "\"")

  private static func isEnd(_ b: UInt8) -> Bool { b == 10 || b == 13 }

  private static func pastBlanks(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ delimiter: UInt8) -> Int {
    var p = start
    while p < text.count, text[p] == 32 || (text[p] == 9 && delimiter != 9) { p += 1 }
    return p
  }

  /// Passes over the end of a line.
  private mutating func endLine(_ text: UnsafeBufferPointer<UInt8>) {
    guard position < text.count else { return }
    if text[position] == 13, position + 1 < text.count, text[position + 1] == 10 { position += 1 }
    position += 1
    lineNumber += 1
  }

  /// The cells from here to the end of the line, which is returned.
  private mutating func cells(_ text: UnsafeBufferPointer<UInt8>, from start: Int, into row: inout Row) throws -> Int {
    var p = start
    while true {
      p = Self.pastBlanks(text, p, delimiter)
      if p < text.count, text[p] == Self.quote {
        p = try quoted(text, from: p + 1, into: &row)
      } else if let end = number(text, from: p, into: &row) {
        p = end
      } else {
        p = try plain(text, from: p, into: &row)
      }
      guard p < text.count, text[p] == delimiter else { return p }
      p += 1
    }
  }

  /// A cell that is a number, up to where it ends; nil of any other.
  @inline(__always)
  private func number(_ text: UnsafeBufferPointer<UInt8>, from start: Int, into row: inout Row) -> Int? {
    guard let found = Decimal(UnsafeRawBufferPointer(text), from: start, allowsComma: false), let value = found.value,
      found.end == text.count || text[found.end] == delimiter || Self.isEnd(text[found.end])
    else { return nil }
    row.cells.append(Cell(Range(from: start, upTo: found.end), number: value, hasPoint: found.mark != nil))
    return found.end
  }

  /// A cell without quotes, up to its delimiter or the line's end.
  private func plain(_ text: UnsafeBufferPointer<UInt8>, from start: Int, into row: inout Row) throws -> Int {
    var p = start
    // Letters and most else lie above all that ends a cell or is wrong within it.
    let highest = max(delimiter, Self.quote)
    while p < text.count {
      let b = text[p]
      if b <= highest {
        if b == delimiter || Self.isEnd(b) { break }
        if b == Self.quote {
          throw EngineError(
            .badFile,
            "line \(lineNumber), column \(row.count + 1): a quote within a cell that does not begin with one",
            help: "put the whole cell in quotes, and double those within")
        }
      }
      p += 1
    }
    var end = p
    while end > start, text[end - 1] == 32 || text[end - 1] == 9 { end -= 1 }
    row.cells.append(Cell(Range(from: start, upTo: end)))
    return p
  }

  /// A cell behind its opening quote; returns where the cell's delimiter stands, or the end.
  private mutating func quoted(_ text: UnsafeBufferPointer<UInt8>, from start: Int, into row: inout Row) throws -> Int {
    var p = start
    var hasQuotes = false
    let opened = lineNumber
    while true {
      guard p < text.count else {
        throw EngineError(.badFile, "line \(opened), column \(row.count + 1): the quotes are not closed")
      }
      if text[p] == Self.quote {
        guard p + 1 < text.count, text[p + 1] == Self.quote else { break }
        hasQuotes = true
        p += 1
      } else if text[p] == 10 || (text[p] == 13 && !(p + 1 < text.count && text[p + 1] == 10)) {
        lineNumber += 1
      }
      p += 1
    }
    row.cells.append(Cell(Range(from: start, upTo: p), isQuoted: true, hasQuotes: hasQuotes))
    p = Self.pastBlanks(text, p + 1, delimiter)
    guard p == text.count || text[p] == delimiter || Self.isEnd(text[p]) else {
      throw EngineError(
        .badFile, "line \(lineNumber), column \(row.count): something stands behind the closing quote",
        help: "within quotes a quote is doubled")
    }
    return p
  }
}

// MARK: The text as a whole

extension CSVReader {
  /// Behind the mark of byte order.
  private static func textStart(_ bytes: [UInt8]) throws -> Int {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw EngineError(.badFile, "the file is UTF-16; tables are read as UTF-8")
    }
    if let fault = TextCheck.fault(bytes) { throw EngineError(.badFile, fault.message) }
    return bytes.starts(with: [UInt8].byteOrderMark) ? 3 : 0
  }

  private static func firstRow(_ bytes: [UInt8], from start: Int) -> Range<Int> {
    var begin = start
    while begin < bytes.count {
      let end = bytes[begin...].firstIndex(where: isEnd) ?? bytes.count
      let first = bytes[Range(from: begin, upTo: end)].first { $0 != 32 && $0 != 9 }
      if let first, first != UInt8(ascii: "#") { return Range(from: begin, upTo: end) }
      begin = end + 1
    }
    return Range(from: bytes.count, upTo: bytes.count)
  }

  private static func delimiter(of bytes: [UInt8], row: Range<Int>) -> UInt8 {
    var isInside = false
    var plain: [UInt8] = []
    for b in bytes[row] {
      if b == quote { isInside.toggle() }
      plain.append(isInside ? quote : b)
    }
    let others = [UInt8(ascii: ";"), 9].filter(plain.contains)
    guard plain.contains(UInt8(ascii: ",")) else { return others.first ?? UInt8(ascii: ",") }
    return others.first { areNumbers(plain, between: $0) } ?? UInt8(ascii: ",")
  }

  /// Whether all between these delimiters is numbers, some with decimal commas.
  private static func areNumbers(_ line: [UInt8], between delimiter: UInt8) -> Bool {
    var reader = DecimalText(allowsComma: true)
    return line.split(separator: delimiter, omittingEmptySubsequences: false).allSatisfy { cell in
      let inner = cell.drop { $0 == 32 }.reversed().drop { $0 == 32 }.reversed()
      return Array(inner).withUnsafeBytes { reader.number($0) } != nil
    } && reader.mark == UInt8(ascii: ",")
  }
}
