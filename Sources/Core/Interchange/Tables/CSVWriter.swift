/// Cells as RFC 4180 has them, so that `CSVReader` reads back what was written.
public enum CSVWriter {
  /// A cell, in quotes where it would be read as something else without: it holds a delimiter, a quote or a line end,
  /// begins or ends with a blank, or begins as a comment does.
  public static func cell(_ text: String) -> String {
    let special: Set<UInt8> = [44, 59, 9, 34, 10, 13]
    let bytes = text.utf8
    let isPlain =
      !bytes.contains(where: special.contains) && bytes.first != 32 && bytes.last != 32
      && bytes.first != UInt8(ascii: "#")
    guard !isPlain else { return text }
    return "\"" + text.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
  }

  public static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\n" }
}
