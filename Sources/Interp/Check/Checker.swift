import Core
import Syntax

/// Looks through a whole script before its first line runs: commands, subjects, options, names, and every value that
/// can be known without running anything.
struct Checker {
  var errors: [Diagnostic] = []
  var names: Set<String>
  /// The functions of the script and how many arguments each takes; nil where it is defined twice, with different
  /// numbers.
  private var functions: [String: Int?] = [:]
  /// Clusters whose names are made at run time, or a file whose content is not known: any name may be a cluster.
  var isOpen = false
  var isInFormula = false
  /// Families of maps that a name can mean.
  var families: Set<String>
  /// Actions that a name can mean.
  var actions: Set<String>
  /// For values that are constant.
  var scratch: Session

  init(session: Session) {
    scratch = session
    let workspace = session.workspace
    names = Set(workspace.variables.keys).union(workspace.clusters.map(\.name)).union(workspace.chains.keys)
      .union(workspace.quantities.keys).union(workspace.data.keys).union(
        workspace.chains.values.flatMap(\.population.clusters))
    families = Set(Catalogue.names).union(workspace.families.keys)
    actions = Set(workspace.actions.keys)
    for case (let name, .function(let definition)) in workspace.variables {
      functions[name] = definition.parameters.count
    }
  }

  mutating func check(script statements: [Statement]) {
    gather(statements)
    check(statements)
  }

  /// Functions may be called above their definition, from within others.
  private mutating func gather(_ statements: [Statement]) {
    for statement in statements {
      if case .definition(let definition) = statement.kind {
        let count = definition.parameters.count
        let name = definition.name.text
        functions[name] = functions[name].map { $0 == count ? count : nil } ?? count
      }
      statement.blocks.forEach { gather($0) }
    }
  }

  private mutating func check(_ statements: [Statement]) {
    for statement in statements {
      guard errors.count < 20 else { return }
      check(statement)
    }
  }

  private mutating func check(_ statement: Statement) {
    switch statement.kind {
    case .command(let call): check(call, statement.span)
    case .bindResult(let name, let call):
      check(call, statement.span)
      check(newName: name)
    case .expression(let value): check(value)
    case .bind(let name, let value), .parameter(let name, let value):
      check(value)
      check(newName: name)
    case .loop(let name, let values, let body):
      check(values)
      check(newName: name)
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
      names.insert("error")
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
    let (outer, wasOpen) = (names, isOpen)
    for parameter in definition.parameters { check(newName: parameter) }
    isOpen = true
    switch definition.body {
    case .expression(let value): check(value)
    case .block(let statements): check(statements)
    }
    (names, isOpen) = (outer, wasOpen)
  }

  mutating func check(newName name: Name) {
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
    return Parser.keywords.contains(name) || words.contains(name) ? "a word of the language" : nil
  }

  private static let words = [
    "by", "over", "of", "at", "until", "and", "or", "not", "true", "false", "last", "step", "layer", "cluster", "in",
    "ans",
  ]

  /// Names and functions within an expression.
  mutating func check(_ expression: Expression) {
    switch expression.kind {
    case .name(let name):
      let isKnown =
        names.contains(name) || functions[name] != nil || Registry.function(name) != nil || name == "ans"
        || Registry.quantity(name) != nil
        || Registry.constant(name) != nil || isOpen
      if !isKnown {
        let all = names.sorted() + Registry.quantities.map(\.name) + Registry.constants.map(\.name)
        errors.append(
          Diagnostic(
            "unknown-name", "`\(name)` is not known", at: expression.span, label: Suggestion.phrase(name, among: all)))
      }
    case .call(let name, let arguments):
      check(called: name, arguments.count, expression.span)
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

  private mutating func check(called name: Name, _ count: Int, _ span: Span) {
    if let own = functions[name.text] {
      if let own, own != count {
        errors.append(
          Diagnostic(
            "wrong-count", "`\(name.text)` takes \(own) argument\(own == 1 ? "" : "s"), not \(count)", at: span))
      }
    } else if let function = Registry.function(name.text) {
      // A formula's own way of calling is checked with it: max(a, b).
      if !function.arity.contains(count), !(isInFormula && GraphBuilder.functions.contains(name.text)) {
        errors.append(Diagnostic("wrong-count", "`\(name.text)` is written \(function.usage)", at: span))
      }
    } else if !(isOpen && names.contains(name.text)) {
      errors.append(
        Diagnostic(
          "unknown-function", "there is no function `\(name.text)`", at: name.span,
          label: Suggestion.phrase(name.text, among: functions.keys.sorted() + Registry.functions.map(\.name))))
    }
  }
}

extension Expression {
  /// Made of numbers, strings and constants only.
  var isConstant: Bool {
    switch kind {
    case .name(let name): Registry.constant(name) != nil
    case .call(let name, let arguments):
      Registry.function(name.text)?.isPure == true && arguments.allSatisfy(\.isConstant)
    case .slice: false
    default: children.allSatisfy(\.isConstant)
    }
  }
}

extension Session {
  /// The value of a text that is one constant expression.
  mutating func constant(_ text: String) -> Value? {
    var parser = Parser(Source(text), Vocabulary())
    let statements = parser.parse()
    guard parser.errors.isEmpty, statements.count == 1, case .expression(let value) = statements[0].kind,
      value.isConstant
    else {
      return nil
    }
    return try? settledValue(value)
  }
}
