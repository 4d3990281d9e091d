import Syntax

/// Takes a command's arguments one by one and finds the parameters that they belong to.
struct Binder {
  private let command: Command
  private let call: CommandCall
  /// All commands of the verb.
  private let candidates: [Command]
  private let span: Span
  /// The positional parameters that wait for a value.
  private var positions: ArraySlice<Parameter>
  /// How many positional arguments are still to come.
  private var left: Int
  private(set) var arguments: [(parameter: Parameter, value: Expression)] = []
  private(set) var until: Expression?
  private(set) var process: Expression?
  private(set) var formula: (name: Name, expression: Expression)?
  private(set) var definition: (signature: Signature, body: Expression)?
  private(set) var errors: [Diagnostic] = []

  init(_ command: Command, _ call: CommandCall, _ candidates: [Command], _ span: Span) {
    (self.command, self.call, self.candidates, self.span) = (command, call, candidates, span)
    positions = command.positional[...]
    let given = call.arguments.count(where: \.isPositional)
    let first = command.subject == nil ? nil : call.arguments.first(where: \.isPositional)
    left = given - (first?.subject != nil ? 1 : 0)
    arguments.reserveCapacity(call.arguments.count)
  }

  /// - Throws: the one error that stands for all where the command itself was not meant.
  mutating func bind(_ argument: Argument) throws(Diagnostics) {
    switch argument.kind {
    case .until(let word): bind(until: argument.value, word)
    case .definition(let signature): bind(definition: argument.value, signature)
    case .of(let word):
      let isBare = argument.value.bareName == word.text
      if let words = positions.first, words.kind == .words {
        arguments.append((words, Expression(kind: .name(word.text), span: word.span)))
        if !isBare { arguments.append((words, argument.value)) }
      } else if isBare {
        errors.append(Diagnostic(.syntax, "a process is expected behind `of`", at: word.span))
      } else {
        bind(process: argument.value, word)
      }
    case .option(let name): bind(option: argument.value, name)
    case .positional: try bind(positional: argument)
    }
  }

  private mutating func bind(until value: Expression, _ word: Name) {
    if command.until == nil {
      errors.append(Diagnostic(.noUntil, "`\(command.name)` takes no `until`", at: word.span))
    }
    until = value
  }

  private mutating func bind(process value: Expression, _ word: Name) {
    if !command.asksProcess {
      errors.append(
        Diagnostic(
          .noOwner, "`\(command.name)` asks no process, so that it takes no `of`", at: word.span.to(value.span),
          help: "help \(command.name)"))
    } else if process != nil {
      errors.append(Diagnostic(.twice, "`of` is given twice", at: word.span.to(value.span)))
    }
    process = value
  }

  /// The value of a parameter that takes no quantity: an `of` at its end is the command's.
  private mutating func released(_ value: Expression, _ parameter: Parameter) -> Expression {
    guard !parameter.kind.mayHoldQuantities, let (rest, owner) = value.releasingOwner else { return value }
    bind(process: Expression(kind: .name(owner.text), span: owner.span), Name(text: "of", span: owner.span))
    return rest
  }

  private mutating func bind(definition body: Expression, _ signature: Signature) {
    if command.signature != nil, definition == nil {
      definition = (signature, body)
      return
    }
    errors.append(
      Diagnostic(
        .tooMany, "`\(command.name)` defines no formula with variables", at: signature.name.span,
        label: command.takesFormula ? "write \(command.name) \(signature.name.text) = ..." : nil,
        help: "help \(command.name)"))
  }

  private mutating func bind(option value: Expression, _ name: Name) {
    let declared = command.parameter(named: name.text)
    if let form = command.signature, declared == nil, definition == nil {
      errors.append(
        Diagnostic(
          .missingArgument, "`\(command.name)` needs the variables of its formula", at: name.span,
          label: "write \(name.text)\(form.example) = ...", help: "help \(command.name)"))
      return
    }
    if command.takesFormula, formula == nil {
      formula = (name, value)
      return
    }
    guard let parameter = declared ?? (command.takesMore(call) ? .more(name.text) : nil) else {
      errors.append(Self.unknownOption(name, command))
      return
    }
    if isGiven(name.text) { errors.append(Diagnostic(.twice, "`\(name.text)` is given twice", at: name.span)) }
    arguments.append((parameter, released(value, parameter)))
  }

  private mutating func bind(positional argument: Argument) throws(Diagnostics) {
    // What takes all that are left leaves those that must be given behind it.
    if let first = positions.first, first.kind.isRepeated,
      left <= positions.dropFirst().filter(\.isRequired).count
    {
      positions = positions.dropFirst()
    }
    left -= 1
    guard let parameter = positions.first else {
      let first = call.arguments.first?.subject
      let isNear = first.map { Suggestion.nearest($0, among: candidates.compactMap(\.subject)) != nil } ?? false
      let mayBeSubject = command.subject == nil && candidates.count > 1 && (argument.subject != nil || isNear)
      if mayBeSubject { throw Diagnostics([BoundCommand.unknownSubject(call, candidates, span)]) }
      errors.append(Self.tooMany(argument.value, command))
      return
    }
    if !parameter.kind.isRepeated { positions = positions.dropFirst() }
    arguments.append((parameter, released(argument.value, parameter)))
  }

  private func isGiven(_ name: String) -> Bool { arguments.contains { $0.parameter.name == name } }

  /// What is missing, once all arguments are bound.
  mutating func finish(_ written: ArraySlice<Argument>) {
    for parameter in command.parameters where parameter.isRequired && !isGiven(parameter.name) {
      errors.append(missing(parameter, written))
    }
    if let file = call.redirect, !command.takesFile {
      errors.append(Diagnostic(.noFile, "`\(command.name)` writes nothing to a file", at: file.span))
    }
    guard errors.isEmpty else { return }
    let needed: String? =
      if command.takesFormula, formula == nil {
        "a name and its formula"
      } else if command.signature != nil, definition == nil {
        "a formula"
      } else {
        nil
      }
    guard let needed else { return }
    errors.append(
      Diagnostic(
        .missingArgument, "`\(command.name)` needs \(needed): \(command.usage)", at: span,
        help: "help \(command.name)"))
  }

  private func missing(_ parameter: Parameter, _ written: ArraySlice<Argument>) -> Diagnostic {
    // Among options that only the run knows may be one that was meant to be this.
    for case .option(let name) in written.map(\.kind)
    where command.parameter(named: name.text) == nil
      && Suggestion.nearest(name.text, among: [parameter.name]) != nil
    {
      return Self.unknownOption(name, command)
    }
    let subjects = command.subject == nil ? candidates.compactMap(\.subject) : []
    return Diagnostic(
      .missingArgument, "`\(command.name)` needs \(parameter.kind.title): \(parameter.summary)", at: span,
      label: subjects.isEmpty ? nil : "or " + subjects.joined(separator: ", "), help: "help \(command.name)")
  }

  private static func unknownOption(_ name: Name, _ command: Command) -> Diagnostic {
    Diagnostic(
      .unknownOption, "`\(command.name)` has no option `\(name.text)`", at: name.span,
      label: Suggestion.phrase(name.text, among: command.parameters.map(\.name)), help: "help \(command.name)")
  }

  private static func tooMany(_ value: Expression, _ command: Command) -> Diagnostic {
    if command.takesFormula || command.signature != nil {
      return Diagnostic(
        .missingArgument, "`\(command.name)` needs a name and its formula", at: value.span,
        label: "write \(command.name) \(value.span.text) = ...")
    }
    let options = command.parameters.filter { !$0.isPositional }.map(\.name)
    let near = value.bareName.flatMap { Suggestion.nearest($0, among: options) ?? (options.contains($0) ? $0 : nil) }
    return Diagnostic(
      .tooMany, "`\(command.name)` does not know what to do with this", at: value.span,
      label: near.map { "did you mean `\($0)=...`?" }, help: "help \(command.name)")
  }
}
