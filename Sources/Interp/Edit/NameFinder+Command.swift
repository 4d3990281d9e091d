import Checked
import Syntax

/// The names that commands give and speak of.
extension NameFinder {
  mutating func walk(_ call: CommandCall, _ span: Span) {
    guard let bound = try? BoundCommand(call, in: language, span: span) else {
      // What is wrong with it is told by the checker. What its block may give has a doubt.
      for argument in call.arguments {
        if case .definition = argument.kind { continue }
        if call.block == nil { walk(argument.value) } else { inTable { $0.walk(argument.value) } }
      }
      return
    }
    let given = bound.command.givenKind
    for (parameter, value) in bound.arguments {
      walk(value, as: parameter, given, span, hasBlock: call.block != nil)
    }
    if let process = bound.process { walk(name: process, .process) }
    if let until = bound.until { walk(until) }
    if let file = bound.file { walk(file) }
    if let formula = bound.formula {
      hiding(Quantity.variables, formula.expression.span) { $0.walk(formula.expression) }
      define(formula.name, given, in: span)
    }
    if let (signature, body) = bound.definition {
      let locals = signature.variables.map(\.name) + signature.parameters.map(\.name)
      signature.parameters.compactMap(\.rest).forEach { walk($0) }
      within(locals, span) { $0.walk(body) }
      define(signature.name, given, in: span)
    }
    let isNamed = bound.arguments.contains { $0.parameter.kind == .newName }
    if let process = bound.command.brings.process, !isNamed { define(unwritten: process, .process, in: span) }
    if let word = bound.command.brings.clusters { define(unwritten: "\(word)1", .cluster, in: span) }
    if let block = call.block { walk(block: block, of: bound, call, span) }
  }

  /// A script of its own: it knows the parameters that it is given, and nothing of what stands around it. What is said of its
  /// runs speaks of its names.
  private mutating func walk(block: [Statement], of bound: BoundCommand, _ call: CommandCall, _ span: Span) {
    var inner = NameFinder(language)
    let declared = Set(bound.command.parameters.map(\.name))
    for case .option(let name) in call.arguments.map(\.kind) where !declared.contains(name.text) {
      inner.define(name, .parameter, in: span)
    }
    inner.walk(block)
    for (parameter, value) in bound.arguments where parameter.kind == .apart { inner.walk(value) }
    inner.settle()
    take(inner.names.symbols, within: span)
  }

  private mutating func walk(
    _ value: Expression, as parameter: Parameter, _ given: ScriptNames.Kind, _ span: Span, hasBlock: Bool
  ) {
    switch parameter.kind {
    case .words: return
    case .apart: if !hasBlock { inTable { $0.walk(value) } }
    case .newName:
      guard let name = value.writtenName else { return walk(value) }
      // A variable there gives its value for the name.
      if value.bareName != nil, isOwn(name.text) { return use(name) }
      define(name, given, in: span)
    case .choice(let words):
      if let word = value.bareName, words.contains(word) { return }
      walk(value)
    case .word:
      if let word = value.bareName {
        use(Name(text: word, span: value.span), doubt: "it may be a word that stands for itself")
      } else {
        walk(value)
      }
    case .cluster, .clusters, .place: walk(name: value, .cluster)
    case .process, .processes: walk(name: value, .process)
    case .data: walk(name: value, .data)
    case .family, .families: walk(name: value, .family)
    case .action: walk(name: value, .action)
    case .layer where value.bareName == "last": return
    default: walk(value)
    }
  }

  /// A name that stands for itself, in quotes or not, or a list of such.
  private mutating func walk(name value: Expression, _ kind: ScriptNames.Kind) {
    if let name = value.writtenName { return use(name, as: kind) }
    guard case .list(let items) = value.kind else { return walk(value) }
    items.forEach { walk(name: $0, kind) }
  }
}

extension Expression {
  /// A name, or what is one within quotes.
  fileprivate var writtenName: Name? {
    if let word = bareName { return Name(text: word, span: span) }
    guard let text = plainText, Identifier.isName(text), span.range.count == text.utf8.count + 2 else { return nil }
    return Name(
      text: text,
      span: Span(span.source, Range(from: span.range.lowerBound + 1, upTo: span.range.upperBound - 1)))
  }
}

extension Command {
  /// What a name that it gives stands for.
  var givenKind: ScriptNames.Kind {
    switch signature {
    case .family?: return .family
    case .action?: return .action
    case nil: break
    }
    if takesFormula { return .quantity }
    if brings.process != nil { return .process }
    switch subject {
    case "cluster": return .cluster
    case "data": return .data
    default: return .variable
    }
  }
}
