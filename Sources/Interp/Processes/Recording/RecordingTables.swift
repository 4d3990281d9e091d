import Checked
import Core
import Recordings
import Syntax

/// What is shown of recordings.
enum RecordingTables {
  /// "width 6", "widths 8 8 5"
  static func widths(_ widths: [Int]) -> String {
    let first = widths.first ?? 0
    if widths.allSatisfy({ $0 == first }) { return "width \(first)" }
    return "widths " + widths.prefix(16).map(String.init).joined(separator: " ") + (widths.count > 16 ? " ..." : "")
  }

  /// Every identity with its largest failure beside what is allowed.
  static func checks(_ process: RecordedProcess) -> Table {
    let f = NumberFormat.short
    let rows = process.results.checks.map { check -> [Table.Cell] in
      [.init(check.name), .number(check.largest, f), .number(check.tolerance, f), .init(check.result.rawValue)]
    }
    let word = process.recording.map { $0.leading.count > 1 ? "tokens" : "points" } ?? "points"
    var lines: [String] = []
    if rows.isEmpty {
      lines.append(
        process.model.parameters.isEmpty
          ? "nothing to check: the file tells of no norms, logits or parameters"
          : "nothing to check: the file tells of no norms or logits, and of no steps that its parameters belong to")
    }
    let counted = process.pointCount == 1 ? String(word.dropLast()) : word
    lines.append("\(process.results.silent) of \(process.pointCount) \(counted) have no costate")
    return Table(headings: ["checks", "largest", "tolerance", ""], rows: rows, footer: lines.joined(separator: "\n"))
  }

  /// Every charge: a level never stands without its error.
  static func charges(_ found: Conservation, _ moments: RecordedMoments) -> Table {
    let f = NumberFormat.short
    func cell(_ x: Double?) -> Table.Cell { x.map { .number($0, f) } ?? .none }
    let rows = found.charges.map { charge -> [Table.Cell] in
      [
        .init(charge.kind.rawValue), .number(Double(charge.state)), cell(charge.level), cell(charge.error),
        cell(charge.drift), cell(charge.defect), cell(charge.residual),
      ]
        + [.init(charge.verdict.rawValue), .init(charge.reason)]
    }
    let scales = ChargeKind.allCases.compactMap { kind in found.scales[kind].map { (kind, $0) } }
    let footer =
      [
        "relative to the scale: E |g| = \(f(scales.first { $0.0 == .translations }?.1 ?? .nan)) of translations, E |g||x| = \(f(scales.first { $0.0 == .linear }?.1 ?? .nan)) of the others; error: over \(moments.groups) group\(moments.groups == 1 ? "" : "s")"
      ]
      + found.remarks
    return Table(
      headings: ["charge", "state", "level", "error", "drift", "defect", "drift - defect", "verdict", "why"],
      rows: rows,
      footer: footer.joined(separator: "\n"))
  }

  /// One state: what it is, and each class there.
  static func state(_ k: Int, _ process: RecordedProcess) -> [Output] {
    let (f, moments) = (NumberFormat.short, process.moments)
    let (state, d) = (moments.states[k], process.model.widths[k])
    let before = k > 0 && process.model.widths[k - 1] == d ? moments.states[k - 1] : nil
    let names = process.model.metadata.states
    let number = process.model.numbers[k]
    let name = number < names.count ? ", \(names[number])" : ""
    let rows = moments.clusters.indices.map { c -> [Table.Cell] in
      let vector = Array(state.classVectors[Range(from: c * d, upTo: (c + 1) * d)])
      let earlier = before.map { Array($0.classVectors[Range(from: c * d, upTo: (c + 1) * d)]) }
      let transfer = earlier.map { norm(zip(vector, $0).map { $0 - $1 }) }
      return [
        .init(moments.clusters[c]), .number(Double(moments.counts[c])), .number(norm(vector), f),
        .number(state.classDilations[c], f), .number(state.classScales[c].shift, f),
        .number(state.classScales[c].linear, f), transfer.map { .number($0, f) } ?? .none,
      ]
    }
    return [
      .text("state \(number) of \(process.model.numbers.last ?? 0)\(name), R^\(d)"),
      .table(
        Table(headings: ["cluster", "points", "|momentum|", "<g, x>", "E |g|", "E |g||x|", "|transfer|"], rows: rows)),
    ]
  }
}
