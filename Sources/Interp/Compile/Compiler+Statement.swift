import Checked
import Syntax

/// Statements to steps.
extension Compiler {
  mutating func block(_ statements: [Statement]) throws {
    for statement in statements { try self.statement(statement) }
  }

  mutating func statement(_ statement: Statement) throws {
    let outer = owner
    defer { owner = outer }
    parts.statements.append(statement)
    owner = parts.statements.count - 1
    switch statement.kind {
    case .bind(let name, let expression) where !isWalked(expression): try bind(name, expression)
    case .branch(let condition, let then, let otherwise) where !isWalked(condition):
      try branch(condition, then, otherwise)
    case .loop(let name, let values, let body) where !isWalked(values): try loop(name, values, body)
    case .repetition(let condition, let body) where !isWalked(condition): try repetition(condition, body)
    case .attempt(let body, let otherwise): try attempt(body, otherwise)
    case .jump(.leave): try leave()
    case .jump(.skip):
      if let loop = around.last { try emit(.jump, 0, 0, 0, loop.start) } else { try emit(.giveNothing) }
    case .jump(.result(let value)) where value.map { !isWalked($0) } ?? true: try give(value)
    default: try walk()
    }
  }

  /// Whether a statement of this expression has to be a transaction.
  private func isWalked(_ expression: Expression) -> Bool { isCareful && mayChange(expression) }

  /// Whether an expression calls what may draw random numbers, run a function of the script or change the workspace.
  private func mayChange(_ expression: Expression) -> Bool {
    if case .apply = expression.kind { return true }
    if case .call(let name, _) = expression.kind, language.function(name.text)?.isPure != true { return true }
    return expression.children.contains(where: mayChange)
  }

  /// The statement by its tree.
  private mutating func walk() throws {
    try emit(.run, 0, 0, 0, owner)
    try leave()
    if let loop = around.last { try emit(.jump, 0, 0, 0, loop.start) } else { try emit(.giveNothing) }
  }

  private mutating func leave() throws {
    guard !around.isEmpty else {
      try emit(.giveNothing)
      return
    }
    around[around.count - 1].exits.append(try emit(.jump))
  }

  private mutating func give(_ value: Expression?) throws {
    let outer = free
    if let value {
      try mark(value)
      try emit(.give, 0, self.value(value))
    } else {
      try emit(.giveNothing)
    }
    free = outer
  }

  private mutating func mark(_ expression: Expression) throws {
    if isNoted, mayChange(expression) { try emit(.mark) }
  }

  // MARK: let

  private mutating func bind(_ name: Name, _ expression: Expression) throws {
    let outer = free
    try mark(expression)
    if try !grow(name, expression) {
      if isFunction, let register = locals[name.text] {
        if expression.isOneStep {
          _ = try value(expression, into: register)
        } else {
          try emit(.move, register, value(expression))
        }
      } else {
        try emit(.store, 0, value(expression), cell(name.text), place(name))
      }
    }
    if isFunction { given.insert(name.text) }
    if isNoted { try emit(.done, 0, 0, 0, owner) }
    free = outer
  }

  /// `let xs = xs + [x]`, `let xs = append(xs, x)`, where xs is a list and nobody else has it: the entries are put behind its
  /// own. False where the statement is of another form.
  private mutating func grow(_ name: Name, _ expression: Expression) throws -> Bool {
    guard let growth = expression.growth, growth.of.bareName == name.text,
      !isFunction || locals[name.text] != nil && given.contains(name.text)
    else { return false }
    let (target, sum) = (try isFunction ? locals[name.text] ?? 0 : cell(name.text), place(expression))
    let other = try emit(isFunction ? .unlessList : .unlessListCell, 0, target)
    let outer = free
    switch growth.by {
    case .entries(let items):
      let first = try consecutive(items) { try $0.value($1, into: $2) }
      try emit(isFunction ? .append : .appendCell, target, first, items.count, sum)
    case .list(let more): try emit(isFunction ? .extend : .extendCell, target, value(more), 0, sum)
    }
    free = outer
    let end = try emit(.jump)
    land([other])
    if isFunction {
      _ = try value(expression, into: target)
    } else {
      try emit(.store, 0, value(expression), target, place(name))
    }
    free = outer
    land([end])
    return true
  }

  // MARK: try

  /// An error within the first block leads to the second one, where `error` is its message.
  private mutating func attempt(_ body: [Statement], _ otherwise: [Statement]) throws {
    let (before, start) = (given, here)
    try block(body)
    let after = given
    let end = try emit(.jump)
    parts.handlers.append(
      Code.Handler(
        steps: Range(from: start, upTo: here), place: here, loops: around.count, register: locals["error"],
        cell: isFunction ? 0 : try cell("error")))
    given = before.union(["error"])
    try block(otherwise)
    given.formIntersection(after)
    land([end])
  }

  // MARK: Blocks

  /// The steps of a question to which the trail may have to know the answer.
  private mutating func asking<T>(_ expression: Expression, _ body: (inout Compiler) throws -> T) throws -> T {
    guard isNoted, mayChange(expression) else { return try body(&self) }
    try emit(.mark)
    let result = try body(&self)
    try emit(.asked, 0, 0, 0, place(expression))
    return result
  }

  private mutating func branch(_ condition: Expression, _ then: [Statement], _ otherwise: [Statement]) throws {
    let isAsked = isNoted && mayChange(condition)
    let outer = free
    var no: [Int]
    if isAsked {
      let answer = try asking(condition) { try $0.value(condition, settled: false) }
      no = [try emit(.jumpUnless, 0, answer, place(condition))]
    } else {
      no = try unless(condition, settled: false)
    }
    free = outer
    let before = given
    try block(then)
    let after = given
    given = before
    if otherwise.isEmpty {
      land(no)
      return
    }
    let end = try emit(.jump)
    land(no)
    try block(otherwise)
    given.formIntersection(after)
    land([end])
  }

  private mutating func loop(_ name: Name, _ values: Expression, _ body: [Statement]) throws {
    let (outer, before, loop) = (free, given, around.count)
    guard loop < 100 else { throw Refused() }
    parts.loops = max(parts.loops, loop + 1)
    try asking(values) { compiler in
      let place = compiler.place(values)
      if case .range(let low, let high, let step) = values.kind {
        let first = try compiler.ends(low, high, step)
        try compiler.emit(.loopRange, loop, first, step == nil ? 2 : 3, place)
      } else {
        try compiler.emit(.loop, loop, compiler.value(values, settled: !values.isList), 0, place)
      }
    }
    free = outer
    if !isFunction { try emit(.free, 0, 0, cell(name.text), place(name)) }
    around.append(Around(start: here))
    let local = locals[name.text]
    let next = try local.map { try emit(.next, loop, $0) } ?? emit(.nextCell, loop, cell(name.text), place(name))
    given.insert(name.text)
    try block(body)
    try emit(.jump, 0, 0, 0, around[loop].start)
    land([next] + around.removeLast().exits)
    try emit(.endLoop, loop)
    given = before
  }

  private mutating func repetition(_ condition: Expression, _ body: [Statement]) throws {
    let (outer, before) = (free, given)
    around.append(Around(start: here))
    try emit(.turn)
    let no: [Int]
    if isNoted, mayChange(condition) {
      let answer = try asking(condition) { try $0.value(condition, settled: false) }
      no = [try emit(.jumpUnless, 0, answer, place(condition))]
    } else {
      no = try unless(condition, settled: false)
    }
    free = outer
    try block(body)
    let loop = around.removeLast()
    try emit(.jump, 0, 0, 0, loop.start)
    land(no + loop.exits)
    given = before
  }
}

extension Expression {
  /// What a list grows by.
  fileprivate enum Growth {
    case entries([Expression])
    case list(Expression)
  }

  /// The list whose entries come first, and what comes behind them: of `xs + [x]`, `xs + ys`, `append(xs, x)`.
  fileprivate var growth: (of: Expression, by: Growth)? {
    switch kind {
    case .binary(.plus, let left, let right):
      if case .list(let items) = right.kind, items.count < 100 { return (left, .entries(items)) }
      return (left, .list(right))
    case .call(let name, let arguments) where name.text == "append":
      guard let list = arguments.first, arguments.count < 100, !arguments.contains(where: \.isNamed) else { return nil }
      return (list, .entries(Array(arguments.dropFirst())))
    default: return nil
    }
  }

  /// Its value is made in one step at the end, from values that were made before.
  fileprivate var isOneStep: Bool {
    switch kind {
    case .number, .unary: true
    case .binary(let op, _, _): op != .and && op != .or
    default: false
    }
  }
}
