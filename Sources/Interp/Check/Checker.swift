import Limits
import Syntax

/// Looks through a whole script before its first line runs: commands, subjects, options, names, and every value that
/// can be known without running anything.
struct Checker {
  let language: Language
  /// The value of an expression that is constant.
  let constant: (Expression) -> Value?
  var known: KnownNames
  var errors: [Diagnostic] = []
  /// Clusters whose names are made at run time, or a file whose content is not known: any name may be a cluster.
  var isOpen = false
  var isInFormula = false
  /// Whether several ranks run the script.
  var isRanked = false
  /// Variables that were given a function without a name.
  private(set) var lambdas: Set<String> = []
  private var turns = Turns(every: 256)

  init(_ language: Language, known: KnownNames, constant: @escaping (Expression) -> Value?) {
    self.language = language
    self.known = known
    self.constant = constant
  }

  mutating func check(script statements: [Statement]) {
    gather(statements)
    check(statements)
  }

  /// Functions may be called above their definition, from within others.
  private mutating func gather(_ statements: [Statement]) {
    for statement in statements {
      if case .definition(let definition) = statement.kind {
        let name = definition.name.text
        let other = known.functions[name]
        known.functions.set(name, other.map { $0?.takes(as: definition) == true ? $0 : nil } ?? definition)
      }
      statement.blocks.forEach { gather($0) }
    }
  }

  /// Left where the work should end; whoever asked for it asks as well.
  private mutating func check(_ statements: [Statement]) {
    var turns = Turns(every: 16)
    for statement in statements {
      guard errors.count < Diagnostic.most, !turns.isOver else { return }
      check(statement)
    }
  }

  private mutating func check(_ statement: Statement) {
    switch statement.kind {
    case .command(let call): check(call, statement.span)
    case .bindResult(let name, let call):
      check(call, statement.span)
      check(newName: name)
      rebound(name)
    case .expression(let value): check(standing: value)
    case .bind(let name, let value), .parameter(let name, let value):
      // A function without a name calls itself by the one that it is given.
      if case .lambda = value.kind {
        known.names.insert(name.text)
        lambdas.insert(name.text)
      } else {
        lambdas.remove(name.text)
      }
      check(value)
      check(newName: name)
      rebound(name)
    case .loop(let name, let values, let body):
      check(values)
      check(newName: name)
      rebound(name)
      check(body)
    case .repetition(let condition, let body):
      check(condition)
      check(body)
    case .branch(let condition, let then, let otherwise):
      check(condition)
      check(then)
      check(otherwise)
    case .attempt(let body, let otherwise):
      check(body)
      known.names.insert("error")
      check(otherwise)
    case .definition(let definition): check(definition)
    case .include(_, let statements): check(statements)
    case .jump(.result(let value)): if let value { check(value) }
    case .jump: break
    case .expectation(let condition, let why, _):
      check(condition)
      if let why { check(why) }
    }
  }

  /// Within a function, names that the script gives later are known too: it may be called then.
  private mutating func check(_ definition: Definition) {
    check(newName: definition.name)
    let wasOpen = isOpen
    known.names.open()
    known.functions.open()
    // A parameter hides a function of its name: what it is given takes as many arguments as it takes.
    for parameter in definition.parameters {
      check(newName: parameter)
      known.functions.set(parameter.text, nil)
    }
    // In order: a default sees the parameters before it, which is more than is asked here.
    for standard in definition.defaults { check(standard) }
    isOpen = true
    switch definition.body {
    case .expression(let value): check(value)
    case .block(let statements): check(statements)
    }
    isOpen = wasOpen
    known.names.close()
    known.functions.close()
  }

  /// A function's name that is given another value: how many arguments that takes is not known.
  private mutating func rebound(_ name: Name) {
    if known.functions.contains(name.text) { known.functions.set(name.text, nil) }
  }

  mutating func check(newName name: Name, isProcess: Bool = false) {
    if let taken = language.reserved(name.text, isProcess: isProcess) {
      errors.append(Diagnostic(.reservedName, "`\(name.text)` is \(taken); choose another name", at: name.span))
    }
    known.names.insert(name.text)
  }

  /// Names and functions within an expression.
  mutating func check(_ expression: Expression) {
    if turns.isOver { return }
    switch expression.kind {
    case .number, .bool: break
    case .name(let name):
      let isKnown =
        known.names.contains(name) || known.functions[name] != nil || language.function(name) != nil || name == "ans"
        || name == Value.missingWord
        || language.quantity(name) != nil
        || language.constant(name) != nil || isOpen
      if !isKnown {
        let all = known.names.sorted() + language.quantities.map(\.name) + language.constants.map(\.name)
        errors.append(
          Diagnostic(
            .unknownName, "`\(name)` is not known", at: expression.span, label: Suggestion.phrase(name, among: all)))
      }
    case .call(let name, let arguments):
      check(called: name, arguments, expression.span)
      arguments.forEach { check($0) }
    case .lambda(let definition): check(lambda: definition)
    case .index(let value, let index):
      check(value)
      within(["last"]) { $0.check(index) }
    case .selection(let value, let condition):
      check(value)
      // A table's columns are known when it is.
      let wasOpen = isOpen
      isOpen = isOpen || !value.isSurelyList
      check(condition)
      isOpen = wasOpen
    case .query(let value, let query):
      check(value)
      let wasOpen = isOpen
      isOpen = true
      query.expressions.forEach { check($0) }
      isOpen = wasOpen
    case .slice(let value, let slice):
      check(value)
      if case .at(_, let place) = slice, place.bareName != "last" { check(place) }
      if case .per(let x) = slice { check(x) }
    default: expression.children.forEach { check($0) }
    }
  }

  private mutating func check(lambda definition: Definition) {
    known.functions.open()
    for parameter in definition.parameters {
      check(newName: parameter)
      known.functions.set(parameter.text, nil)
    }
    within(definition.parameters.map(\.text)) { checker in definition.expressions.forEach { checker.check($0) } }
    known.functions.close()
  }

  /// With some names more, for as long as the body goes.
  private mutating func within(_ names: [String], _ body: (inout Checker) -> Void) {
    known.names.open()
    known.names.formUnion(names)
    body(&self)
    known.names.close()
  }

  private mutating func check(called name: Name, _ arguments: [Expression], _ span: Span) {
    if let own = known.functions[name.text] {
      if let own { gather(errorsOf: { _ = try own.places(arguments, at: span) }) }
    } else if let function = language.function(name.text) {
      // A formula's own way of calling is checked with it: max(a, b).
      if isInFormula, GraphBuilder.functions.contains(name.text) { return }
      gather(errorsOf: { _ = try function.places(arguments, at: span) })
    } else if !(known.names.contains(name.text) || isOpen) {
      errors.append(
        Diagnostic(
          .unknownFunction, "there is no function `\(name.text)`", at: name.span,
          label: language.meantFunction(name.text, among: known.functions.sorted())))
    }
  }

  private mutating func gather(errorsOf body: () throws -> Void) {
    do { try body() } catch let error as Diagnostic { errors.append(error) } catch {}
  }
}

extension Definition {
  /// Whether calls of the one are calls of the other.
  fileprivate func takes(as other: Definition) -> Bool {
    arity == other.arity && (parameters == other.parameters || defaults.isEmpty && other.defaults.isEmpty)
  }
}

extension Expression {
  /// Whether it is a list whatever its names mean.
  fileprivate var isSurelyList: Bool {
    switch kind {
    case .list, .range: true
    default: false
    }
  }
}
