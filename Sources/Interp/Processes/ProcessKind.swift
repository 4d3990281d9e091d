public import Core
import Syntax

/// A kind of process, declared once: the command that builds it, the file that holds it, the quantities and functions
/// that only it has, and what can be done with it in place of what cannot.
public struct ProcessKind: Sendable {
  public let build: Command
  /// The name of a process that is given none.
  let standardName: String
  /// Reads a file of `save`; nil where it holds another kind.
  let read: (@Sendable (_ bytes: [UInt8], _ session: inout Session) throws -> Experiment.Read?)?
  public let quantities: [Quantity]
  public let functions: [Function]
  /// By what is missing, lines that work.
  private let advice: [Ability: String]
  private let usual: String

  /// - Parameter usual: a line that works with every process of the kind.
  init(
    build: Command, standardName: String, quantities: [Quantity] = [], functions: [Function] = [], usual: String,
    advice: [Ability: String] = [:],
    read: (@Sendable (_ bytes: [UInt8], _ session: inout Session) throws -> Experiment.Read?)? = nil
  ) {
    (self.build, self.standardName, self.read) = (build, standardName, read)
    (self.quantities, self.functions, self.usual, self.advice) = (quantities, functions, usual, advice)
  }

  /// What to do in place of what is missing.
  func advice(lacking ability: Ability) -> String { advice[ability] ?? usual }

  /// A new kind is a line here. Files are tried from the last: the chain's, which says what is wrong with one, is asked
  /// when no other knows it.
  public static let all: [ProcessKind] = [
    Chain.declaration, Network.declaration, Orbit.declaration, Light.declaration, ActionPath.declaration,
  ]
}

/// What processes of some kinds can do.
enum Ability: Sendable {
  case training, trained, layers, planeMap, energy, file, interaction, plane, charges, own
}

extension Experiment {
  /// The process as one that can do something.
  ///
  /// - Parameter lack: what is said of a process that cannot, behind its kind: "is not trained".
  /// - Throws: `EngineError` that names this kind, what it lacks, and what to do with it instead.
  func asked<T>(for ability: Ability, as type: T.Type = T.self, else lack: String) throws(EngineError) -> T {
    if let able = form as? T { return able }
    throw refusal(ability, lack)
  }

  func refusal(_ ability: Ability, _ lack: String) -> EngineError {
    EngineError("\(form.kind) \(lack)", help: Swift.type(of: form).declaration.advice(lacking: ability))
  }

  /// - Throws: `EngineError` where nothing can be trained.
  func trainable() throws(EngineError) -> any Trainable {
    try asked(for: .training, else: "is not trained: it has no parameters")
  }

  /// - Throws: `EngineError` where there are no layers with parameters.
  func layered() throws(EngineError) -> any Layered {
    try asked(for: .layers, else: "has no layers with parameters")
  }
}
