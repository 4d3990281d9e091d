/// What a store of runs says when it cannot do what was asked.
public struct StoreError: Error, Sendable, CustomStringConvertible {
  public enum Kind: Sendable {
    /// SQLite is not installed.
    case noLibrary
    /// The file cannot be opened, read or written.
    case file
    /// It is no store, or is damaged.
    case notAStore
    /// It was written by a later version of nsh.
    case newer
    /// There is no sweep of the name.
    case noSweep
    /// A sweep of the name has another script, other parameters or other results.
    case changed
  }

  public let kind: Kind
  public let message: String
  public let help: String?

  public init(_ kind: Kind, _ message: String, help: String? = nil) {
    (self.kind, self.message, self.help) = (kind, message, help)
  }

  public var description: String { message }
}
