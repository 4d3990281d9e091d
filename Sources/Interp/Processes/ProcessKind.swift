import Core
import Recordings
import Syntax

/// A kind of process, declared once: the command that builds it, the file that holds it, the quantities and functions
/// that only it has.
public struct ProcessKind: Sendable {
  public let build: Command
  /// The word behind `build`.
  public var name: String { build.subject ?? build.verb }
  /// The name of a process that is given none.
  let standardName: String
  /// Reads a file of `save`; nil where it holds another kind.
  let read: (@Sendable (_ file: JSONFields, _ session: inout Session) throws -> Experiment.Read?)?
  public let quantities: [Quantity]
  public let functions: [Function]

  init(
    build: Command, standardName: String, quantities: [Quantity] = [], functions: [Function] = [],
    read: (@Sendable (_ file: JSONFields, _ session: inout Session) throws -> Experiment.Read?)? = nil
  ) {
    (self.build, self.standardName, self.read) = (build, standardName, read)
    (self.quantities, self.functions) = (quantities, functions)
  }

  /// A new kind is a line here. Files are tried from the last: the chain's, which says what is wrong with one, is asked
  /// when no other knows it.
  public static let all: [ProcessKind] = [
    Chain.declaration, Network.declaration, Orbit.declaration, Light.declaration, ActionPath.declaration,
    Geodesic.declaration, RecordedProcess.declaration,
  ]
}
