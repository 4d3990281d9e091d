/// A command as written: its verb, what follows, and the file behind `>`.
public struct CommandCall: Sendable, Equatable {
  public let verb: Name
  public let arguments: [Argument]
  public let redirect: Expression?

  public init(verb: Name, arguments: [Argument], redirect: Expression?) {
    self.verb = verb
    self.arguments = arguments
    self.redirect = redirect
  }
}

public struct Argument: Sendable, Equatable {
  public let kind: Kind
  public let value: Expression

  public init(kind: Kind, value: Expression) {
    self.kind = kind
    self.value = value
  }

  public enum Kind: Sendable, Equatable {
    case positional
    /// name=value
    case option(Name)
    /// until value
    case until(Name)
    /// f(x, y; a, b) = value
    case definition(Signature)
  }

  /// The bare word that may name a command's subject.
  public var subject: String? { if case .positional = kind { value.bareName } else { nil } }
}
