import Core
import Limits
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
    guard entries.contains(where: { $0.inner != nil }) else { return }
    var nesting = Nesting()
    guard try nesting.depth(of: entries) <= deepestNesting else {
      throw EngineError(
        .tooDeep, "lists would lie within each other more than \(deepestNesting) deep",
        help: "to put entries behind those of a list, write xs + [x]")
    }
  }

  /// The values within.
  fileprivate var inner: [Value]? {
    switch self {
    case .list(let items): items
    case .record(let fields): fields.values
    case .function(let definition): (definition.captured as? Surroundings)?.values
    default: nil
    }
  }

  /// Calls the body with this value and all that lie within it, the entries of each list once, however often it is shared:
  /// the time is that of what is stored, not of what would be printed.
  ///
  /// - Throws: `CancellationError`; what the body throws.
  func forEachWithin(_ body: (Value) throws -> Void) throws {
    var (seen, open, turns) = (Set<UnsafePointer<Value>>(), [[self]], Turns(every: 1024))
    while let list = open.popLast() {
      for value in list {
        try turns.check()
        try body(value)
        if let inner = value.inner, let place = inner.place, seen.insert(place).inserted { open.append(inner) }
      }
    }
  }
}

/// How many lists lie within each other. Each that holds others is looked through once, however often it is shared.
private struct Nesting {
  private var depths: [UnsafePointer<Value>: Int] = [:]
  private var turns = Turns(every: 1024)

  /// Of a list of entries, itself among them. What lies within has been made before, and is no deeper than may be.
  mutating func depth(of entries: [Value]) throws -> Int {
    var deepest = 0
    for value in entries {
      try turns.check()
      guard let inner = value.inner, let place = inner.place else { continue }
      // Short lists of numbers are by far the most: they are not worth a note.
      if inner.count <= 8, inner.allSatisfy({ $0.inner == nil }) {
        deepest = max(deepest, 1)
        continue
      }
      let depth = try depths[place] ?? depth(of: inner)
      depths[place] = depth
      deepest = max(deepest, depth)
    }
    return deepest + 1
  }
}

extension [Value] {
  /// Where its entries lie; nil where there are none.
  fileprivate var place: UnsafePointer<Value>? { withUnsafeBufferPointer { isEmpty ? nil : $0.baseAddress } }
}

/// The values that a function without a name took along, in a fixed order.
struct Surroundings: Captured {
  let names: [String]
  let values: [Value]
}
