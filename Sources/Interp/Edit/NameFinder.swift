import Checked
import Limits
import Syntax

/// Walks through a script, its included files in their places, and finds what each of its names belongs to.
///
/// A function has variables of its own: what is given within it is its own, what is only read may be the script's. Names are
/// told by where they stand; what only the run can tell (a table's columns, a word that is a column or a value) is a doubt.
struct NameFinder {
  let language: Language
  private(set) var names = ScriptNames()
  /// The script's own, by name; families and actions have names of their own.
  private var shared: [String: Int] = [:]
  /// Of the function or formulas around, innermost last.
  private var frames: [Frame] = []
  /// The condition or column of a table is looked at.
  private var isInTable = false
  /// Mentions that may mean a cluster, a process or an argument, told at the end.
  private var loose: [String: [Span]] = [:]
  private var texts: [String: [Span]] = [:]
  private var named: [(function: String, name: Name)] = []
  private var arguments: [String: [(argument: String, symbol: Int)]] = [:]
  private var turns = Turns(every: 64)

  private struct Frame {
    var symbols: [String: Int] = [:]
    let scope: Span
    /// A function by name sees of what stands around only the script's; one without a name all.
    let isOpaque: Bool
    /// The function gives these values somewhere within.
    var own: Set<String> = []
  }

  init(_ language: Language) { self.language = language }

  mutating func find(_ statements: [Statement]) {
    walk(statements)
    settle()
  }

  private mutating func settle() {
    for (function, name) in named {
      guard let symbol = arguments[function]?.first(where: { $0.argument == name.text })?.symbol else {
        loose[name.text, default: []].append(name.span)
        continue
      }
      names.symbols[symbol].uses.append(name.span)
    }
    for i in names.symbols.indices {
      let symbol = names.symbols[i]
      switch symbol.kind {
      case .cluster, .process, .data, .family, .action, .quantity:
        for span in loose[symbol.name] ?? [] { names.symbols[i].doubts.append(("`.\(symbol.name)` may mean it", span)) }
        for span in texts[symbol.name] ?? [] { names.symbols[i].doubts.append(("a text names it", span)) }
      case .argument:
        for span in loose[symbol.name] ?? [] where span.source.bytes.indices.contains(span.range.upperBound) {
          names.symbols[i].doubts.append(("`\(symbol.name)=` may mean it", span))
        }
      default: break
      }
    }
    names.symbols.removeAll { $0.definitions.isEmpty && $0.statement == nil }
  }

  // MARK: Names

  private static func key(_ name: String, _ kind: ScriptNames.Kind) -> String {
    switch kind {
    case .family: "family \(name)"
    case .action: "action \(name)"
    default: name
    }
  }

  private mutating func symbol(shared name: String, _ kind: ScriptNames.Kind) -> Int {
    let key = Self.key(name, kind)
    if let known = shared[key] { return known }
    names.symbols.append(.init(name: name, kind: kind))
    shared[key] = names.symbols.count - 1
    return names.symbols.count - 1
  }

  /// A name is given, by the innermost function or by the script.
  mutating func define(_ name: Name, _ kind: ScriptNames.Kind, in statement: Span, usage: String? = nil) {
    let i: Int
    if let frame = frames.indices.last(where: { frames[$0].isOpaque }), Self.isVariable(kind) {
      i = own(name.text, kind, frame)
    } else {
      i = symbol(shared: name.text, kind)
    }
    add(name, to: i, kind, statement, usage)
  }

  private static func isVariable(_ kind: ScriptNames.Kind) -> Bool {
    switch kind {
    case .variable, .parameter, .loop, .function: true
    default: false
    }
  }

  private mutating func own(_ name: String, _ kind: ScriptNames.Kind, _ frame: Int) -> Int {
    if let known = frames[frame].symbols[name] { return known }
    names.symbols.append(.init(name: name, kind: kind))
    let i = names.symbols.count - 1
    names.symbols[i].scope = frames[frame].scope
    frames[frame].symbols[name] = i
    return i
  }

  private mutating func add(
    _ name: Name, to i: Int, _ kind: ScriptNames.Kind, _ statement: Span, _ usage: String? = nil
  ) {
    if names.symbols[i].definitions.isEmpty, names.symbols[i].statement == nil {
      names.symbols[i].kind = kind
      names.symbols[i].statement = statement
      names.symbols[i].usage = usage
    }
    names.symbols[i].definitions.append(name.span)
  }

  /// A name that a command gives by itself: it stands nowhere.
  mutating func define(unwritten name: String, _ kind: ScriptNames.Kind, in statement: Span) {
    let i = symbol(shared: name, kind)
    if names.symbols[i].definitions.isEmpty, names.symbols[i].statement == nil { names.symbols[i].kind = kind }
    if names.symbols[i].statement == nil { names.symbols[i].statement = statement }
    names.symbols[i].doubts.append(("a command gives this name by itself", statement))
  }

  /// Whether the function or formula around has the name for itself.
  func isOwn(_ name: String) -> Bool { frames.contains { $0.symbols[name] != nil || $0.own.contains(name) } }

  mutating func use(_ name: Name, as kind: ScriptNames.Kind = .variable, doubt: String? = nil) {
    let i = found(name, kind)
    names.symbols[i].uses.append(name.span)
    if let doubt { names.symbols[i].doubts.append((doubt, name.span)) }
    if isInTable { names.symbols[i].doubts.append(("a table's column may have the name", name.span)) }
  }

  private mutating func found(_ name: Name, _ kind: ScriptNames.Kind) -> Int {
    for k in frames.indices.reversed() {
      if let own = frames[k].symbols[name.text] { return own }
      guard frames[k].isOpaque else { continue }
      // Read before it is given: of the script then, and the function's own later.
      if frames[k].own.contains(name.text) {
        let mine = own(name.text, .variable, k)
        let why = "a function reads `\(name.text)` before it gives it a value"
        names.symbols[mine].doubts.append((why, name.span))
        names.symbols[symbol(shared: name.text, kind)].doubts.append((why, name.span))
        return mine
      }
      break
    }
    return symbol(shared: name.text, kind)
  }

  // MARK: Statements

  private mutating func walk(_ statements: [Statement]) {
    for statement in statements where !turns.isOver { walk(statement) }
  }

  private mutating func walk(_ statement: Statement) {
    let span = statement.span
    switch statement.kind {
    case .command(let call): walk(call, span)
    case .bindResult(let name, let call):
      walk(call, span)
      define(name, .variable, in: span)
    case .expression(let value): walk(value)
    case .bind(let name, let value):
      if case .lambda = value.kind {
        define(name, .function, in: span, usage: usage(of: value, name))
        walk(value)
      } else {
        walk(value)
        define(name, .variable, in: span)
      }
    case .parameter(let name, let value):
      walk(value)
      define(name, .parameter, in: span)
    case .loop(let name, let values, let body):
      walk(values)
      define(name, .loop, in: span)
      walk(body)
    case .repetition(let condition, let body):
      walk(condition)
      walk(body)
    case .branch(let condition, let then, let otherwise):
      walk(condition)
      walk(then)
      walk(otherwise)
    case .attempt(let body, let otherwise):
      walk(body)
      walk(otherwise)
    case .definition(let definition):
      define(definition.name, .function, in: span, usage: definition.usage)
      walk(function: definition, span)
    case .include(_, let statements): walk(statements)
    case .jump(.result(let value)): if let value { walk(value) }
    case .jump: break
    case .expectation(let condition, let why, _):
      walk(condition)
      if let why { walk(why) }
    }
  }

  private func usage(of value: Expression, _ name: Name) -> String? {
    guard case .lambda(let definition) = value.kind else { return nil }
    return "\(name.text)(\(definition.parameters.map(\.text).joined(separator: ", ")))"
  }

  private mutating func walk(function definition: Definition, _ span: Span) {
    frames.append(Frame(scope: span, isOpaque: true, own: definition.givenNames))
    for parameter in definition.parameters {
      let i = own(parameter.text, .argument, frames.count - 1)
      add(parameter, to: i, .argument, span)
      arguments[definition.name.text, default: []].append((parameter.text, i))
    }
    let outer = isInTable
    isInTable = false
    definition.defaults.forEach { walk($0) }
    switch definition.body {
    case .expression(let value): walk(value)
    case .block(let statements): walk(statements)
    }
    isInTable = outer
    frames.removeLast()
  }

  /// What stands within sees these names besides those around it.
  mutating func within(_ locals: [Name], _ scope: Span, _ body: (inout NameFinder) -> Void) {
    frames.append(Frame(scope: scope, isOpaque: false))
    for name in locals { add(name, to: own(name.text, .argument, frames.count - 1), .argument, scope) }
    body(&self)
    frames.removeLast()
  }

  /// The same for names that stand nowhere.
  mutating func hiding(_ words: [String], _ scope: Span, _ body: (inout NameFinder) -> Void) {
    frames.append(Frame(scope: scope, isOpaque: false))
    for word in words { _ = own(word, .argument, frames.count - 1) }
    body(&self)
    frames.removeLast()
  }

  // MARK: Expressions

  mutating func walk(_ expression: Expression) {
    switch expression.kind {
    case .name(let word): use(Name(text: word, span: expression.span))
    case .string:
      if let text = expression.plainText, Identifier.isName(text) { texts[text, default: []].append(expression.span) }
      expression.children.forEach { walk($0) }
    case .call(let name, let arguments):
      use(name, as: .function)
      for argument in arguments { walk(argument: argument, of: name.text) }
    case .apply(let f, let arguments):
      walk(f)
      for argument in arguments { walk(argument: argument, of: nil) }
    case .lambda(let definition):
      within(definition.parameters, expression.span) { finder in definition.expressions.forEach { finder.walk($0) } }
    case .member(let value, let name):
      walk(value)
      walk(member: name, of: value)
    case .slice(let value, let slice): walk(slice, of: value)
    case .selection(let value, let condition):
      walk(value)
      inTable { $0.walk(condition) }
    case .query(let value, let query):
      walk(value)
      for name in query.columnNames { loose[name.text, default: []].append(name.span) }
      inTable { finder in query.expressions.forEach { finder.walk($0) } }
    default: expression.children.forEach { walk($0) }
    }
  }

  private mutating func inTable(_ body: (inout NameFinder) -> Void) {
    let outer = isInTable
    isInTable = true
    body(&self)
    isInTable = outer
  }

  private mutating func walk(argument: Expression, of function: String?) {
    guard case .named(let name, let value) = argument.kind else { return walk(argument) }
    if let function { named.append((function, name)) } else { loose[name.text, default: []].append(name.span) }
    walk(value)
  }

  /// momentum.red is a cluster's; of other values only the run knows.
  private mutating func walk(member name: Name, of value: Expression) {
    var root = value
    while case .member(let inner, _) = root.kind { root = inner }
    if let word = root.bareName, language.quantity(word) != nil {
      use(name, as: .cluster)
    } else {
      loose[name.text, default: []].append(name.span)
    }
  }

  private mutating func walk(_ slice: Expression.Slice, of value: Expression) {
    walk(value)
    switch slice {
    case .by(let name):
      if !["cluster", "point"].contains(name.text) { use(name, doubt: "a column may have the name") }
    case .of(let name): use(name, as: .cluster)
    case .over: break
    case .at(_, let place): walk(place)
    case .per(let x): walk(x)
    }
  }
}

extension Query {
  /// The columns that stand as names.
  fileprivate var columnNames: [Name] {
    switch self {
    case .extend(let name, _): [name]
    case .order: []
    case .group(let keys, let measures): keys + measures.compactMap(\.name)
    }
  }
}

extension Definition {
  /// What its block gives a value, functions within it left out.
  fileprivate var givenNames: Set<String> {
    guard case .block(let statements) = body else { return [] }
    var found = Set<String>()
    Self.gather(statements, &found)
    return found
  }

  private static func gather(_ statements: [Statement], _ found: inout Set<String>) {
    for statement in statements {
      switch statement.kind {
      case .bind(let name, _), .parameter(let name, _), .bindResult(let name, _), .loop(let name, _, _):
        found.insert(name.text)
      case .definition(let definition):
        found.insert(definition.name.text)
        continue
      default: break
      }
      statement.blocks.forEach { gather($0, &found) }
    }
  }
}
