import Syntax

/// A command as written, matched to its declaration: which expression belongs to which parameter. Names and counts are
/// checked here, values later.
struct BoundCommand: Sendable {
  let command: Command
  let arguments: [(parameter: Parameter, value: Expression)]
  let until: Expression?
  let file: Expression?
  /// `NAME = expression`, for a command that defines a name by a formula.
  let formula: (name: Name, expression: Expression)?
  /// The same with variables and parameters.
  let definition: (signature: Signature, body: Expression)?

  /// - Throws: `[Diagnostic]`: everything that is wrong with verb, subject, option names and counts.
  init(_ call: CommandCall, in language: Language, span: Span) throws(Diagnostics) {
    var rest = call.arguments[...]
    let candidates = language.commands(verb: call.verb.text)
    guard !candidates.isEmpty else { throw Diagnostics([Self.unknownVerb(call.verb, language)]) }
    if let word = rest.first?.subject, let match = candidates.first(where: { $0.answers(to: word) }) {
      command = match
      rest = rest.dropFirst()
    } else if let match = candidates.first(where: { $0.subject == nil }) {
      command = match
    } else {
      throw Diagnostics([Self.unknownSubject(call, candidates, span)])
    }
    var errors: [Diagnostic] = []
    var bound: [(parameter: Parameter, value: Expression)] = []
    var until: Expression?
    var formula: (name: Name, expression: Expression)?
    var definition: (signature: Signature, body: Expression)?
    var positions = command.parameters.filter(\.isPositional)[...]
    for argument in rest {
      switch argument.kind {
      case .until(let word):
        if command.until == nil {
          errors.append(Diagnostic("no-until", "`\(command.name)` takes no `until`", at: word.span))
        }
        until = argument.value
      case .definition(let signature):
        if command.signature != nil, definition == nil {
          definition = (signature, argument.value)
        } else {
          errors.append(
            Diagnostic(
              "too-many", "`\(command.name)` defines no formula with variables", at: signature.name.span,
              label: command.takesFormula ? "write \(command.name) \(signature.name.text) = ..." : nil,
              help: "help \(command.name)"))
        }
      case .option(let name):
        if let form = command.signature, command.parameter(named: name.text) == nil, definition == nil {
          errors.append(
            Diagnostic(
              "missing-argument", "`\(command.name)` needs the variables of its formula", at: name.span,
              label: "write \(name.text)\(form.example) = ...", help: "help \(command.name)"))
          continue
        }
        if command.takesFormula, formula == nil {
          formula = (name, argument.value)
          continue
        }
        guard let parameter = command.parameter(named: name.text) ?? (command.takesMore(call) ? .more(name.text) : nil)
        else {
          errors.append(Self.unknownOption(name, command))
          continue
        }
        if bound.contains(where: { $0.parameter.name == name.text }) {
          errors.append(Diagnostic("twice", "`\(name.text)` is given twice", at: name.span))
        }
        bound.append((parameter, argument.value))
      case .positional:
        guard let parameter = positions.first else {
          let mayBeSubject = command.subject == nil && candidates.count > 1 && argument.subject != nil
          if mayBeSubject { throw Diagnostics([Self.unknownSubject(call, candidates, span)]) }
          errors.append(Self.tooMany(argument.value, command))
          continue
        }
        if !parameter.kind.isRepeated { positions = positions.dropFirst() }
        bound.append((parameter, argument.value))
      }
    }
    let command = command
    for parameter in command.parameters
    where parameter.isRequired && !bound.contains(where: { $0.parameter.name == parameter.name }) {
      // Among options that only the run knows may be one that was meant to be this.
      if let meant = Self.options(rest).first(where: {
        command.parameter(named: $0.text) == nil && Suggestion.nearest($0.text, among: [parameter.name]) != nil
      }) {
        errors.append(Self.unknownOption(meant, command))
        continue
      }
      errors.append(
        Diagnostic(
          "missing-argument", "`\(command.name)` needs \(parameter.kind.title): \(parameter.summary)", at: span,
          help: "help \(command.name)"))
    }
    if let file = call.redirect, !command.takesFile {
      errors.append(Diagnostic("no-file", "`\(command.name)` writes nothing to a file", at: file.span))
    }
    if command.takesFormula, formula == nil, errors.isEmpty {
      errors.append(
        Diagnostic(
          "missing-argument", "`\(command.name)` needs a name and its formula: \(command.usage)", at: span,
          help: "help \(command.name)"))
    }
    if command.signature != nil, definition == nil, errors.isEmpty {
      errors.append(
        Diagnostic(
          "missing-argument", "`\(command.name)` needs a formula: \(command.usage)", at: span,
          help: "help \(command.name)"))
    }
    guard errors.isEmpty else { throw Diagnostics(errors) }
    self.formula = formula
    self.definition = definition
    arguments = bound
    self.until = until
    file = call.redirect
  }

  private static func options(_ arguments: ArraySlice<Argument>) -> [Name] {
    arguments.compactMap { if case .option(let name) = $0.kind { name } else { nil } }
  }

  private static func unknownVerb(_ verb: Name, _ language: Language) -> Diagnostic {
    let near = Suggestion.phrase(verb.text, among: language.verbs.sorted() + Parser.keywords)
    return Diagnostic(
      "unknown-command", "there is no command `\(verb.text)`", at: verb.span, label: near,
      help: near == nil ? "help" : nil)
  }

  private static func unknownSubject(_ call: CommandCall, _ candidates: [Command], _ span: Span) -> Diagnostic {
    let subjects = candidates.compactMap(\.subject)
    guard let first = call.arguments.first, case .positional = first.kind else {
      return Diagnostic(
        "missing-subject", "`\(call.verb.text)` needs a subject: \(subjects.joined(separator: ", "))",
        at: call.verb.span,
        help: "help \(call.verb.text)")
    }
    let word = first.subject ?? first.value.span.text
    return Diagnostic(
      "unknown-subject", "`\(call.verb.text)` does not know `\(word)`", at: first.value.span,
      label: Suggestion.phrase(word, among: subjects) ?? "it knows " + subjects.joined(separator: ", "))
  }

  private static func unknownOption(_ name: Name, _ command: Command) -> Diagnostic {
    Diagnostic(
      "unknown-option", "`\(command.name)` has no option `\(name.text)`", at: name.span,
      label: Suggestion.phrase(name.text, among: command.parameters.map(\.name)), help: "help \(command.name)")
  }

  private static func tooMany(_ value: Expression, _ command: Command) -> Diagnostic {
    if command.takesFormula || command.signature != nil {
      return Diagnostic(
        "missing-argument", "`\(command.name)` needs a name and its formula", at: value.span,
        label: "write \(command.name) \(value.span.text) = ...")
    }
    let options = command.parameters.filter { !$0.isPositional }.map(\.name)
    let near = value.bareName.flatMap { Suggestion.nearest($0, among: options) ?? (options.contains($0) ? $0 : nil) }
    return Diagnostic(
      "too-many", "`\(command.name)` does not know what to do with this", at: value.span,
      label: near.map { "did you mean `\($0)=...`?" }, help: "help \(command.name)")
  }
}

/// Several errors at once.
struct Diagnostics: Error {
  let list: [Diagnostic]
  init(_ list: [Diagnostic]) { self.list = list }
}
