public import Syntax

/// A command, declared once: from this come its help, its completion, its page and its tests. A class, since each call is
/// kept beside its command.
public final class Command: Sendable {
  public let verb: String
  /// The word after the verb; nil for a command that has none.
  public let subject: String?
  /// Another word for the subject, which scripts may use as well.
  public let synonym: String?
  public let summary: String
  /// More sentences for the help.
  public let details: [String]
  public let parameters: [Parameter]
  /// Those that are given without a name, in order.
  let positional: [Parameter]
  /// What may be asked for in `until`, if anything.
  public let until: String?
  public var takesFile: Bool { file != nil }
  /// What the file behind `>` may end in; nil where none is written.
  let file: Endings?
  /// NAME = expression stands for its options.
  public let takesFormula: Bool
  /// NAME(x, y; a) = expression stands first: a formula with its variables, in this form.
  public let signature: Signature.Form?
  /// Whether options that it does not name may follow, as a call tells: the parameters of a family of one's own.
  let takesMore: @Sendable (CommandCall) -> Bool
  /// Whether a script of its own may stand behind it in braces.
  let takesBlock: Bool
  /// Whether it asks the present process, and so another one by `of NAME`.
  public let asksProcess: Bool
  /// The names that are known behind it.
  let brings: Names
  /// Of the dialogue itself, nothing that a script made of it should repeat.
  public let isAboutTheDialogue: Bool
  /// What several ranks of a run by MPI have of it.
  public let ranks: RankUse?
  /// Other words for what it does, for `apropos`.
  public let also: [String]
  public let examples: [Example]
  let validate: @Sendable (Call) throws -> Void
  let run: @Sendable (Call, inout Session) throws -> Void

  /// Names that a command brings without being given them, for the check of a script before it runs.
  struct Names: Sendable {
    /// Of the process, where it is given none.
    var process: String?
    /// Clusters called by this word and a number; how many is known when it runs.
    var clusters: String?
    /// Any, such as the classes of data.
    var isOpen = false
  }

  public var name: String { subject.map { "\(verb) \($0)" } ?? verb }

  init(
    _ verb: String, _ subject: String? = nil, or synonym: String? = nil, _ summary: String, details: [String] = [],
    _ options: [any AnyOption],
    until: String? = nil, file: Endings? = nil, takesFormula: Bool = false, signature: Signature.Form? = nil,
    takesMore: @escaping @Sendable (CommandCall) -> Bool = { _ in false }, takesBlock: Bool = false,
    asksProcess: Bool = false,
    brings: Names = Names(), isAboutTheDialogue: Bool = false, ranks: RankUse? = nil, also: [String] = [],
    examples: [Example],
    run: @escaping @Sendable (Call, inout Session) throws -> Void
  ) {
    self.verb = verb
    self.subject = subject
    self.synonym = synonym
    self.summary = summary
    self.details = details
    let parameters = options.map(\.parameter)
    self.parameters = parameters
    positional = parameters.filter(\.isPositional)
    self.until = until
    self.file = file
    self.takesFormula = takesFormula
    self.signature = signature
    self.takesMore = takesMore
    self.takesBlock = takesBlock
    self.asksProcess = asksProcess
    self.brings = brings
    self.isAboutTheDialogue = isAboutTheDialogue
    self.ranks = ranks
    self.also = also
    self.examples = examples
    self.run = run
    validate = { call in
      // A few short names: to compare them costs less than to look each option up.
      let given = Array(call.arguments.keys)
      for i in options.indices where given.contains(parameters[i].name) { try options[i].validate(in: call) }
    }
  }

  private init(_ other: Command, writing file: Endings) {
    (verb, subject, synonym) = (other.verb, other.subject, other.synonym)
    (summary, details, also, examples) = (other.summary, other.details, other.also, other.examples)
    (parameters, positional, until) = (other.parameters, other.positional, other.until)
    (takesFormula, signature, takesBlock) = (other.takesFormula, other.signature, other.takesBlock)
    (takesMore, asksProcess, brings) = (other.takesMore, other.asksProcess, other.brings)
    (isAboutTheDialogue, ranks, validate, run) = (
      other.isAboutTheDialogue, other.ranks, other.validate, other.run
    )
    self.file = file
  }

  /// The same, what it shows going into a file behind `>`, where it writes none itself.
  func writing(_ endings: Endings) -> Command {
    file == nil ? Command(self, writing: endings) : self
  }

  /// Whether the word is its subject.
  func answers(to word: String) -> Bool { subject == word || synonym == word }

  /// What stands behind `of`.
  static let process = Parameter(
    name: "of", kind: .process, isPositional: false, isRequired: false, standard: nil,
    summary: "another process than the present one")

  public func parameter(named name: String) -> Parameter? { parameters.first { $0.name == name } }

  /// How it is written: `define cluster NAME [n=20] ...`.
  public var usage: String {
    var parts = [name]
    for p in parameters {
      let word = p.isPositional ? p.name.uppercased() : "\(p.name)=\(p.standard ?? "...")"
      parts.append(p.isRequired ? word : "[\(word)]")
    }
    if takesFormula { parts.append("NAME = FORMULA") }
    if let signature { parts.insert(signature.usage, at: 1) }
    if takesBlock { parts.append("[{ SCRIPT }]") }
    if asksProcess { parts.append("[of PROCESS]") }
    if let until { parts.append("[until \(until)]") }
    if takesFile { parts.append("[> \"FILE\"]") }
    return parts.joined(separator: " ")
  }
}
