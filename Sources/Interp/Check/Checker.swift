/// Looks through a whole script before its first line runs: commands, subjects, options, names, and every value that can be known
/// without running anything.
struct Checker {
  private(set) var errors: [Diagnostic] = []
  private var names: Set<String>
  /// Clusters whose names are made at run time, or a file whose content is not known: any name may be a cluster.
  private var isOpen: Bool
  /// For values that are constant.
  private var scratch: Session

  init(session: Session) {
    scratch = session
    names = Set(session.workspace.variables.keys).union(session.workspace.clusters.map(\.name))
    isOpen = false
  }

  mutating func check(_ statements: [Statement]) {
    for statement in statements {
      guard errors.count < 20 else { return }
      check(statement)
    }
  }

  private mutating func check(_ statement: Statement) {
    switch statement.kind {
    case .command(let call): check(call, statement.span)
    case .expression(let value): check(value)
    case .bind(let name, let value), .parameter(let name, let value):
      check(value)
      check(newName: name)
    case .loop(let name, let values, let body):
      check(values)
      check(newName: name)
      check(body)
    case .branch(let condition, let then, let otherwise):
      check(condition)
      check(then)
      check(otherwise)
    case .expectation(let condition, let why, _):
      check(condition)
      if let why { check(why) }
    }
  }

  private mutating func check(newName name: Name) {
    if let taken = Self.reserved(name.text) {
      errors.append(Diagnostic("reserved-name", "`\(name.text)` is \(taken); choose another name", at: name.span))
    }
    names.insert(name.text)
  }

  /// What a name already means in the language, if anything.
  static func reserved(_ name: String) -> String? {
    if Registry.quantity(name) != nil { return "a quantity" }
    if Registry.constant(name) != nil { return "a constant" }
    if Registry.function(name) != nil { return "a function" }
    if Registry.verbs.contains(name) { return "a command" }
    let words = Parser.keywords + ["by", "over", "of", "at", "until", "and", "or", "not", "true", "false", "last", "step", "layer", "cluster", "in"]
    return words.contains(name) ? "a word of the language" : nil
  }

  private mutating func check(_ call: CommandCall, _ span: Span) {
    do throws(Diagnostics) {
      let bound = try BoundCommand(call, span: span)
      var known = Call(command: bound.command, span: span, arguments: [:], until: nil, file: nil)
      for (parameter, value) in bound.arguments { check(value, as: parameter, &known) }
      do { try bound.command.validate(known) } catch let error as Diagnostic { errors.append(error) } catch {}
      if let file = bound.file { check(file) }
      if bound.command.name == "load" { isOpen = true }
    } catch {
      errors += error.list
    }
  }

  /// Checks an argument; when its value is constant, it is kept for the check of its range.
  private mutating func check(_ value: Expression, as parameter: Parameter, _ call: inout Call) {
    if parameter.kind == .words { return }
    if let word = value.bareName {
      switch parameter.kind {
      case .choice where !names.contains(word):
        call.arguments[parameter.name] = .init(value: .string(word), span: value.span)
        return
      case .newName:
        check(newName: Name(text: word, span: value.span))
        return
      case .place: return
      case .cluster:
        if !names.contains(word), !isOpen {
          errors.append(
            Diagnostic(
              "unknown-cluster", "there is no cluster `\(word)`", at: value.span,
              label: Suggestion.phrase(word, among: names.sorted())))
        }
        return
      case .layer where word == "last": return
      default: break
      }
    }
    if parameter.kind == .newName { isOpen = true }
    let before = errors.count
    check(value)
    guard errors.count == before, value.isConstant, let constant = try? scratch.evaluate(value) else { return }
    call.arguments[parameter.name] = .init(value: constant, span: value.span)
  }

  /// Names and functions within an expression.
  private mutating func check(_ expression: Expression) {
    switch expression.kind {
    case .name(let name):
      let isKnown =
        names.contains(name) || name == "ans" || Registry.quantity(name) != nil || Registry.constant(name) != nil || isOpen
      if !isKnown {
        let all = names.sorted() + Registry.quantities.map(\.name) + Registry.constants.map(\.name)
        errors.append(
          Diagnostic("unknown-name", "`\(name)` is not known", at: expression.span, label: Suggestion.phrase(name, among: all)))
      }
    case .call(let name, let arguments):
      if let function = Registry.function(name.text) {
        if !function.arity.contains(arguments.count) {
          errors.append(Diagnostic("wrong-count", "`\(name.text)` is written \(function.usage)", at: expression.span))
        }
      } else {
        errors.append(
          Diagnostic(
            "unknown-function", "there is no function `\(name.text)`", at: name.span,
            label: Suggestion.phrase(name.text, among: Registry.functions.map(\.name))))
      }
      arguments.forEach { check($0) }
    case .index(let value, let index):
      check(value)
      if index.bareName != "last" { check(index) }
    case .slice(let value, let slice):
      check(value)
      if case .at(_, let place) = slice, place.bareName != "last" { check(place) }
    default: expression.children.forEach { check($0) }
    }
  }
}

extension Expression {
  var children: [Expression] {
    switch kind {
    case .number, .bool, .name: []
    case .string(let pieces): pieces.compactMap { if case .value(let value, _) = $0 { value } else { nil } }
    case .vector(let items), .list(let items), .call(_, let items): items
    case .range(let a, let b, let step): [a, b] + (step.map { [$0] } ?? [])
    case .unary(_, let a), .member(let a, _), .slice(let a, _): [a]
    case .binary(_, let a, let b), .index(let a, let b): [a, b]
    }
  }

  /// Made of numbers, strings and constants only.
  var isConstant: Bool {
    switch kind {
    case .name(let name): Registry.constant(name) != nil
    case .slice: false
    default: children.allSatisfy(\.isConstant)
    }
  }
}
