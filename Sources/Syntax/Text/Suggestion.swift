/// The word that was probably meant.
public enum Suggestion {
  /// The nearest word by Damerau and Levenshtein's distance (insertions, deletions, exchanges, swaps of neighbours), no
  /// farther than a third of the longer one's length; of equals the first. Case does not count.
  public static func nearest<S: Sequence<String>>(_ word: String, among words: S) -> String? {
    guard word.utf8.count <= 64 else { return nil }
    let wanted = Array(word.lowercased().unicodeScalars)
    var best: (word: String, distance: Int)?
    for candidate in words {
      let letters = Array(candidate.lowercased().unicodeScalars)
      let limit = max(wanted.count, letters.count) / 3
      guard abs(letters.count - wanted.count) <= limit else { continue }
      let d = distance(wanted, letters)
      if d <= limit, d < best?.distance ?? .max, candidate != word { best = (candidate, d) }
    }
    return best?.word
  }

  /// "did you mean `x`?", "it could be `x` or `y`" of a beginning that several have, or nil.
  ///
  /// - Parameter least: how many letters make a beginning.
  public static func phrase<S: Sequence<String>>(_ word: String, among words: S, beginning least: Int = 2) -> String? {
    let longer = word.utf8.count >= least ? begun(by: word, among: words) : []
    if longer.count > 1, longer.count <= 6 {
      let all = longer.map { "`\($0)`" }
      return "it could be " + all.dropLast().joined(separator: ", ") + " or " + all[all.count - 1]
    }
    return (longer.count == 1 ? longer[0] : nearest(word, among: words)).map { "did you mean `\($0)`?" }
  }

  /// The same of a member, of which those that are no words stand in brackets: did you mean ["drift - defect"]?
  public static func phrase<S: Sequence<String>>(member word: String, among members: S) -> String? {
    guard let phrase = phrase(word, among: members) else { return nil }
    let meant = words(in: phrase)
    if meant.allSatisfy(Identifier.isName) { return phrase }
    let written = meant.compactMap { StringEscapes.written($0).map { "[\"\($0)\"]" } }
    return written.isEmpty ? nil : "did you mean " + written.joined(separator: " or ") + "?"
  }

  /// The words that a phrase names: what `phrase` was made of, or "write `and`"; none of another text.
  public static func words(in phrase: String) -> [String] {
    guard ["did you mean `", "it could be `", "write `"].contains(where: phrase.hasPrefix) else { return [] }
    let parts = phrase.split(separator: "`", omittingEmptySubsequences: false)
    return parts.indices.filter { $0 % 2 == 1 }.map { String(parts[$0]) }
  }

  /// The words that a word is the beginning of, each once.
  private static func begun<S: Sequence<String>>(by word: String, among words: S) -> [String] {
    var found: [String] = []
    for candidate in words where candidate.hasPrefix(word) && candidate != word && !found.contains(candidate) {
      found.append(candidate)
    }
    return found
  }

  private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var rows = [Array(0...b.count)]
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var d = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { d = min(d, rows[i - 1][j - 1] + 1) }
        row.append(d)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
