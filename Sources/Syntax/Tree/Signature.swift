/// What stands before the `=` of a formula: wave(x, y; c: centre, a = 1).
public struct Signature: Sendable, Equatable {
  public let name: Name
  public let variables: [Variable]
  public let parameters: [Declaration]

  public init(name: Name, variables: [Variable], parameters: [Declaration]) {
    self.name = name
    self.variables = variables
    self.parameters = parameters
  }

  /// A number, or what its kind says: `a: point`.
  public struct Variable: Sendable, Equatable {
    public let name: Name
    public let kind: Name?
    public var text: String { name.text }
  }

  public struct Declaration: Sendable, Equatable {
    public let name: Name
    public let role: Name?
    public let rest: Expression?

    public init(name: Name, role: Name?, rest: Expression?) {
      self.name = name
      self.role = role
      self.rest = rest
    }
  }
}
