import Checked
public import Syntax

/// What a script gives names to, in order, for a list beside its text.
public struct OutlineItem: Sendable {
  public enum Kind: Sendable { case name(ScriptNames.Kind), file }
  public let name: String
  /// What it is, in words.
  public let detail: String
  public let kind: Kind
  /// The whole statement, and the name in it.
  public let span: Span
  public let place: Span
}

extension ScriptNames {
  /// Functions, clusters, processes, tables, families, actions, quantities and variables of the script itself, each where
  /// it is first given.
  public func outline(of source: Source) -> [OutlineItem] {
    symbols.compactMap { symbol -> OutlineItem? in
      guard symbol.scope == nil, symbol.kind != .loop, let statement = symbol.statement, statement.source === source
      else { return nil }
      let place = symbol.definitions.first { statement.range.contains($0.range) && $0.source === source } ?? statement
      return OutlineItem(
        name: symbol.usage ?? symbol.name, detail: symbol.kind.title, kind: .name(symbol.kind), span: statement,
        place: place)
    }.sorted { a, b in (a.span.range.lowerBound, a.name) < (b.span.range.lowerBound, b.name) }
  }
}

extension Range<Int> {
  fileprivate func contains(_ other: Range<Int>) -> Bool {
    lowerBound <= other.lowerBound && other.upperBound <= upperBound
  }
}

/// Lines that can be folded away.
public enum Folding {
  public struct Fold: Sendable, Equatable {
    /// Lines from 1.
    public let first: Int
    public let last: Int
    public let isComment: Bool
  }

  /// What stands within brackets over several lines, without the line of the closing one, and comments of several lines.
  public static func folds(of source: Source, _ tokens: [Token]) -> [Fold] {
    var found: [Fold] = []
    var open: [Int] = []
    for token in tokens {
      let line = source.line(at: token.range.lowerBound)
      if token.opens { open.append(line) }
      guard token.closes, let first = open.popLast() else { continue }
      if line - 1 > first { found.append(Fold(first: first, last: line - 1, isComment: false)) }
    }
    var lines: [Int] = []
    for (range, kind) in Highlighter(Vocabulary()).runs(of: source, tokens) where kind == .comment {
      let line = source.line(at: range.lowerBound)
      let before = source.bytes[Range(from: source.range(ofLine: line).lowerBound, upTo: range.lowerBound)]
      if before.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) { lines.append(line) }
    }
    var start = 0
    for i in lines.indices where i + 1 == lines.count || lines[i + 1] != lines[i] + 1 {
      if i > start { found.append(Fold(first: lines[start], last: lines[i], isComment: true)) }
      start = i + 1
    }
    return found.sorted { ($0.first, $0.last) < ($1.first, $1.last) }
  }
}
