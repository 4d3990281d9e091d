import Checked
import Syntax

/// print "loss {loss:.3e}"
enum Print {
  static let values = Option.optional("values", .value(.values), "what to print, in one line", positional: true)
  static let rows = Option.optional(
    "rows",
    Domain.value(.word).checked { value, name in
      switch value {
      case .string("all"): nil
      case .number(let n) where n >= 1 && n == n.rounded(): nil
      default: "`\(name)` is a whole number from 1, or all"
      }
    }, "of a table, how many rows are shown: a number, or all (and all columns)")
  static let command = Command(
    "print", nil, "prints values in one line; strings hold expressions in braces, with an optional format",
    [values, rows], file: .texts,
    ranks: .shared,
    examples: [
      .init("print \"{1/3:.3f} and {2+2}\" 90deg > 1", shows: "0.333 and 4 true"),
      .init("print table(a=1..100) rows=2", shows: "*100"),
      .init("print \"two lines\\nof text\" > \"note.txt\"", shows: "note.txt written"),
    ]
  ) { call, session in
    guard case .list(let items)? = try call[values] else { return session.show(.text("")) }
    let rows = try call[rows]
    if items.count == 1, case .table(var table) = items[0] {
      if case .string? = rows { table.isWhole = true }
      if case .number(let n)? = rows { table.mostRows = Int(saturating: n) }
      return session.show(.table(table))
    }
    if items.count == 1, case .series(let series) = items[0] {
      guard let rows else { return session.show(.table(series.table())) }
      let most = if case .number(let n) = rows { Int(saturating: n) } else { series.count }
      return session.show(.table(series.table(rows: max(2, min(most, series.count)))))
    }
    if rows != nil {
      throw Diagnostic(
        .wrongArgument, "`rows` belongs to one table or series alone", at: call.span(of: Print.rows.parameter))
    }
    session.show(.text(items.map(\.text).joined(separator: " ")))
  }
}

/// seed 1
enum Seed {
  static let value = Option.optional(
    "seed",
    .number.checked { x, _ in
      x >= 0 && x == x.rounded() && x < 9e15
        ? nil : "a seed is a whole number from 0, not \(NumberFormat.standard(x))"
    }, "a whole number from 0", positional: true)
  static let command = Command(
    "seed", nil, "sets the seed of all random numbers, or shows it",
    details: ["Without one, a seed is drawn when it is first needed, told, and saved with the experiment."], [value],
    ranks: .alike, examples: [.init("seed 7\nseed", shows: "seed 7")]
  ) { call, session in
    guard let seed = try call[value] else {
      session.show(.text("seed \(session.seed())"))
      return
    }
    session.workspace.seed = session.givenSeed ?? UInt64(saturating: seed)
  }

  /// The seed that a text on the command line is.
  static func read(_ text: String) -> UInt64? {
    UInt64(text, radix: 10).flatMap { $0 < 9_000_000_000_000_000 ? $0 : nil }
  }

  /// Where one seed is given for a script that sets several.
  static func several(_ places: [Span]) -> Diagnostic {
    Diagnostic(
      .wrongCombination, "the script sets its seed in \(places.count) places, so that no other can stand for it",
      at: places[1], label: "the first is in line \(places[0].line)",
      help: "param number = 1, then seed number and seed number + 1", exitStatus: .usage)
  }
}

extension [Statement] {
  /// Where the statements, and those within, set the seed.
  var seeds: [Span] {
    flatMap { statement -> [Span] in
      if case .command(let call) = statement.kind, call.verb.text == "seed", !call.arguments.isEmpty {
        return [statement.span]
      }
      return statement.blocks.flatMap(\.seeds)
    }
  }
}
