/// A number that has a name.
public struct Constant: Sendable {
  public let name: String
  public let value: Double
  public let summary: String
}
