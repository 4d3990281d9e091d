import Core

/// The variables of the functions that are being called, innermost last.
struct Scope {
  /// The calls that have variables here. Compiled code keeps its own in registers until somebody asks.
  private var frames: [Frame] = []
  /// The depth of the last of them.
  private var filled = 0
  /// How many calls are within each other.
  private(set) var depth = 0
  private var stack = StackGuard()

  private struct Frame {
    let depth: Int
    var variables: [String: Value]
  }

  static let deepestCall = 1000

  /// As many calls are within each other as may be.
  @inline(__always)
  var isFull: Bool { depth >= Self.deepestCall }

  /// Whether one more call fits on the present thread's stack.
  var hasRoom: Bool { !isFull && stack.hasRoom }

  /// Tables whose columns are names now, innermost last.
  var rows: [RowScope] = []

  /// A column of a table that is asked, or a variable of the innermost call.
  func variable(_ name: String) -> Value? {
    for row in rows.reversed() {
      guard row.depth == depth else { break }
      if let value = row.value(name) { return value }
    }
    return filled == depth ? frames.last?.variables[name] : nil
  }

  /// Those of the innermost call.
  var variables: [String: Value] { filled == depth ? frames.last?.variables ?? [:] : [:] }

  /// Gives a variable of the innermost call its value; false where nothing is being called.
  mutating func assign(_ name: String, _ value: Value) -> Bool {
    guard depth > 0 else { return false }
    fill()
    frames[frames.count - 1].variables[name] = value
    return true
  }

  /// A call begins, which has no variables yet.
  @inline(__always)
  mutating func enter() { depth += 1 }

  /// Back from the innermost call.
  @inline(__always)
  mutating func leave() {
    if filled == depth { empty() }
    depth -= 1
  }

  /// Back to where so many calls were within each other.
  mutating func leave(to depth: Int) { while self.depth > depth { leave() } }

  /// The innermost call's variables, anew.
  mutating func replace(_ variables: [String: Value]) {
    fill()
    frames[frames.count - 1].variables = variables
  }

  private mutating func fill() {
    guard filled < depth else { return }
    frames.append(Frame(depth: depth, variables: [:]))
    filled = depth
  }

  private mutating func empty() {
    frames.removeLast()
    filled = frames.last?.depth ?? 0
  }

  /// Quantities by a formula that are being computed, innermost last.
  private var asked: [String] = []

  /// - Throws: `EngineError` for a quantity whose formula asks for itself, by whatever way.
  mutating func ask(_ quantity: String) throws {
    guard !asked.contains(quantity) else {
      throw EngineError(.tooDeep, "`\(quantity)` is made of itself", help: "give the new quantity a name of its own")
    }
    guard asked.count < Self.deepestQuantity, stack.hasRoom else {
      throw EngineError(
        .tooDeep, "`\(quantity)` is asked for too deeply: \(asked.count) quantities are made of each other")
    }
    asked.append(quantity)
  }

  private static let deepestQuantity = 50

  /// The stack that is left counts from here.
  mutating func begin(stack size: Int?) { stack = StackGuard(size: size) }

  /// The same on a further stack, until `end`; what it gives is handed back then.
  mutating func beginFurther() -> StackGuard {
    defer { stack = StackGuard(size: FurtherStack.bytes) }
    return stack
  }

  mutating func endFurther(_ stack: StackGuard) { self.stack = stack }
}
