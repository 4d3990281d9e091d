/// The variables of the functions that are being called, innermost last.
struct Scope {
  private var frames: [[String: Value]] = []
  private var stack = StackGuard()

  static let deepestCall = 1000

  /// How many calls are within each other.
  var depth: Int { frames.count }

  /// Whether one more call fits.
  var hasRoom: Bool { frames.count < Self.deepestCall && stack.hasRoom }

  /// Tables whose columns are names now, innermost last.
  var rows: [RowScope] = []

  /// A column of a table that is asked, or a variable of the innermost call.
  func variable(_ name: String) -> Value? {
    for row in rows.reversed() {
      guard row.depth == frames.count else { break }
      if let value = row.value(name) { return value }
    }
    return frames.last?[name]
  }

  /// Those of the innermost call.
  var variables: [String: Value] { frames.last ?? [:] }

  /// Gives a variable of the innermost call its value; false where nothing is being called.
  mutating func assign(_ name: String, _ value: Value) -> Bool {
    guard !frames.isEmpty else { return false }
    frames[frames.count - 1][name] = value
    return true
  }

  mutating func enter(_ variables: [String: Value]) { frames.append(variables) }

  /// Back from the innermost call.
  mutating func leave() { frames.removeLast() }

  /// Back to where so many calls were within each other.
  mutating func leave(to depth: Int) { frames.removeLast(frames.count - depth) }

  /// The innermost call's variables, anew.
  mutating func replace(_ variables: [String: Value]) { frames[frames.count - 1] = variables }

  /// The stack that is left counts from here.
  mutating func begin(stack size: Int?) { stack = StackGuard(size: size) }
}
