/// The names of a table's columns, and when a row is taken for them.
///
/// A row is a header only where it cannot be anything else: each of its cells has a letter, none begins as a number does,
/// and none is `nan`, `inf` or an assignment. A first row that is not is data, or is refused; it is never passed over.
public enum TableHeader {
  public static func isName(_ cell: String) -> Bool {
    guard cell.contains(where: \.isLetter), !DecimalText.begins(cell), !cell.contains("=") else { return false }
    return !["nan", "inf", "infinity"].contains(String(cell.drop { $0 == "-" || $0 == "+" }).lowercased())
  }

  /// The names that a comment gives, `# a,b,species`, where there are as many as columns.
  public static func names(in comment: String, columns: Int, _ reader: CSVReader) -> [String]? {
    let inner = comment.drop { $0 == " " || $0 == "\t" || $0 == "#" }
    guard let names = reader.names(in: String(inner)), names.count == columns, names.allSatisfy(isName) else {
      return nil
    }
    return names
  }

  /// - Throws: `EngineError` for a name that two columns have.
  public static func checkDistinct(_ names: [String], in place: String) throws {
    var seen = Set<String>()
    if let twice = names.first(where: { !seen.insert($0).inserted }) {
      throw EngineError(.badFile, "\(place): two columns are called `\(twice)`")
    }
  }
}

extension EngineError {
  /// Of a cell that should be a number.
  public static func noNumber(_ text: String, line: Int, column: Int, name: String? = nil) -> EngineError {
    let shown = text.isEmpty ? "an empty field" : "`\(text.prefix(40))`"
    let place = name.map { "column \(column) (\($0.prefix(40)))" } ?? "column \(column)"
    return EngineError(
      .badFile, "line \(line), \(place): \(shown) is not a finite number", help: DecimalText.help(for: text))
  }
}
