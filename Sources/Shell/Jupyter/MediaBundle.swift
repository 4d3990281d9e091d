import Checked
import Core
import Display
import Figures
import Interp

/// A result in the forms that a notebook can show, by their media types: it takes the best that it knows.
struct MediaBundle {
  private(set) var data: [String: JSON]
  private(set) var metadata: [String: JSON] = [:]

  /// The width of text, in columns.
  static let columns = 100
  /// A picture of so many bytes, and more, comes as pixels: notebooks are slow with very many marks, and keep them all.
  private static let largestDrawing = 500_000
  /// Files that are larger are named, and not shown.
  private static let largestFile = 16 << 20
  /// So many rows of a table are shown, the first and the last.
  private static let rows = 60

  init(text: String) { data = ["text/plain": .string(text)] }

  /// Nil for what is text alone, or nothing.
  init?(_ output: Output) {
    switch output {
    case .text, .report, .value(.nothing): return nil
    case .figure(let figure), .value(.figure(let figure)): self.init(figure)
    case .table(let table), .value(.table(let table)): self.init(table)
    case .value(.series(let series)): self.init(series.table(rows: 21))
    case .value(let value): self.init(text: Visible.text(JSONLines.glance(value)))
    }
  }

  init(_ figure: Figure) {
    self.init(text: Visible.text(figure.altText))
    guard PictureLibraries.missing() == nil else { return }
    let svg = figure.svg()
    if svg.count < Self.largestDrawing {
      data["image/svg+xml"] = .string(InlineDrawing.fitting(String(decoding: svg, as: UTF8.self)))
    } else {
      data["image/png"] = .string(TerminalGraphics.base64(figure.png()))
      // A PNG has two pixels for each of these.
      metadata["image/png"] = .object([
        "width": .count(Int(saturating: figure.size.width)), "height": .count(Int(saturating: figure.size.height)),
        "alt": .string(Visible.text(figure.altText)),
      ])
    }
  }

  init(_ table: Table) {
    let shown = Presenter(isTerminal: true, hasColor: false, columns: Self.columns, rows: Self.rows + 6)
    self.init(text: shown.table(table))
    data["text/html"] = .string(TableMarkup(rows: Self.rows).text(table))
  }

  /// What a file shows that was written: animations and pages, which nothing else shows in a notebook. Nil for others.
  init?(file path: String) {
    let type = MediaType.of(path)
    guard ["image/gif", "text/html"].contains(type),
      let bytes = try? Files(limit: Self.largestFile).read(path)
    else { return nil }
    self.init(text: Visible.line(path))
    if type == "image/gif" {
      data[type] = .string(TerminalGraphics.base64(bytes))
    } else {
      data[type] = .string(Self.frame(String(decoding: bytes, as: UTF8.self)))
    }
  }

  /// A page within a page: its script runs, and sees nothing of the notebook.
  private static func frame(_ page: String) -> String {
    var quoted = ""
    for scalar in page.unicodeScalars {
      switch scalar {
      case "&": quoted += "&amp;"
      case "\"": quoted += "&quot;"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return "<iframe sandbox=\"allow-scripts allow-downloads\" loading=\"lazy\" "
      + "style=\"width:100%;height:720px;border:1px solid #8884;resize:vertical\" srcdoc=\"\(quoted)\"></iframe>"
  }
}

/// Drawings as they stand in a page among others.
enum InlineDrawing {
  /// As wide as there is room at most; and by names of their own for their parts, since those of two drawings in a page would be taken
  /// for each other.
  static func fitting(_ svg: String) -> String {
    let name = "n" + String(svg.utf8.fnv1a, radix: 16)
    var text = svg
    for (old, new) in [
      (" id=\"", " id=\"\(name)-"), ("\"url(#", "\"url(#\(name)-"), (":url(#", ":url(#\(name)-"),
      ("href=\"#", "href=\"#\(name)-"),
    ] {
      text = text.replacing(old, with: new)
    }
    return text.replacing("<svg ", with: "<svg style=\"max-width:100%;height:auto\" ", maxReplacements: 1)
  }
}

/// A table in HTML.
struct TableMarkup {
  let rows: Int

  func text(_ table: Table) -> String {
    let columns = table.content.columns.indices
    let isNumeric = columns.map { c in (0..<min(table.count, 100)).contains { table.cell($0, c).number != nil } }
    func row(_ tag: String, _ text: (Int) -> String) -> String {
      let cells = columns.map { c in
        "<\(tag) style=\"text-align:\(isNumeric[c] ? "right" : "left")\">\(Markup.escaped(text(c)))</\(tag)>"
      }
      return "<tr>" + cells.joined() + "</tr>\n"
    }
    var html = "<table border=\"1\" class=\"dataframe\">\n"
    if let title = table.title { html += "<caption>\(Markup.escaped(title))</caption>\n" }
    if table.hasHeadings { html += "<thead>" + row("th") { table.headings[$0] } + "</thead>\n" }
    html += "<tbody>\n"
    for stretch in stretches(table) {
      switch stretch {
      case .rows(let range): for r in range { html += row("td") { table.text(r, $0) } }
      case .more(let count):
        html += "<tr><td colspan=\"\(max(1, columns.count))\" style=\"text-align:left\">… \(count) more</td></tr>\n"
      }
    }
    html += "</tbody>\n"
    if let footer = table.footer {
      html +=
        "<tfoot><tr><td colspan=\"\(max(1, columns.count))\" style=\"text-align:left\">"
        + Markup.escaped(footer).replacing("\n", with: "<br>") + "</td></tr></tfoot>\n"
    }
    return html + "</table>"
  }

  private enum Stretch {
    case rows(Range<Int>)
    case more(Int)
  }

  /// The rows that are shown, as at a terminal.
  private func stretches(_ table: Table) -> [Stretch] {
    let all = Range(from: 0, upTo: table.count)
    if table.isWhole { return [.rows(all)] }
    let (limit, hidden) = (table.mostRows ?? rows, table.hidden)
    if table.count - hidden.count > limit {
      let (head, tail) = (limit - limit / 2, limit / 2)
      return [
        .rows(Range(from: 0, upTo: head)), .more(table.count - limit),
        .rows(Range(from: table.count - tail, upTo: table.count)),
      ]
    }
    if hidden.isEmpty { return [.rows(all)] }
    return [
      .rows(Range(from: 0, upTo: hidden.lowerBound)), .more(hidden.count),
      .rows(Range(from: hidden.upperBound, upTo: table.count)),
    ]
  }
}
