import Checked
import Syntax

/// print "loss {loss:.3e}"
enum Print {
  static let values = Option.optional("values", .value(.values), "what to print, in one line", positional: true)
  static let command = Command(
    "print", nil, "prints values in one line; strings hold expressions in braces, with an optional format", [values],
    examples: [.init("print \"{1/3:.3f} and {2+2}\" 90deg > 1", shows: "0.333 and 4 true")]
  ) { call, session in
    guard case .list(let items)? = try call[values] else { return session.show(.text("")) }
    if items.count == 1, case .series(let series) = items[0] { return session.show(.table(series.table())) }
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
    examples: [.init("seed 7\nseed", shows: "seed 7")]
  ) { call, session in
    guard let seed = try call[value] else {
      session.show(.text("seed \(session.seed())"))
      return
    }
    session.workspace.seed = UInt64(saturating: seed)
  }
}
