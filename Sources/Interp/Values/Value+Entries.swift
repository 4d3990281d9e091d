import Checked
import Core
import Limits
import Syntax

/// `value[i]`: entries are counted from 1, layers and steps as they are numbered; -1 is the last.
extension Value {
  /// What `last` means within the brackets.
  func lastIndex() throws -> Double { Double(try numbering()?.last ?? 0) }

  /// - Parameters:
  ///   - wanted: the entry's number.
  ///   - span: where the number stands.
  /// - Returns: nil of a value that has no entries.
  /// - Throws: `Diagnostic` when there is no entry of the number.
  func entry(_ wanted: Double, at span: Span) throws -> Value? {
    // Of a string the characters are counted on the way, as far as it must be.
    if case .string(let s) = self, wanted >= 1 { return .string(String(try s.character(wanted, at: span))) }
    guard let (first, last, what) = try numbering() else { return nil }
    let place = try Value.place(wanted, first, last, what, at: span)
    switch self {
    case .series(let s):
      guard let entry = s.entry(at: place) else {
        throw Diagnostic(
          .outOfRange, "\(s.indexName) \(place) was not kept: of so long a training evenly spaced ones are", at: span,
          label: "such as \(s.index(at: 1)), \(s.index(at: 2))")
      }
      return entry
    case .range(let r): return .number(r[place - 1])
    case .table(let t): return t.row(place - 1)
    case .string(let s): return .string(String(try s.character(Double(place), at: span)))
    case .trace(let t): return .table(t.table(step: place))
    case .list(let items): return items[place - 1]
    case .vector(let v): return .number(v[place - 1])
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

  /// The character of a number from 1.
  fileprivate func character(_ number: Double, at span: Span) throws -> Character {
    var (count, turns) = (0.0, Turns(every: 1 << 14))
    for character in self {
      try turns.check()
      count += 1
      if count == number { return character }
    }
    _ = try Value.place(number, 1, Int(saturating: count), "character", at: span)
    return "?"
  }
}
