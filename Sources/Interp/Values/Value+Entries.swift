import Core
import Limits
import Syntax

/// `value[i]`: entries are counted from 1, layers and steps as they are numbered.
extension Value {
  /// What `last` means within the brackets.
  func lastIndex() throws -> Double {
    switch self {
    case .series(let s): Double(s.indices.last ?? 0)
    case .list(let items): Double(items.count)
    case .range(let r): Double(r.count)
    case .table(let t): Double(t.rows.count)
    case .string(let s): Double(try s.patientCount())
    case .trace(let t): Double(t.steps)
    case .vector(let v): Double(v.count)
    default: 0
    }
  }

  /// - Parameters:
  ///   - wanted: the entry's number.
  ///   - span: where the number stands.
  /// - Returns: nil of a value that has no entries.
  /// - Throws: `Diagnostic` when there is no entry of the number.
  func entry(_ wanted: Double, at span: Span) throws -> Value? {
    func place(_ first: Int, _ last: Int, _ what: String) throws -> Int {
      guard let i = Int(exactly: wanted), first <= i, i <= last else {
        throw Diagnostic(
          .outOfRange, "\(what) \(NumberFormat.standard(wanted)) does not exist: there are \(first)..\(last)",
          at: span)
      }
      return i
    }
    switch self {
    case .series(let s) where s.count > 0:
      let index = try place(s.indices.lowerBound, s.indices.upperBound - 1, s.indexName)
      guard let entry = s.entry(at: index) else {
        throw Diagnostic(
          .outOfRange, "\(s.indexName) \(index) was not kept: of so long a training evenly spaced ones are", at: span,
          label: "such as \(s.index(at: 1)), \(s.index(at: 2))")
      }
      return entry
    case .range(let r) where r.count > 0: return .number(r[try place(1, r.count, "entry") - 1])
    case .table(let t) where !t.items.isEmpty: return t.items[try place(1, t.items.count, "row") - 1]
    case .table(let t) where !t.rows.isEmpty:
      return .list(t.rows[try place(1, t.rows.count, "row") - 1].map(\.value))
    case .string(let s) where !s.isEmpty:
      return .string(String(s[s.index(s.startIndex, offsetBy: try place(1, s.patientCount(), "character") - 1)]))
    case .trace(let t): return .table(t.table(step: try place(0, t.steps, "layer")))
    case .list(let items) where !items.isEmpty: return items[try place(1, items.count, "entry") - 1]
    case .vector(let v) where !v.isEmpty: return .number(v[try place(1, v.count, "component") - 1])
    default: return nil
    }
  }
}

extension String {
  /// How many characters there are, counted asking.
  func patientCount() throws -> Int {
    var (count, turns) = (0, Turns(every: 1 << 14))
    for _ in self {
      try turns.check()
      count += 1
    }
    return count
  }
}
