public import Syntax

/// Everything that is known by name, looked up by whoever reads, checks, runs or explains a text.
public final class Language: Sendable {
  public let commands: [Command]
  public let quantities: [Quantity]
  public let functions: [Function]
  public let constants: [Constant]
  /// The words of statements and slices.
  public let words: [StatementWord]
  /// What is told of as a whole.
  public let topics: [Topic]
  /// What reading and printing have to know of all this.
  public let vocabulary: Vocabulary
  private let commandsByVerb: [String: [Command]]
  private let quantitiesByName: [String: Quantity]
  private let functionsByName: [String: Function]
  private let constantsByName: [String: Double]
  /// All words that have a meaning.
  private let taken: Set<String>

  init(
    commands: [Command], quantities: [Quantity], functions: [Function], constants: [Constant], words: [StatementWord],
    topics: [Topic]
  ) {
    self.commands = commands
    self.quantities = quantities
    self.functions = functions
    self.constants = constants
    self.words = words
    self.topics = topics
    commandsByVerb = Dictionary(grouping: commands, by: \.verb)
    quantitiesByName = Dictionary(uniqueKeysWithValues: quantities.map { ($0.name, $0) })
    functionsByName = Dictionary(uniqueKeysWithValues: functions.map { ($0.name, $0) })
    constantsByName = Dictionary(uniqueKeysWithValues: constants.map { ($0.name, $0.value) })
    taken = Set(
      Array(commandsByVerb.keys) + Array(quantitiesByName.keys) + Array(functionsByName.keys)
        + Array(constantsByName.keys) + Parser.keywords + Self.inner)
    vocabulary = Vocabulary(
      verbs: Set(commandsByVerb.keys), quantities: Set(quantitiesByName.keys), functions: Set(functionsByName.keys),
      blockVerbs: Set(commands.filter(\.takesBlock).map(\.verb)))
  }

  public var verbs: Set<String> { vocabulary.verbs }
  public var printer: Printer { Printer(vocabulary) }

  public func commands(verb: String) -> [Command] { commandsByVerb[verb] ?? [] }
  public func quantity(_ name: String) -> Quantity? { quantitiesByName[name] }
  public func function(_ name: String) -> Function? { functionsByName[name] }
  public func constant(_ name: String) -> Double? { constantsByName[name] }
}

extension Language {
  /// What a name already means, if anything: nothing else may bear it.
  ///
  /// - Parameter isProcess: a process may be called as a command is, such as a recording of what a model was trained on: `train`.
  func reserved(_ name: String, isProcess: Bool = false) -> String? {
    guard taken.contains(name) else { return nil }
    if quantity(name) != nil { return "a quantity" }
    if constant(name) != nil { return "a constant" }
    if function(name) != nil { return "a function" }
    if verbs.contains(name), !isProcess { return "a command" }
    return Parser.keywords.contains(name) || Self.inner.contains(name) ? "a word of the language" : nil
  }

  /// Words within statements.
  fileprivate static let inner = [
    "by", "over", "of", "at", "until", "and", "or", "not", "true", "false", "last", "step", "layer", "cluster", "in",
    "ans", "where", "then", "with", "descending", "ascending", "missing", "row",
  ]

  /// Made of numbers, strings, constants and pure functions only.
  func isConstant(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .number, .bool: true
    case .vector(let items), .list(let items): items.allSatisfy(isConstant)
    case .binary(_, let a, let b): isConstant(a) && isConstant(b)
    case .name(let name): constant(name) != nil || name == Value.missingWord
    case .call(let name, let arguments): function(name.text)?.isPure == true && arguments.allSatisfy(isConstant)
    case .slice, .lambda, .apply, .query: false
    default: expression.children.allSatisfy(isConstant)
    }
  }
}
