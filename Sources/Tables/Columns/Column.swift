import Checked

/// A column: so many entries, stored by their kind.
public struct Column: Sendable {
  public enum Storage: Sendable {
    case numbers([Double])
    case texts(Texts)
    case truths([Bool])
    /// Points of R^d, one after the other.
    case points(dimension: Int, [Double])
    /// Entries of several kinds, or none at all.
    case mixed([Cell])
  }

  public let storage: Storage
  /// True where there is no value, what is stored there saying nothing; nil where there are all. Mixed entries say it
  /// themselves.
  public let missing: [Bool]?

  public init(_ storage: Storage, missing: [Bool]? = nil) {
    self.storage = storage
    self.missing = missing?.contains(true) == true ? missing : nil
  }

  public init(numbers: [Double]) { self.init(.numbers(numbers)) }
  public init(texts: [String]) { self.init(.texts(Texts(texts))) }

  /// Entries of any kinds, stored as those are that have values.
  public init(_ cells: [Cell]) {
    let isMissing = cells.map { $0 == .missing }
    guard let first = cells.first(where: { $0 != .missing }) else {
      self.init(.mixed(cells))
      return
    }
    let alike = cells.allSatisfy { $0 == .missing || first.isStored(with: $0) }
    self.init(alike ? Self.storage(cells, first) : .mixed(cells), missing: alike ? isMissing : nil)
  }

  private static func storage(_ cells: [Cell], _ first: Cell) -> Storage {
    switch first {
    case .number: .numbers(cells.map { if case .number(let x) = $0 { x } else { .nan } })
    case .text: .texts(Texts(cells.map { if case .text(let s) = $0 { s } else { "" } }))
    case .truth: .truths(cells.map { if case .truth(let b) = $0 { b } else { false } })
    case .point(let p):
      .points(
        dimension: p.count,
        cells.flatMap { if case .point(let x) = $0 { x } else { [Double](repeating: .nan, count: p.count) } })
    case .missing: .mixed(cells)
    }
  }

  public var count: Int {
    switch storage {
    case .numbers(let x): x.count
    case .texts(let t): t.count
    case .truths(let b): b.count
    case .points(let d, let x): d == 0 ? 0 : x.count / d
    case .mixed(let cells): cells.count
    }
  }

  public func isMissing(_ row: Int) -> Bool {
    if case .mixed(let cells) = storage { return cells[row] == .missing }
    return missing?[row] ?? false
  }

  /// How many entries have no value.
  public var missingCount: Int {
    if case .mixed(let cells) = storage { return cells.count { $0 == .missing } }
    return missing?.count { $0 } ?? 0
  }

  public subscript(row: Int) -> Cell {
    if let missing, missing[row] { return .missing }
    switch storage {
    case .numbers(let x): return .number(x[row])
    case .texts(let t): return .text(t[row])
    case .truths(let b): return .truth(b[row])
    case .points(let d, let x): return .point(Array(x[Range(from: row * d, upTo: row * d + d)]))
    case .mixed(let cells): return cells[row]
    }
  }

  public var cells: [Cell] { (0..<count).map { self[$0] } }

  /// "numbers", "strings", "points of R^2", "true and false", "numbers and strings".
  public var kind: String {
    switch storage {
    case .numbers: return "numbers"
    case .texts: return "strings"
    case .truths: return "true and false"
    case .points(let d, _): return "points of R^\(d)"
    case .mixed(let cells):
      var kinds: [String] = []
      for cell in cells where cell != .missing && !kinds.contains(cell.kind) { kinds.append(cell.kind) }
      return kinds.isEmpty ? "missing entries" : kinds.sorted().joined(separator: " and ")
    }
  }

  /// How many bytes a row takes, about.
  public var stride: Double {
    let own: Double =
      switch storage {
      case .numbers: 8
      case .texts: 4
      case .truths: 1
      case .points(let d, _): 8 * Double(d)
      case .mixed: Double(MemoryLayout<Cell>.stride)
      }
    return own + (missing == nil ? 0 : 1)
  }
}

extension Cell {
  /// Whether both fit into one column of a kind.
  fileprivate func isStored(with other: Cell) -> Bool {
    switch (self, other) {
    case (.number, .number), (.truth, .truth), (.text, .text): true
    case (.point(let p), .point(let q)): p.count == q.count && p.count > 0
    default: false
    }
  }
}
