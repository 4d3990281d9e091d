/// Symmetries of a formula that were tried at many states and found at all of them, but not proved.
public struct Trial: Sendable, Equatable {
  public let names: [String]
  public let states: Int

  public init(names: [String], states: Int) { (self.names, self.states) = (names, states) }

  /// "rotation was tried at 1000 states, not proved"
  public var text: String {
    "\(names.joined(separator: ", ")) \(names.count == 1 ? "was" : "were") tried at \(states) states, not proved"
  }
}
