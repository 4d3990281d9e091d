/// The wish that the work under way ends: somebody pressed Ctrl-C, or memory has run out.
///
/// Whoever starts work binds `isAsked`, and everything below that can take more than some milliseconds asks. It is bound
/// to the thread, so that nothing between need hand it on; who gives a part of the work to other threads binds it there
/// as well.
public enum Cancellation {
  private static let wish = Bound<@Sendable () -> Bool>(.cancellation, standard: { false })

  /// Whether the work should end. It costs little more than a call, and may be called from any thread.
  public static var isAsked: @Sendable () -> Bool { wish.value }

  /// Runs the body with another wish.
  public static func bound<T>(to isAsked: @escaping @Sendable () -> Bool, _ body: () throws -> T) rethrows -> T {
    try wish.bind(isAsked, body)
  }

  /// - Throws: `CancellationError` when the work should end.
  public static func check() throws {
    if isAsked() { throw CancellationError() }
  }
}

/// Asks in a loop of short turns, once in so many of them.
public struct Turns {
  @usableFromInline let isAsked: @Sendable () -> Bool
  @usableFromInline let every: Int
  @usableFromInline var left: Int

  /// - Parameter every: how many turns take a millisecond or less.
  public init(every: Int = 1024) {
    isAsked = Cancellation.isAsked
    self.every = every
    left = 0
  }

  /// To be called in every turn.
  ///
  /// - Throws: `CancellationError` when the work should end.
  @inlinable
  public mutating func check() throws {
    if isOver { throw CancellationError() }
  }

  /// The same for who cannot throw, and leaves the loop instead.
  @inlinable
  public var isOver: Bool {
    mutating get {
      left -= 1
      guard left < 0 else { return false }
      // Once over it stays so: the next turn asks again.
      let isOver = isAsked()
      left = isOver ? 0 : every - 1
      return isOver
    }
  }
}

/// f(0), f(1), ..., f(count - 1), asking in between.
///
/// - Parameter every: how many of them take a millisecond or less.
/// - Throws: `CancellationError` when the work should end.
@inlinable
public func patiently<T>(_ count: Int, every: Int = 4096, _ f: (Int) throws -> T) throws -> [T] {
  try [T](unsafeUninitializedCapacity: count) { buffer, made in
    var turns = Turns(every: every)
    while made < count {
      try turns.check()
      (buffer.baseAddress! + made).initialize(to: try f(made))
      made += 1
    }
  }
}

extension Array {
  /// Every element's image, asking in between.
  @inlinable
  public func patientlyMapped<T>(every: Int = 4096, _ f: (Element) throws -> T) throws -> [T] {
    try patiently(count, every: every) { try f(self[$0]) }
  }

  /// Sorted by a strict order, asking in between.
  @inlinable
  public func patientlySorted(by precedes: (Element, Element) throws -> Bool) throws -> [Element] {
    var (sorted, turns) = (self, Turns(every: 1 << 16))
    try sorted.sort {
      try turns.check()
      return try precedes($0, $1)
    }
    return sorted
  }
}
