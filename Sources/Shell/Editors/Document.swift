import Checked
import Syntax

/// How an editor counts the columns of a line.
enum Columns: String, Sendable {
  case utf16 = "utf-16"
  case utf8 = "utf-8"

  func width(_ scalar: Unicode.Scalar) -> Int { self == .utf8 ? UTF8.width(scalar) : UTF16.width(scalar) }
}

/// A place as editors tell it: line and column from 0.
struct Position: Equatable, Sendable {
  var line: Int
  var character: Int
}

/// A text that an editor holds.
struct Document: Sendable {
  let uri: String
  /// As messages and files that include it call it: its path, where it has one.
  let name: String
  var version: Int?
  private(set) var source: Source
  /// The editor counts a mark of byte order as a character of the first line; of the source it is no part.
  private var hasMark: Bool
  let columns: Columns

  init(uri: String, name: String, version: Int?, text: String, columns: Columns) {
    (self.uri, self.name, self.version, self.columns) = (uri, name, version, columns)
    (source, hasMark) = Self.read(Array(text.utf8), name)
  }

  mutating func replace(_ text: String) { (source, hasMark) = Self.read(Array(text.utf8), name) }

  /// Another text in place of a stretch. Places beyond a line's or the text's end mean that end.
  mutating func replace(_ start: Position, _ end: Position, by text: String) {
    let (from, to) = (place(of: start), place(of: end))
    var bytes = mark + source.bytes
    bytes.replaceSubrange(Range(from: from, upTo: max(from, to)), with: Array(text.utf8))
    (source, hasMark) = Self.read(bytes, name)
  }

  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private static func read(_ bytes: [UInt8], _ name: String) -> (Source, hasMark: Bool) {
    (Source(name: name, bytes: bytes), bytes.starts(with: mark))
  }

  // MARK: Places

  private var mark: [UInt8] { hasMark ? Self.mark : [] }
  private var markWidth: Int { hasMark ? columns.width("\u{FEFF}") : 0 }

  /// Where a place lies among the bytes of the mark and the source.
  private func place(of position: Position) -> Int {
    position.line == 0 && position.character < markWidth ? 0 : mark.count + byte(at: position)
  }

  func byte(at place: Position) -> Int {
    guard place.line >= 0 else { return 0 }
    guard place.line < source.lineCount else { return source.bytes.count }
    let line = source.range(ofLine: place.line + 1)
    return columns.byte(of: place.character - (place.line == 0 ? markWidth : 0), in: source.bytes, line)
  }

  func position(of byte: Int) -> Position {
    var place = Document.position(of: byte, in: source, columns)
    if place.line == 0 { place.character += markWidth }
    return place
  }

  static func position(of byte: Int, in source: Source, _ columns: Columns) -> Position {
    let line = source.line(at: byte)
    let start = source.range(ofLine: line).lowerBound
    return Position(
      line: line - 1, character: columns.count(source.bytes, Range(from: start, upTo: min(byte, source.bytes.count))))
  }
}

extension Document {
  /// The positions of bytes that come in order: each is counted from the one before, however long their line is.
  struct Walk {
    private let document: Document
    private var byte = 0
    private var position: Position

    init(_ document: Document) {
      self.document = document
      position = document.position(of: 0)
    }

    mutating func position(of place: Int) -> Position {
      let source = document.source
      let line = source.line(at: place)
      if line - 1 == position.line, byte <= place {
        position.character += document.columns.count(source.bytes, Range(from: byte, upTo: place))
      } else {
        position = document.position(of: place)
      }
      byte = place
      return position
    }
  }
}

extension Columns {
  /// How many columns a stretch of whole characters has.
  func count(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    if self == .utf8 { return range.count }
    // A character has one unit, those of four bytes two; what follows a first byte has none.
    return bytes[range].reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : $1 >= 0xF0 ? 2 : 1) }
  }

  /// The byte of a column in a line; within a character that character's beginning.
  func byte(of column: Int, in bytes: [UInt8], _ line: Range<Int>) -> Int {
    var (place, i) = (0, line.lowerBound)
    while i < line.upperBound, place < column {
      var next = i + 1
      while next < line.upperBound, bytes[next] & 0xC0 == 0x80 { next += 1 }
      let width = count(bytes, Range(from: i, upTo: next))
      if place + width > column { return i }
      (place, i) = (place + width, next)
    }
    return i
  }
}
