/// What the engine says when it cannot do what was asked. It knows no source text: whoever called adds the place.
public struct EngineError: Error, Equatable, Sendable, CustomStringConvertible {
  public let message: String
  /// What the caller could do instead.
  public var help: String?

  public init(_ message: String, help: String? = nil) {
    self.message = message
    self.help = help
  }

  public var description: String { message }
}
