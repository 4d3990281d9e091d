/// What the engine says when it cannot do what was asked. It knows no source text: whoever called adds the place.
public struct EngineError: Error, Equatable, Sendable, CustomStringConvertible {
  public let message: String
  /// What the caller could do instead.
  public var help: String?
  /// The name of the argument that was refused, where there is one.
  public var about: String?

  public init(_ message: String, about: String? = nil, help: String? = nil) {
    self.message = message
    self.about = about
    self.help = help
  }

  public var description: String { message }
}
