import Limits
import Syntax

/// `value.name`: components of a vector, columns of a table, groups and components of a series.
extension Value {
  /// - Throws: `Diagnostic` at the name when there is no such member.
  func member(_ name: Name) throws -> Value {
    switch self {
    case .vector(let v):
      if let c = ["x", "y"].firstIndex(of: name.text), c < v.count { return .number(v[c]) }
      throw Diagnostic(.unknownMember, "a vector has x and y, not `\(name.text)`", at: name.span)
    // A list of points has the list of their components.
    case .list(let items) where ["x", "y"].contains(name.text) && !items.isEmpty:
      return .list(
        try items.map { item in
          guard case .vector = item else {
            throw Diagnostic(.wrongType, "\(item.kind) has no `\(name.text)`", at: name.span)
          }
          return try item.member(name)
        })
    case .record(let fields): return try fields.member(name)
    // Of records, and of lists of them, the list of their members.
    case .list(let items) where !items.isEmpty && items.allSatisfy(\.hasMembers):
      return .list(try items.patientlyMapped { try $0.member(name) })
    case .table(let t):
      if let column = t.column(name.text) { return column }
      throw Diagnostic(
        .unknownMember, "the table has no column `\(name.text)`", at: name.span,
        label: Suggestion.phrase(member: name.text, among: t.headings) ?? "it has " + t.headings.joined(separator: ", ")
      )
    case .series(let s): return .series(try s.part(name))
    default: throw Diagnostic(.wrongType, "\(kind) has no `\(name.text)`", at: name.span)
    }
  }
}

extension Value {
  fileprivate var hasMembers: Bool {
    switch self {
    case .record: true
    case .list(let items): items.first?.hasMembers ?? false
    default: false
    }
  }
}

extension Series {
  /// The columns of one group or one component.
  fileprivate func part(_ name: Name) throws -> Series {
    let groups = columns.map(\.group)
    let isGroup = groups.contains(name.text)
    let kept = columns.filter { isGroup ? $0.group == name.text : $0.component == name.text && !name.text.isEmpty }
    guard !kept.isEmpty else {
      let known = Set(groups + columns.map(\.component)).subtracting([""]).sorted()
      throw Diagnostic(
        .unknownMember, "`\(self.name)` has no `\(name.text)`", at: name.span,
        label: Suggestion.phrase(name.text, among: known)
          ?? (known.isEmpty ? nil : "it has " + known.joined(separator: ", ")))
    }
    var part = self
    part.columns = kept
    for c in part.columns.indices {
      if isGroup { part.columns[c].group = "" } else { part.columns[c].component = "" }
    }
    part.name += "." + name.text
    return part
  }
}

extension Table {
  /// The row that begins with a name; nil where a column is called so, or no row.
  ///
  /// - Throws: `Diagnostic` where several rows begin with it.
  func row(named name: String, at span: Span) throws -> Value? {
    guard column(name) == nil, let first = content.columns.first, case .texts(let texts) = first.storage else {
      return nil
    }
    var (found, turns): ([Int], Turns) = ([], Turns(every: 4096))
    for row in 0..<texts.count where !first.isMissing(row) && texts[row] == name {
      try turns.check()
      found.append(row)
    }
    guard let row = found.first else { return nil }
    guard found.count == 1 else {
      let heading = headings.first.flatMap { Identifier.isName($0) ? $0 : nil } ?? "NAME"
      throw Diagnostic(
        .unknownMember, "\(found.count) rows are called `\(name)`", at: span,
        label: "`where \(heading) == \"\(name)\"` takes them")
    }
    return self.row(row)
  }
}
