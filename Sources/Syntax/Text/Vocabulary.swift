/// The words that a language's declarations bring: all that reading, printing and colouring need to know of them.
public struct Vocabulary: Sendable {
  /// Words that begin a command.
  public let verbs: Set<String>
  public let quantities: Set<String>
  public let functions: Set<String>
  /// Verbs behind whose arguments a script may stand in braces.
  public let blockVerbs: Set<String>

  public init(
    verbs: Set<String> = [], quantities: Set<String> = [], functions: Set<String> = [], blockVerbs: Set<String> = []
  ) {
    self.blockVerbs = blockVerbs
    self.verbs = verbs
    self.quantities = quantities
    self.functions = functions
  }
}
