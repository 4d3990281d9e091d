/// What an error is, whatever its message says of the case: programs read its name, and `help CODE` and docs/errors.md
/// tell the rest. Each is declared once, in the target where it first occurs. A class, since its identity is all that
/// matters, and so that an error takes little room on the stack of deep calls.
public final class ErrorCode: Sendable {
  /// unknown-option
  public let name: String
  public let meaning: String
  public let remedy: String
  /// A script that has it; nil where no short one can.
  public let example: String?

  public init(_ name: String, _ meaning: String, remedy: String, example: String? = nil) {
    (self.name, self.meaning, self.remedy, self.example) = (name, meaning, remedy, example)
  }
}

extension ErrorCode: Hashable, CustomStringConvertible {
  public static func == (a: ErrorCode, b: ErrorCode) -> Bool { a === b }
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
  public var description: String { name }
}
