import Limits

/// Elements one by one, for a list whose length is not known beforehand: it asks whether the work should end, and
/// before it grows whether there is room.
public struct Gathering<Element> {
  public private(set) var elements: [Element] = []
  private var turns: Turns
  private let what: String

  /// - Parameters:
  ///   - what: what they are, for the error: "numbers in a list".
  ///   - count: for how many there is room at once.
  ///   - every: how many are made in a millisecond or less.
  public init(_ what: String, room count: Int = 0, every: Int = 1024) {
    self.what = what
    elements.reserveCapacity(count)
    turns = Turns(every: every)
  }

  /// - Throws: `EngineError` where twice as many would not fit; `CancellationError`.
  @inline(__always)
  public mutating func append(_ element: Element) throws {
    try turns.check()
    if elements.count == elements.capacity { try grow() }
    elements.append(element)
  }

  /// Asks, where nothing comes of a turn.
  public mutating func check() throws { try turns.check() }

  private mutating func grow() throws {
    let next = max(16, 2 * elements.count)
    try MemoryLimit.present.require(Double(next) * Double(MemoryLayout<Element>.stride), for: what)
    elements.reserveCapacity(next)
  }
}
