public import Syntax

/// Rows under headings.
public struct Table: Sendable, Equatable {
  /// What is shown, and the number behind it where there is one.
  public struct Cell: Sendable, Equatable, ExpressibleByStringInterpolation {
    public let text: String
    public let number: Double?

    public init(stringLiteral text: String) {
      self.text = text
      number = nil
    }

    public init(_ text: String, number: Double? = nil) {
      self.text = text
      self.number = number
    }

    /// Where a column of numbers has none: shown as a dash, and not a number.
    public static let none = Cell("-", number: .nan)

    public static func number(_ x: Double, _ format: NumberFormat = .standard) -> Cell { Cell(format(x), number: x) }

    var value: Value { number.map { .number($0) } ?? .string(text) }
  }

  public var title: String?
  public var headings: [String]
  public var rows: [[Cell]]
  /// Lines below.
  public var footer: String?
  /// What the rows are, where a row is more than its cells: `table[i]`.
  var items: [Value] = []
  /// Rows that a person is not shown: the tail of a long list, which stays in the value.
  public var hidden: Range<Int>

  public static func == (a: Table, b: Table) -> Bool {
    a.title == b.title && a.headings == b.headings && a.rows == b.rows && a.footer == b.footer
  }

  public init(
    title: String? = nil, headings: [String], rows: [[Cell]], footer: String? = nil, hidden: Range<Int> = 0..<0
  ) {
    self.hidden = hidden
    self.title = title
    self.headings = headings
    self.rows = rows
    self.footer = footer
  }

  /// The values under a heading; nil when there is none of the name.
  func column(_ heading: String) -> Value? {
    headings.firstIndex(of: heading).map { c in .list(rows.map { c < $0.count ? $0[c].value : .nothing }) }
  }
}
