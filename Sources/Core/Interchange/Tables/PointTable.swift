#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Points read from comma-separated text: two columns x, y, or four with the destination of each point.
public struct PointTable: Sendable, Equatable {
  public let points: [[Double]]
  public let destinations: [[Double]]?

  /// A first line that holds no number is a header; empty lines and lines beginning with `#` are passed over.
  ///
  /// - Throws: `EngineError` naming line and column (both from 1) of what is not a finite number, or the line with too
  ///   many or too few columns.
  public init(csv bytes: [UInt8]) throws {
    var rows: [[Double]] = []
    var columns: Int?
    for (index, raw) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      let line = String(decoding: raw, as: UTF8.self).trimmed
      if line.isEmpty || line.hasPrefix("#") { continue }
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map { String($0).trimmed }
      if rows.isEmpty, columns == nil, fields.allSatisfy({ Double($0) == nil }) {
        columns = fields.count
        continue
      }
      let expected = columns ?? fields.count
      guard expected == 2 || expected == 4 else {
        throw EngineError(
          .badFile, "line \(index + 1) has \(fields.count) columns; 2 (x, y) or 4 (x, y, to x, to y) are expected")
      }
      guard fields.count == expected else {
        throw EngineError(.badFile, "line \(index + 1) has \(fields.count) columns; the others have \(expected)")
      }
      columns = expected
      rows.append(try fields.enumerated().map { try Self.number($1, line: index + 1, column: $0 + 1) })
    }
    guard !rows.isEmpty else { throw EngineError(.badFile, "the file holds no points") }
    points = rows.map { Array($0.prefix(2)) }
    destinations = columns == 4 ? rows.map { Array($0.suffix(2)) } : nil
  }

  private static func number(_ text: String, line: Int, column: Int) throws -> Double {
    guard let value = Double(text), value.isFinite else {
      let shown = text.isEmpty ? "an empty field" : "`\(text.prefix(40))`"
      throw EngineError(.badFile, "line \(line), column \(column): \(shown) is not a finite number")
    }
    return value
  }
}

extension String {
  fileprivate var trimmed: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
