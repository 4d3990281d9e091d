import Checked

/// A text with a name: a script, a line of a session.
public final class Source: Sendable {
  /// The file's name; nil in a session, where errors show no place.
  public let name: String?
  public let bytes: [UInt8]
  private let lineStarts: [Int]

  public init(name: String?, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    var starts = [0]
    for (i, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(i + 1) }
    lineStarts = starts
  }

  public convenience init(name: String? = nil, _ text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

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
    var end = line < lineStarts.count ? lineStarts[line] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return Range(from: start, upTo: end)
  }

  public func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
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
  public var column: Int {
    source.text(Range(from: source.range(ofLine: line).lowerBound, upTo: range.lowerBound)).count + 1
  }
}
