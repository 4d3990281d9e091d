import Checked
import Core
import Limits
import Syntax

/// Several entries at once: `a[2..5]`, `a[[1, 3]]`, `a[a > 3]`.
extension Value {
  /// The first and the last number that an entry of it has; nil of a value without entries. A series' and a trace's are
  /// those of its layers or steps.
  func numbering() throws -> (first: Int, last: Int, what: String)? {
    switch self {
    case .series(let s): (s.indices.lowerBound, s.indices.upperBound - 1, s.indexName)
    case .list(let items): (1, items.count, "entry")
    case .range(let r): (1, r.count, "entry")
    case .table(let t): (1, t.count, "row")
    case .string(let s): (1, try s.patientCount(), "character")
    case .trace(let t): (0, t.steps, "layer")
    case .vector(let v): (1, v.count, "component")
    default: nil
    }
  }

  /// The entries of these numbers, as a value of the same kind.
  ///
  /// - Returns: nil of a value that has no entries.
  /// - Throws: `Diagnostic` where one does not exist.
  func slice(_ numbers: [Double], at span: Span) throws -> Value? {
    guard let (first, last, what) = try numbering() else { return nil }
    let places = try numbers.patientlyMapped { try Self.place($0, first, last, what, at: span) - first }
    try MemoryLimit.present.allow(Double(places.count), "entries in a list")
    switch self {
    case .list(let items): return .list(try places.patientlyMapped { items[$0] })
    case .range(let r): return .list(try places.patientlyMapped { .number(r[$0]) })
    case .vector(let v):
      guard !places.isEmpty else {
        throw Diagnostic(.outOfRange, "a vector has one component at least", at: span)
      }
      return .vector(places.map { v[$0] })
    case .string(let s):
      let characters = try s.characters()
      return .string(String(try places.patientlyMapped { characters[$0] }))
    case .series(let s): return .series(try s.slice(places.map { $0 + first }, at: span))
    case .table(let t): return .table(try t.taking(places.map { Int32(clamping: $0) }))
    default: throw Diagnostic(.wrongType, "of \(kind) one \(what) can be taken, not several", at: span)
    }
  }

  /// The number of an entry, which a negative one counts from the end: -1 is the last.
  static func place(_ wanted: Double, _ first: Int, _ last: Int, _ what: String, at span: Span) throws -> Int {
    let meant = wanted < 0 ? wanted + Double(last) + 1 : wanted
    guard let i = Int(exactly: meant), first <= i, i <= last else {
      let there = last < first ? "there are none" : "there are \(first)..\(last)"
      throw Diagnostic(
        .outOfRange, "\(what) \(NumberFormat.standard(wanted)) does not exist: \(there)", at: span,
        label: wanted == 0 && first == 1 && last >= first ? "the first is 1, the last -1" : nil)
    }
    return i
  }
}

extension Series {
  /// The rows of these indices, which go up.
  fileprivate func slice(_ indices: [Int], at span: Span) throws -> Series {
    guard let low = indices.first else { throw Diagnostic(.outOfRange, "a series has one entry at least", at: span) }
    guard zip(indices, indices.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw Diagnostic(
        .wrongArgument, "the \(indexName)s of a series go up", at: span, help: "list(...) makes a list of it")
    }
    let places = try indices.map { index in
      guard let place = place(of: index) else {
        throw Diagnostic(
          .outOfRange, "\(indexName) \(index) was not kept: of so long a training some steps are", at: span)
      }
      return place
    }
    var result = self
    result.first = low
    result.places = indices.count == (indices.last ?? low) - low + 1 ? nil : indices
    for c in columns.indices { result.columns[c].values = places.map { columns[c].values[$0] } }
    return result
  }
}
