import Syntax

/// Commands: their options, formulas and the names that they bring.
extension Checker {
  mutating func check(_ call: CommandCall, _ span: Span) {
    do throws(Diagnostics) {
      let bound = try BoundCommand(call, in: language, span: span)
      if isRanked, case .alone(let why)? = bound.command.ranks {
        errors.append(
          Diagnostic(
            .oneProcess, "several ranks run this script, and `\(bound.command.name)` is for one process",
            at: call.verb.span, label: why))
      }
      var given = Call(command: bound.command, span: span, arguments: [:], until: nil, file: nil)
      for (parameter, value) in bound.arguments { check(value, as: parameter, &given) }
      if bound.arguments.count > 1 {
        check(juxtaposed: bound.arguments.filter { $0.parameter.kind == .values }.map(\.value))
      }
      if let process = bound.process { check(process, as: Command.process, &given) }
      do { try bound.command.validate(given) } catch let error as Diagnostic { errors.append(error) } catch {}
      if let block = call.block { check(block: block, of: bound) }
      if let file = bound.file { check(file, written: bound.command.file) }
      if let formula = bound.formula { check(formula) }
      if let definition = bound.definition, let form = bound.command.signature { check(definition, form) }
      let brought = bound.command.brings
      if let process = brought.process { known.names.insert(process) }
      if let word = brought.clusters { known.names.formUnion((1...100).map { "\(word)\($0)" }) }
      if brought.isOpen || bound.arguments.contains(where: { $0.parameter.kind == .seeds }) {
        isOpen = true
      }
    } catch {
      errors += error.list.map { $0.code == .unknownCommand ? called($0, call) : $0 }
      // What it would have given is no error of its own.
      let meant = language.commands(verb: call.verb.text)
      if meant.isEmpty || meant.contains(where: { $0.parameters.contains { $0.kind == .newName } }) {
        known.names.formUnion(call.arguments.compactMap(\.subject) + meant.compactMap(\.brings.process))
      }
    }
  }

  /// An expression as a statement. The unknown word that it begins with may have been meant for a command's: conserv of deep.
  mutating func check(standing value: Expression) {
    let before = errors.count
    check(value)
    for i in errors.indices.dropFirst(before)
    where errors[i].code == .unknownName && errors[i].label == nil
      && errors[i].span?.range.lowerBound == value.span.range.lowerBound
    {
      errors[i].label = Suggestion.phrase(errors[i].span?.text ?? "", among: language.verbs.sorted(), beginning: 1)
    }
  }

  /// What is not known as a command may be a function that is to be called: f 2.
  private func called(_ error: Diagnostic, _ call: CommandCall) -> Diagnostic {
    guard isFunction(call.verb.text) else { return error }
    let arguments = call.arguments.map { Printer.text($0.value) }.joined(separator: ", ")
    return Diagnostic(
      .unknownCommand, "`\(call.verb.text)` is a function, and no command", at: call.verb.span,
      label: "call it: \(call.verb.text)(\(arguments))")
  }

  private func isFunction(_ name: String) -> Bool {
    known.functions[name] != nil || lambdas.contains(name) || language.function(name) != nil
  }

  /// A function's name before another value, which it was probably meant to be called with: print mean xs.
  private mutating func check(juxtaposed values: [Expression]) {
    for (f, argument) in zip(values, values.dropFirst()) {
      guard let name = f.bareName, isFunction(name), argument.bareName.map(isFunction) != true else { continue }
      errors.append(
        Diagnostic(
          .wrongArgument, "`\(name)` is a function, which is called with brackets", at: f.span,
          label: "call it: \(name)(\(Printer.text(argument)))"))
    }
  }

  /// A script of its own, which knows what it is given and nothing of what stands around it.
  private mutating func check(block: [Statement], of bound: BoundCommand) {
    var inner = Checker(language, known: KnownNames(Workspace()), constant: constant)
    let declared = Set(bound.command.parameters.map(\.name))
    inner.known.names.formUnion(bound.arguments.map(\.parameter.name).filter { !declared.contains($0) })
    // What is included is known when it runs, and checked then.
    inner.isOpen = block.includesFiles
    inner.isRanked = isRanked
    inner.check(script: block)
    errors += inner.errors
  }

  /// The name of a file that is written: its ending, where that stands there.
  private mutating func check(_ file: Expression, written endings: Endings?) {
    check(file)
    guard let complaint = endings?.complaint(file) else { return }
    errors.append(Diagnostic(.unknownEnding, complaint, at: file.span))
  }

  private mutating func check(_ formula: (name: Name, expression: Expression)) {
    known.names.open()
    known.names.formUnion(Quantity.variables)
    check(formula.expression)
    known.names.close()
    check(newName: formula.name)
  }

  /// The names within, and what else can be seen without the values of variables.
  private mutating func check(_ definition: (signature: Signature, body: Expression), _ form: Signature.Form) {
    let signature = definition.signature
    do { try form.check(signature) { language.constant($0) != nil } } catch let error as Diagnostic {
      errors.append(error)
    } catch {}
    known.names.open()
    known.names.formUnion(signature.variables.map(\.text) + signature.parameters.map(\.name.text))
    isInFormula = true
    check(definition.body)
    isInFormula = false
    known.names.close()
    for rest in signature.parameters.compactMap(\.rest) { check(rest) }
    switch form {
    case .family: known.families.insert(signature.name.text)
    case .action: known.actions.insert(signature.name.text)
    }
  }

  /// Checks an argument; when its value is constant, it is kept for the check of its range.
  private mutating func check(_ value: Expression, as parameter: Parameter, _ call: inout Call) {
    if parameter.kind == .words || parameter.kind == .apart { return }
    if parameter.kind == .sweep, value.bareName != nil { return }
    if parameter.kind == .expressions { return check(drawn: value, as: parameter) }
    if case .number(let x) = value.kind, parameter.kind != .newName {
      call.arguments[parameter.name] = .init(value: .number(x), span: value.span)
      return
    }
    if parameter.kind == .file || parameter.kind == .place, let word = unquotedFile(value, parameter.kind) {
      errors.append(
        Diagnostic(.unknownName, "a file's name stands in quotes", at: value.span, label: "write \"\(word)\""))
      return
    }
    if let word = value.bareName {
      switch parameter.kind {
      case .text where !known.names.contains(word) && language.constant(word) == nil && !isOpen:
        errors.append(
          Diagnostic(.unknownName, "a text stands in quotes", at: value.span, label: "write \"\(word)\""))
        return
      case .choice where !known.names.contains(word):
        call.arguments[parameter.name] = .init(value: .string(word), span: value.span)
        return
      case .newName:
        check(
          newName: Name(text: word, span: value.span), isProcess: call.command.brings.process != nil)
        return
      case .place: return
      case .named, .names:
        if !known.names.contains(word), known.functions[word] == nil, !known.families.contains(word),
          !known.actions.contains(word), language.reserved(word) == nil, !isOpen
        {
          errors.append(
            Diagnostic(
              .unknownName, "nothing has the name `\(word)`", at: value.span,
              label: Suggestion.phrase(word, among: known.names.sorted() + known.functions.sorted())))
        }
        return
      case .word where !known.names.contains(word): return
      // A variable's name stands for what it holds.
      case .family where !known.names.contains(word), .families where !known.names.contains(word):
        return check(family: word, at: value.span)
      case .action: return check(action: word, at: value.span)
      case .processes where Domain<[String]>.allProcesses.contains(word): return
      case .cluster, .process, .processes, .data:
        if !known.names.contains(word), !isOpen {
          let (code, kind): (ErrorCode, String) =
            switch parameter.kind {
            case .process, .processes: (.unknownProcess, "process")
            case .data: (.unknownData, "table of data")
            default: (.unknownCluster, "cluster")
            }
          errors.append(
            Diagnostic(
              code, "there is no \(kind) `\(word)`", at: value.span,
              label: Suggestion.phrase(word, among: known.names.sorted())))
        }
        return
      case .layer where word == "last": return
      default: break
      }
    }
    if let words = parameter.words(value) {
      call.arguments[parameter.name] = .init(value: .list(words.map { .string($0) }), span: value.span)
      return
    }
    if parameter.kind == .newName { isOpen = true }
    let before = errors.count
    let isConstant = language.isConstant(value)
    check(value, written: isConstant ? nil : parameter.endings)
    // Of values any will do.
    guard errors.count == before, isConstant, parameter.kind != .values, let constant = constant(value) else { return }
    call.arguments[parameter.name] = .init(value: constant, span: value.span)
    if parameter.kind == .family, case .string(let word) = constant { check(family: word, at: value.span) }
  }

  /// What a command draws or records, which may have an x behind `by` or `against`, and speak of `points`.
  private mutating func check(drawn value: Expression, as parameter: Parameter) {
    if value.bareName == DrawnWord.against || (value.bareName == DrawnWord.path && !parameter.isPositional) { return }
    known.names.open()
    known.names.insert(DrawnWord.points)
    let before = errors.count
    check(value)
    for i in errors.indices.dropFirst(before) where errors[i].code == .unknownName && errors[i].label == nil {
      errors[i].label = meantDrawn(errors[i].span?.text ?? "", value, parameter)
    }
    if case .slice(_, .by(let name)) = value.kind, !["cluster", "point"].contains(name.text) {
      check(Expression(kind: .name(name.text), span: name.span))
    }
    known.names.close()
  }

  /// What was probably meant by a name that is not known, where something is drawn.
  private func meantDrawn(_ word: String, _ value: Expression, _ parameter: Parameter) -> String? {
    if !parameter.isPositional { return Suggestion.phrase(word, among: [DrawnWord.path]) }
    if ["vs", "versus"].contains(word) { return "write Y against X" }
    guard ["x", "t"].contains(word), value.bareName == nil else { return nil }
    return "a function is written (\(word) -> \(Printer.text(value))), then its range: 0..10"
  }

  /// The text of what is probably a file's name: iris.csv, data/iris.csv, of which the first word means nothing.
  private func unquotedFile(_ value: Expression, _ kind: Parameter.Kind) -> String? {
    var first = value
    while let next = first.children.first { first = next }
    guard let word = first.bareName, word != "ans", !known.names.contains(word), known.functions[word] == nil,
      language.reserved(word) == nil, !isOpen
    else { return nil }
    switch value.kind {
    case .member: return value.span.text
    case .name, .binary(.over, _, _), .binary(.minus, _, _): return kind == .file ? value.span.text : nil
    default: return nil
    }
  }

  private mutating func check(family name: String, at span: Span) {
    guard !known.families.contains(name), !isOpen else { return }
    let families = known.families.sorted()
    errors.append(
      Diagnostic(
        .unknownFamily, "there is no family `\(name)`", at: span,
        label: Suggestion.phrase(name, among: families) ?? "there are " + families.joined(separator: ", ")))
  }

  private mutating func check(action name: String, at span: Span) {
    guard !known.actions.contains(name), !isOpen else { return }
    errors.append(.unknownAction(name, among: known.actions.sorted(), at: span))
  }
}

extension [Statement] {
  /// Whether other files are to stand within.
  var includesFiles: Bool {
    contains { statement in
      if case .include = statement.kind { return true }
      return statement.blocks.contains(where: \.includesFiles)
    }
  }
}

extension Diagnostic {
  static func unknownAction(_ name: String, among known: [String], at span: Span) -> Diagnostic {
    Diagnostic(
      .unknownAction, "there is no action `\(name)`", at: span,
      label: Suggestion.phrase(name, among: known)
        ?? (known.isEmpty ? nil : "there are " + known.joined(separator: ", ")), help: "help define action")
  }
}
