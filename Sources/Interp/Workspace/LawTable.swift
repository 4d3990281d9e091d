import Core
import Syntax

/// What `conserve` shows: a table, and the claims that its numbers refute.
struct LawTable {
  /// A claim that the numbers contradict.
  struct Refutation {
    /// The motion, and where it is one of several, of what.
    let name: String
    /// By how much of the scale.
    let size: Double
  }

  var table: Table
  private(set) var refuted: [Refutation] = []

  /// The table, with what is refuted below it.
  init(_ table: Table, refuted: [Refutation] = []) {
    (self.table, self.refuted) = (table, refuted)
    guard !refuted.isEmpty else { return }
    self.table.footer = [table.footer, "refuted: " + refuted.map(\.name).joined(separator: ", ")].compactMap { $0 }
      .joined(separator: "\n")
  }

  /// - Parameter wasFound: the claims are not the process' own but `discover`'s.
  /// - Throws: `Diagnostic` where a claim is refuted.
  func check(_ process: any ProcessForm, wasFound: Bool = false, at span: Span) throws {
    guard let worst = refuted.max(by: { $0.size < $1.size }) else { return }
    let wasTried = process.trial?.names.contains(worst.name) ?? false
    throw Diagnostic(
      .refutedClaim,
      "the numbers refute \(refuted.count == 1 ? "a symmetry" : "symmetries") of \(process.kind): "
        + refuted.map(\.name).joined(separator: ", "),
      at: span, label: "\(worst.name) fails by \(NumberFormat.short(worst.size)) of the scale",
      help: wasFound
        ? "`discover` found it for other maps than these, or at too few points"
        : wasTried
          ? "it was tried and not proved"
          : "the formula has the symmetry and its numbers have not: digits are lost; write it in differences, or nearer to zero"
    )
  }
}
