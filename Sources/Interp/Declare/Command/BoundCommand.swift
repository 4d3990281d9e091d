import Syntax

/// A command as written, matched to its declaration: which expression belongs to which parameter. Names and counts are
/// checked here, values later.
struct BoundCommand: Sendable {
  let command: Command
  /// The subject as it was written: perhaps a synonym.
  let subject: String?
  let arguments: [(parameter: Parameter, value: Expression)]
  /// of deep
  let process: Expression?
  let until: Expression?
  let file: Expression?
  /// `NAME = expression`, for a command that defines a name by a formula.
  let formula: (name: Name, expression: Expression)?
  /// The same with variables and parameters.
  let definition: (signature: Signature, body: Expression)?

  /// - Throws: `[Diagnostic]`: everything that is wrong with verb, subject, option names and counts.
  init(_ call: CommandCall, in language: Language, span: Span) throws(Diagnostics) {
    let candidates = language.commands(verb: call.verb.text)
    guard !candidates.isEmpty else { throw Diagnostics([Self.unknownVerb(call.verb, language)]) }
    var rest = Self.parted(call.arguments, candidates)[...]
    var subject: String?
    if let word = rest.first?.subject, let match = candidates.first(where: { $0.answers(to: word) }) {
      (command, subject) = (match, word)
      rest = rest.dropFirst()
    } else if let match = candidates.first(where: { $0.subject == nil }) {
      command = match
    } else {
      throw Diagnostics([Self.unknownSubject(call, candidates, span)])
    }
    var binder = Binder(command, call, candidates, span)
    for argument in rest { try binder.bind(argument) }
    binder.finish(rest)
    guard binder.errors.isEmpty else { throw Diagnostics(binder.errors) }
    self.subject = subject
    arguments = binder.arguments
    process = binder.process
    until = binder.until
    formula = binder.formula
    definition = binder.definition
    file = call.redirect
  }

  /// `plot interactions by kind`, `plot path of deep`: what stands behind the subject is the command's, and no slice of a
  /// quantity.
  private static func parted(_ arguments: [Argument], _ candidates: [Command]) -> [Argument] {
    guard let first = arguments.first, first.isPositional, case .slice = first.value.kind else { return arguments }
    var (word, behind) = (first.value, [Argument]())
    while case .slice(let value, let slice) = word.kind {
      let name: Name
      switch slice {
      case .by(let labels): name = labels
      case .of(let process): name = process
      default: return arguments
      }
      let named = Expression(kind: .name(name.text), span: name.span)
      let clause: Argument.Kind =
        if case .of = slice { .of(Name(text: "of", span: name.span)) } else {
          .option(Name(text: "by", span: name.span))
        }
      behind.insert(Argument(kind: clause, value: named), at: 0)
      word = value
    }
    guard !behind.isEmpty, let subject = word.bareName,
      let match = candidates.first(where: { $0.answers(to: subject) }),
      match.parameter(named: "by") != nil || behind.allSatisfy({ $0.isOwner })
    else { return arguments }
    return [Argument(kind: .positional, value: word)] + behind + arguments.dropFirst()
  }

  private static func unknownVerb(_ verb: Name, _ language: Language) -> Diagnostic {
    let near = Suggestion.phrase(verb.text, among: language.verbs.sorted() + Parser.keywords, beginning: 1)
    return Diagnostic(
      .unknownCommand, "there is no command `\(verb.text)`", at: verb.span, label: near,
      help: near == nil ? "help" : nil)
  }

  static func unknownSubject(_ call: CommandCall, _ candidates: [Command], _ span: Span) -> Diagnostic {
    let subjects = candidates.compactMap(\.subject)
    guard let first = call.arguments.first, case .positional = first.kind else {
      return Diagnostic(
        .missingSubject, "`\(call.verb.text)` needs a subject: \(subjects.joined(separator: ", "))",
        at: call.verb.span,
        help: "help \(call.verb.text)")
    }
    let word = first.subject ?? first.value.span.text
    return Diagnostic(
      .unknownSubject, "`\(call.verb.text)` does not know `\(word)`", at: first.value.span,
      label: Suggestion.phrase(word, among: subjects) ?? "it knows " + subjects.joined(separator: ", "))
  }
}

/// Several errors at once.
struct Diagnostics: Error {
  let list: [Diagnostic]
  init(_ list: [Diagnostic]) { self.list = list }
}
