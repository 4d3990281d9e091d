import Limits
import Syntax

/// Commands: their arguments are evaluated in the way their parameters want, then they run.
extension Evaluator {
  mutating func run(_ written: CommandCall, _ span: Span) throws {
    let bound: BoundCommand
    do throws(Diagnostics) { bound = try BoundCommand(written, in: session.language, span: span) } catch {
      throw error.list[0]
    }
    var call = Call(command: bound.command, span: span, arguments: [:], until: bound.until, file: nil)
    call.subject = bound.subject
    let focus = try bound.process.map { try self.focus($0) }
    defer { focus.map { session.workspace.unfocus($0) } }
    call.formula = bound.formula
    call.block = written.block
    call.definition = bound.definition
    var repeated: [String: [Value]] = [:]
    var turns = Turns(every: 256)
    for (parameter, expression) in bound.arguments {
      try turns.check()
      if parameter.kind == .expressions || parameter.kind == .apart {
        call.add(expression, for: parameter)
        continue
      }
      let value = try argument(expression, parameter)
      if parameter.kind.isRepeated {
        call.spans[parameter.name, default: []].append(expression.span)
        repeated[parameter.name, default: []].append(value)
      }
      call.arguments[parameter.name] = .init(value: value, span: expression.span)
    }
    for (name, values) in repeated {
      call.arguments[name] = call.arguments[name].map { .init(value: .list(values), span: $0.span) }
    }
    if let file = bound.file {
      call.file = .init(value: try evaluate(file), span: file.span)
      if case .string(let path)? = call.file?.value { try bound.command.file?.check(path, at: file.span) }
    }
    try bound.command.validate(call)
    if call.writesFile, !session.host.writesFiles { return session.host.leftOut(call.path ?? "") }
    try run(call, span)
  }

  /// Where what it shows goes into a file, that is written once it is done.
  private mutating func run(_ call: Call, _ span: Span) throws {
    guard let file = call.file, case .string(let path) = file.value, call.command.file?.takesOutputs == true else {
      return try span.blamed { try call.command.run(call, &session) }
    }
    let outer = session.results
    session.results.begin()
    let outputs: [Output]
    do {
      try span.blamed { try call.command.run(call, &session) }
      outputs = session.results.outputs
      session.results = outer
    } catch {
      session.results = outer
      throw error
    }
    try DataFile.write(outputs, to: path, &session, at: file.span)
  }

  /// of deep: for the time of a command another process is the present one.
  private mutating func focus(_ process: Expression) throws -> Workspace.Focus {
    let value = try argument(process, Command.process)
    guard let name = Domain<String>.name(.process).reading(value) else {
      throw Diagnostic(.wrongType, "`of` names a process, not \(value.kind)", at: process.span)
    }
    guard session.workspace.processes[name] != nil else {
      throw Diagnostic.unknownProcess(name, among: session.workspace, at: process.span)
    }
    return session.workspace.focus(on: name)
  }

  private mutating func argument(_ expression: Expression, _ parameter: Parameter) throws -> Value {
    if parameter.kind == .sweep, let word = expression.bareName { return .string(word) }
    if parameter.kind == .words { return .string(expression.bareName ?? expression.span.text) }
    if let word = expression.bareName {
      let variable = session.variable(word)
      switch parameter.kind {
      case .newName where variable?.isName == false:
        throw Diagnostic(.reservedName, "`\(word)` is a variable; choose another name", at: expression.span)
      // What is spoken of is the name itself, not what a variable of it holds.
      case .named, .names: return .string(word)
      case .choice, .newName, .process, .processes, .data, .word, .family, .families, .action:
        // A variable that holds a name stands for it, another one does not hide what is called by its name.
        if variable?.isName != true { return .string(word) }
      case .cluster where variable?.isName != true: return .cluster(word)
      case .place where variable == nil: return .cluster(word)
      case .layer where word == "last" && variable == nil: return .string("last")
      default: break
      }
    }
    if let words = parameter.words(expression) { return .list(words.map { .string($0) }) }
    return try expression.span.blamed {
      let value = try isFile(parameter) ? file(expression) : evaluate(expression)
      return [.number, .count, .values, .layer].contains(parameter.kind) ? try session.settled(value) : value
    }
  }

  private func isFile(_ parameter: Parameter) -> Bool { parameter.kind == .file || parameter.kind == .place }

  /// A file's name, where iris.csv without quotes is told for what it is.
  private mutating func file(_ expression: Expression) throws -> Value {
    do { return try evaluate(expression) } catch let error as Diagnostic where error.code == .unknownName {
      guard case .member = expression.kind else { throw error }
      throw Diagnostic(
        .unknownName, "a file's name stands in quotes", at: expression.span,
        label: "write \"\(expression.span.text)\"")
    }
  }
}

extension Call {
  /// Whether all that it is for is a file.
  fileprivate var writesFile: Bool {
    file != nil || command.parameters.contains { $0.endings != nil && arguments[$0.name] != nil }
  }

  fileprivate var path: String? {
    let value = file?.value ?? command.parameters.first { $0.endings != nil }.flatMap { arguments[$0.name]?.value }
    return if case .string(let path)? = value { path } else { nil }
  }

  /// An expression that is left to the command.
  fileprivate mutating func add(_ expression: Expression, for parameter: Parameter) {
    let all = written[parameter.name, default: []] + [expression]
    written[parameter.name] = all
    arguments[parameter.name] = .init(
      value: .string(all.map { Printer.text($0) }.joined(separator: " ")), span: all[0].span.to(expression.span))
  }
}

extension Value {
  /// Whether it can stand for a name, or several.
  fileprivate var isName: Bool {
    switch self {
    case .string, .cluster, .process, .list: true
    default: false
    }
  }
}
