import Checked

/// How many spaces stand between two words of a line. What is not said here stays as it was written: in commands spaces
/// separate, and several in a row align what stands in a column.
struct Spacing {
  let source: Source
  let tokens: [Token]
  /// Where the braces of records open and close.
  private let records: Set<Int>
  /// The first token of each token's statement.
  private let starts: [Int]

  init(source: Source, tokens: [Token]) {
    (self.source, self.tokens) = (source, tokens)
    let records = Self.recordBraces(tokens)
    self.records = records
    var first = 0
    starts = tokens.indices.map { i in
      if i > 0, tokens[i - 1].kind == .newline { first = i }
      if i > 0, !records.contains(i - 1), tokens[i - 1].isSymbol("{") || tokens[i - 1].isSymbol("}") { first = i }
      return first
    }
  }

  /// - Parameter written: how many there were.
  func between(_ a: Int, _ b: Int, written: Int) -> Int {
    let (left, right) = (tokens[a], tokens[b])
    if let fixed = atBrackets(a, b, left, right, written) { return fixed }
    if right.isSymbol(",") { return 0 }
    if right.isSymbol(":"), isWithinRecord(a) { return 0 }
    if right.isSymbol("=") || left.isSymbol("=") { return atEquals(right.isSymbol("=") ? b : a) }
    if starts[a] == a, !right.isSymbol(">"), right.kind != .newline { return min(1, written) }
    let isApart =
      left.kind == .newline || left.isSymbol(",") || (left.isSymbol(":") && isWithinRecord(a - 1))
      || Self.comparisons.contains { left.isSymbol($0) || right.isSymbol($0) }
    return isApart ? max(1, written) : written
  }

  private static let comparisons: [Symbol] = ["->", "==", "!=", "<=", ">=", "<", ">"]

  /// Behind an opening bracket and before a closing one, and around the braces of blocks.
  private func atBrackets(_ a: Int, _ b: Int, _ left: Token, _ right: Token, _ written: Int) -> Int? {
    if left.isSymbol("(") || left.isSymbol("[") || right.isSymbol(")") || right.isSymbol("]") { return 0 }
    if left.isSymbol("{"), right.isSymbol("}") { return min(1, written) }
    if left.isSymbol("{") { return records.contains(a) ? 0 : 1 }
    if right.isSymbol("}") { return records.contains(b) ? 0 : 1 }
    if right.isSymbol("{"), !records.contains(b) { return 1 }
    if left.isSymbol("}"), !records.contains(a), right.kind != .newline { return 1 }
    return nil
  }

  /// `let a = 3`, but `n=20`; elsewhere as on both sides before, and none where they differ.
  private func atEquals(_ at: Int) -> Int {
    if isBinding(at) { return 1 }
    guard at > 0, at + 1 < tokens.count else { return 0 }
    let (before, behind) = (tokens[at].isSpaced, tokens[at + 1].isSpaced)
    return before && behind ? 1 : 0
  }

  /// Whether this `=` is that of let, param or def.
  private func isBinding(_ at: Int) -> Bool {
    let first = starts[at]
    guard case .name(let word) = tokens[first].kind else { return false }
    if word == "let" || word == "param" { return at == first + 2 }
    guard word == "def" else { return false }
    // Defaults stand within the brackets of what is defined, its value behind them.
    var depth = 0
    for token in tokens[Range(from: first, upTo: at)] {
      if token.isSymbol("(") || token.isSymbol("[") { depth += 1 }
      if token.isSymbol(")") || token.isSymbol("]") { depth -= 1 }
      if token.isSymbol("=") && depth == 0 { return false }
    }
    return depth == 0 || (depth == 1 && !tokens[Range(from: first, upTo: at)].contains { $0.isSymbol(")") })
  }

  private func isWithinRecord(_ name: Int) -> Bool {
    guard name > 0 else { return false }
    return records.contains(name - 1) || tokens[name - 1].isSymbol(",")
  }

  /// A brace that is followed by `name:` or, within brackets, by its partner opens a record, as the lexer has it.
  private static func recordBraces(_ tokens: [Token]) -> Set<Int> {
    var found = Set<Int>()
    var open: [(place: Int, isRecord: Bool)] = []
    for (i, token) in tokens.enumerated() {
      if token.isSymbol("(") || token.isSymbol("[") { open.append((i, true)) }
      if token.isSymbol("{") {
        let next = tokens[min(i + 1, tokens.count - 1)]
        let isNamed = next.isNameOrString && i + 2 < tokens.count && tokens[i + 2].isSymbol(":")
        let isRecord = isNamed || (next.isSymbol("}") && open.last?.isRecord == true)
        open.append((i, isRecord))
        if isRecord { found.insert(i) }
      }
      guard token.closes else { continue }
      if let partner = open.popLast(), token.isSymbol("}"), partner.isRecord { found.insert(i) }
    }
    return found
  }
}
