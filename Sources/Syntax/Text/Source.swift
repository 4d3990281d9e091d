import Checked

/// A text with a name: a script, a line of a session.
public final class Source: Sendable {
  /// The file's name; nil in a session.
  public let name: String?
  /// What a text without a name is called where errors tell its places: "cell [5]". Without, they tell none.
  public let label: String?
  public let bytes: [UInt8]
  /// Included though its name does not say that it is a script: messages show a word of it and no more.
  public let isForeign: Bool
  private let lineStarts: [Int]

  /// A mark of byte order at the start is no part of the text.
  public init(name: String?, bytes: [UInt8], label: String? = nil, isForeign: Bool = false) {
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    self.name = name
    self.label = label
    self.bytes = bytes
    self.isForeign = isForeign
    var starts = [0]
    for (i, byte) in bytes.enumerated() {
      // A line ends in the manner of Unix, DOS or old Macintoshes.
      let isAlone = byte == UInt8(ascii: "\r") && (i + 1 == bytes.count || bytes[i + 1] != UInt8(ascii: "\n"))
      if byte == UInt8(ascii: "\n") || isAlone { starts.append(i + 1) }
    }
    lineStarts = starts
  }

  public convenience init(name: String? = nil, _ text: String, label: String? = nil) {
    self.init(name: name, bytes: Array(text.utf8), label: label)
  }

  public var lineCount: Int { lineStarts.count }

  /// The line of a byte, from 1.
  public func line(at offset: Int) -> Int {
    var (low, high) = (0, lineStarts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// The bytes of a line (from 1), without its end.
  public func range(ofLine line: Int) -> Range<Int> {
    let start = lineStarts[line - 1]
    guard line < lineStarts.count else { return Range(from: start, upTo: bytes.count) }
    var end = lineStarts[line] - 1
    if end > start, bytes[end] == UInt8(ascii: "\n"), bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return Range(from: start, upTo: end)
  }

  public func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// Where a byte stands: its line, and its column in characters and in units of UTF-16, all from 1.
  public func place(of offset: Int) -> (line: Int, column: Int, utf16: Int) {
    let line = line(at: offset)
    let start = range(ofLine: line).lowerBound
    let before = text(Range(from: start, upTo: max(start, min(offset, bytes.count))))
    return (line, before.count + 1, before.utf16.count + 1)
  }
}

/// A stretch of a source, in bytes.
public struct Span: Sendable {
  public let source: Source
  public let range: Range<Int>

  public init(_ source: Source, _ range: Range<Int>) {
    self.source = source
    self.range = range
  }

  public func to(_ end: Span) -> Span {
    Span(source, Range(from: range.lowerBound, upTo: max(range.upperBound, end.range.upperBound)))
  }

  public var text: String { source.text(range) }
  public var line: Int { source.line(at: range.lowerBound) }
  /// In characters, from 1.
  public var column: Int { source.place(of: range.lowerBound).column }

  /// Where it begins: `swap.nsh:12:7`, or `cell [5], line 2, column 7`; nil in a text that has neither name nor label.
  public var place: String? {
    source.name.map { "\($0):\(line):\(column)" } ?? source.label.map { "\($0), line \(line), column \(column)" }
  }
}
