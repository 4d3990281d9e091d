import Display
import Figures
package import Interp
import Limits

/// Results as text for a stream of a certain width.
package struct Presenter {
  var isTerminal: Bool
  var hasColor: Bool
  var columns: Int
  var rows: Int

  package init(isTerminal: Bool, hasColor: Bool, columns: Int, rows: Int) {
    self.isTerminal = isTerminal
    self.hasColor = hasColor
    self.columns = columns
    self.rows = rows
  }

  /// Nil for results that have nothing to show.
  package func text(_ output: Output) -> String? {
    switch output {
    case .text(let text): return isTerminal ? wrapped(Visible.text(text)) : Visible.text(text)
    case .report(let text, let seconds):
      let text = Visible.text(text)
      guard isTerminal, let seconds else { return text }
      return "\(text) (\(ProgressLine.seconds(seconds)))"
    case .table(let table): return self.table(table)
    case .figure(let figure): return self.figure(figure)
    case .value(let value): return self.value(value)
    }
  }

  /// Long lines broken between words, their rest indented by four more.
  private func wrapped(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { (line: Substring) -> String in
      guard TextWidth.columns(of: line) > columns, columns > 20 else { return "\(line)" }
      let indent = String(line.prefix { $0 == " " })
      var rows = [indent]
      var turns = Turns(every: 1024)
      for word in line.dropFirst(indent.count).split(separator: " ", omittingEmptySubsequences: false) {
        if turns.isOver { break }
        let isFresh = rows[rows.count - 1].allSatisfy { $0 == " " }
        if !isFresh, TextWidth.columns(of: rows[rows.count - 1]) + 1 + TextWidth.columns(of: word) > columns {
          rows.append(indent + "    " + word)
        } else {
          rows[rows.count - 1] += (isFresh ? "" : " ") + word
        }
      }
      return rows.joined(separator: "\n")
    }.joined(separator: "\n")
  }

  private func value(_ value: Value) -> String? {
    switch value {
    case .nothing: nil
    case .table(let table): self.table(table)
    case .figure(let figure): self.figure(figure)
    case .series(let series): table(series.table(rows: max(5, min(rows - 6, 21))))
    default: Visible.text(value.text)
    }
  }

  private func figure(_ figure: Figure) -> String {
    // Of many panels as many stand side by side as there is room for; a screen may be too low for all.
    var figure = figure
    figure.columns = min(figure.columns, max(1, min(columns, 100) / 24))
    let rows = max(max(6, min(rows - 2, 28)), min(figure.leastRows, 120))
    return figure.terminal(columns: min(columns, 100), rows: rows, color: hasColor)
  }

  func table(_ table: Table) -> String {
    TableText(width: isTerminal ? columns : nil, rows: isTerminal ? max(10, rows - 6) : Self.mostRows, strong: strong)
      .text(table)
  }

  /// So many rows go to a file or a pipe; `print t rows=all` has all.
  private static let mostRows = 60

  private func strong(_ text: String) -> String { hasColor ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
}
