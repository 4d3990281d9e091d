import Core
import Syntax

/// How deeply lists, records and the functions that hold them may lie within each other. What goes through a list goes
/// through those within it, on the stack: to print, to compare, to add up, and in the end to let go of the memory. So the
/// bound is kept where one is made.
extension Value {
  static let deepestNesting = 1000

  /// A list of entries that may be lists.
  ///
  /// - Throws: `EngineError` when lists would lie within each other too deeply.
  static func nest(_ entries: [Value]) throws -> Value {
    try checkNesting(entries)
    return .list(entries)
  }

  /// - Throws: `EngineError` where what is made of these values would be too deep.
  static func checkNesting(_ entries: [Value]) throws {
    guard nesting(of: entries) <= deepestNesting else {
      throw EngineError(
        .tooDeep, "lists would lie within each other more than \(deepestNesting) deep",
        help: "to put entries behind those of a list, write xs + [x]")
    }
  }

  /// How many lists lie within each other, this one among them; no more than one beyond the bound are counted. It goes
  /// level by level, each list of a level once, however often it is shared: the time is that of what is stored, not of
  /// what would be printed.
  private static func nesting(of entries: [Value]) -> Int {
    var (level, depth) = ([entries], 0)
    while !level.isEmpty, depth <= deepestNesting {
      depth += 1
      var next: [[Value]] = []
      for list in level { for value in list { if let inner = value.inner, !inner.isEmpty { next.append(inner) } } }
      level = next.count > 1 ? distinct(next) : next
    }
    return depth
  }

  /// The values within.
  private var inner: [Value]? {
    switch self {
    case .list(let items): items
    case .record(let fields): fields.values
    case .function(let definition): (definition.captured as? Surroundings)?.values
    default: nil
    }
  }

  /// Each storage once.
  private static func distinct(_ lists: [[Value]]) -> [[Value]] {
    var seen = Set<UnsafePointer<Value>>()
    return lists.filter { list in
      list.withUnsafeBufferPointer { $0.baseAddress.map { seen.insert($0).inserted } ?? false }
    }
  }
}

/// The values that a function without a name took along, in a fixed order.
struct Surroundings: Captured {
  let names: [String]
  let values: [Value]
}
