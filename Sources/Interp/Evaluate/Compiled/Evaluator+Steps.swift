import Checked
import Core
import Limits
import Syntax

/// What steps of compiled code do with values that are no numbers, and all that is rare: they ask what the walk asks.
extension Evaluator {
  /// What a register holds; a temporary one holds it no longer, so that nobody else has it.
  func taken(_ register: Int, _ code: Code, _ r: Registers) -> Value {
    register >= code.firstTemporary ? r.taken(register) : r.value(register)
  }

  // MARK: Names

  @inline(never)
  mutating func settle(_ i: Instruction, _ code: Code, _ r: Registers) throws {
    guard case .quantity = r.values[i.b] else {
      if i.a != i.b { r.move(i.a, i.b) }
      return
    }
    r.set(i.a, try settled(r.value(i.b), code.parts.expressions[i.d], code.machine))
  }

  private mutating func settled(_ value: Value, _ e: Expression, _ machine: Machine) throws -> Value {
    settle(machine)
    return try e.span.blamed { try session.settled(value) }
  }

  @inline(never)
  mutating func global(_ i: Instruction, _ code: Code, _ r: Registers, settled isSettled: Bool) throws {
    let (machine, e) = (code.machine, code.parts.expressions[i.d])
    load(i.c, machine)
    switch machine.cells[i.c].tag {
    case Machine.Tag.number: r.set(i.a, machine.cells[i.c].number)
    case Machine.Tag.truth: r.set(i.a, machine.cells[i.c].number != 0)
    case Machine.Tag.other:
      let value = machine.cells[i.c].value
      if isSettled, case .quantity = value {
        r.set(i.a, try settled(value, e, machine))
      } else {
        r.set(i.a, value)
      }
    default:
      let value = try session.value(of: machine.cells[i.c].name, at: e.span)
      r.set(i.a, isSettled ? try settled(value, e, machine) : value)
    }
  }

  // MARK: Operators

  @inline(never)
  mutating func join(_ i: Instruction, _ code: Code, _ r: Registers) throws {
    let left = taken(i.b, code, r)
    r.set(i.a, try joined(left, taken(i.c, code, r), code.parts.expressions[i.d]))
    try end(code)
  }

  @inline(never)
  mutating func joinNumber(_ i: Instruction, _ code: Code, _ r: Registers) throws {
    let left = taken(i.b, code, r)
    r.set(i.a, try joined(left, .number(code.numbers[i.c]), code.parts.expressions[i.d]))
    try end(code)
  }

  @inline(never)
  func holds(_ i: Instruction, _ code: Code, _ r: Registers) throws -> Bool {
    let left = taken(i.a, code, r)
    return try holds(left, taken(i.b, code, r), code.parts.expressions[i.c])
  }

  @inline(never)
  func holdsOfNumber(_ i: Instruction, _ code: Code, _ r: Registers) throws -> Bool {
    try holds(taken(i.a, code, r), .number(code.numbers[i.b]), code.parts.expressions[i.c])
  }

  private func holds(_ left: Value, _ right: Value, _ e: Expression) throws -> Bool {
    try joined(left, right, e).truth(at: e.span)
  }

  func joined(_ left: Value, _ right: Value, _ e: Expression) throws -> Value {
    guard case .binary(let op, _, _) = e.kind else { return .nothing }
    return try e.span.blamed { try joined(op, left, right, at: e.span) }
  }

  /// What was computed may be unfinished where the work should end.
  func end(_ code: Code) throws {
    code.machine.state.pointee.patience = session.settings.turns
    if session.host.isInterrupted { throw Interrupted() }
  }

  @inline(never)
  mutating func sign(_ i: Instruction, _ code: Code, _ r: Registers) throws {
    let e = code.parts.expressions[i.d]
    guard case .unary(let op, let operand) = e.kind else { return }
    let value = taken(i.b, code, r)
    r.set(i.a, try e.span.blamed { try unary(op, value, at: operand.span) })
    try end(code)
  }

  /// and, or of lists of truths.
  @inline(never)
  func joinTruths(_ i: Instruction, _ code: Code, _ r: Registers) throws {
    let e = code.parts.expressions[i.d]
    guard case .binary(let op, let a, let b) = e.kind else { return }
    let (left, right) = (taken(i.b, code, r), taken(i.c, code, r))
    r.set(i.a, try e.span.blamed { try joined(op, left, right, a, b, at: e.span) })
    try end(code)
  }

  func isList(in register: Int, _ r: Registers) -> Bool {
    guard r.tags[register] == Machine.Tag.other, case .list = r.values[register] else { return false }
    return true
  }

  /// Fails where a register is neither true nor false.
  @inline(never)
  func truth(_ register: Int, _ place: Int, _ code: Code, _ r: Registers) throws {
    _ = try r.value(register).truth(at: code.parts.expressions[place].span)
  }

  /// Fails where a register is no number.
  @inline(never)
  func number(_ i: Instruction, _ code: Code, _ r: Registers) throws {
    _ = try number(r.value(i.b), Purpose.names[i.c], at: code.parts.expressions[i.d].span)
  }

  // MARK: Lists

  /// The values of the registers from b on.
  func entries(_ i: Instruction, _ code: Code, _ r: Registers) throws -> [Value] {
    let first = i.b
    return (0..<i.c).map { r.taken(first + $0) }
  }

  @inline(never)
  func list(_ i: Instruction, _ code: Code, _ r: Registers) throws {
    let items = try entries(i, code, r)
    r.set(i.a, try code.parts.expressions[i.d].span.blamed { try Value.nest(items) })
  }

  @inline(never)
  func vector(_ i: Instruction, _ r: Registers) {
    let first = i.b
    r.set(i.a, .vector((0..<i.c).map { r.numbers[first + $0] }))
  }

  @inline(never)
  func progression(_ i: Instruction, _ code: Code, _ r: Registers) throws -> Progression {
    let e = code.parts.expressions[i.d]
    guard case .range(let low, let high, let step) = e.kind else { return .nothing }
    let h = i.c == 3 ? r.numbers[i.b + 2] : 1
    return try progression(r.numbers[i.b], r.numbers[i.b + 1], h, at: step?.span ?? low.span.to(high.span))
  }

  /// A number's entry of a list into register a; false where it has to be asked for in another way.
  static func entry(_ list: UnsafeMutablePointer<Value>, _ wanted: Double, _ a: Int, _ r: Registers) -> Bool {
    guard case .list(let items) = list.pointee, let i = Int(exactly: wanted), 1 <= i, i <= items.count else {
      return false
    }
    if case .number(let x) = items[i - 1] { r.set(a, x) } else { r.set(a, items[i - 1]) }
    return true
  }

  @inline(never)
  func entry(_ container: Value, _ i: Instruction, _ code: Code, _ r: Registers) throws {
    let e = code.parts.expressions[i.d]
    guard case .index(let value, let index) = e.kind else { return }
    let wanted = taken(i.c, code, r)
    r.set(i.a, try e.span.blamed { try entry(wanted, in: container, index, of: value) })
  }

  @inline(never)
  func lastEntry(_ i: Instruction, _ code: Code, _ r: Registers) throws {
    let e = code.parts.expressions[i.d]
    guard case .index(let value, let index) = e.kind else { return }
    let container = taken(i.b, code, r)
    let wanted = try index.span.blamed { try container.lastIndex() }
    r.set(i.a, try e.span.blamed { try entry(.number(wanted), in: container, index, of: value) })
  }

  @inline(never)
  mutating func member(_ i: Instruction, _ code: Code, _ r: Registers) throws {
    if r.tags[i.b] == Machine.Tag.other, case .record(let fields) = r.values[i.b],
      let member = fields[code.parts.names[i.c].text]
    {
      return r.set(i.a, member)
    }
    let e = code.parts.expressions[i.d]
    guard case .member(let value, let name) = e.kind else { return }
    let owner = taken(i.b, code, r)
    if case .quantity = owner { settle(code.machine) }
    r.set(i.a, try e.span.blamed { try member(of: owner, name, at: value.span) })
  }

  // MARK: Calls

  @inline(never)
  mutating func apply(_ i: Instruction, _ code: Code, _ r: Registers) throws {
    let (function, e, machine) = (code.parts.functions[i.b], code.parts.expressions[i.d], code.machine)
    guard case .call(_, let arguments) = e.kind else { return }
    let first = i.a
    let values = (0..<i.c).map { r.taken(first + $0) }
    if !function.isPure || values.contains(where: \.needsSession) { settle(machine) }
    defer { if !function.isPure { refresh(machine) } }
    let value = try (arguments.first?.span ?? e.span).blamed { try function.apply(values, &session) }
    r.set(i.a, value)
    try end(code)
  }

  /// The function that a register holds.
  func callee(in register: Int, _ r: Registers, _ machine: Machine) -> Callee? {
    guard r.tags[register] == Machine.Tag.other, case .function(let definition) = r.values[register] else { return nil }
    return Callee.of(definition, machine)
  }

  /// Counts a call whose arguments are in the registers from a on.
  ///
  /// - Returns: the function's code; nil where it can only be walked, which has been done then.
  mutating func entered(_ callee: Callee, _ i: Instruction, _ code: Code, _ base: Int) throws -> Code? {
    let state = code.machine.state
    guard
      let target = self.code(of: callee, isCareful: code.isCareful),
      base + i.a + target.size <= Machine.registers, state.pointee.loops + target.loops <= Machine.mostLoops
    else {
      try callWalked(callee, i, code, base)
      return nil
    }
    guard !session.scope.isFull else { throw tooDeep(callee.definition, at: code.parts.expressions[i.d].span) }
    state.pointee.patience -= 1
    if state.pointee.patience < 0 { try ask(state) }
    session.scope.enter()
    return target
  }

  @inline(never)
  private mutating func callWalked(_ callee: Callee, _ i: Instruction, _ code: Code, _ base: Int) throws {
    let r = Registers(code.machine, at: base)
    let (first, count) = (i.a, i.c)
    let arguments = (0..<count).map { r.taken(first + $0) }
    settle(code.machine)
    defer { refresh(code.machine) }
    r.set(first, try call(callee.definition, arguments, at: code.parts.expressions[i.d].span))
  }

  /// What a loop goes through.
  static func loop(_ items: Items) -> Machine.Loop {
    switch items {
    case .list(let items): Machine.Loop(count: items.count, items: items)
    case .range(let range): Machine.Loop(count: range.count, isRange: true, range: range)
    }
  }
}

extension Value {
  /// What a function makes of it may depend on the workspace's variables.
  fileprivate var needsSession: Bool {
    switch self {
    case .quantity, .function, .process: true
    case .list(let items):
      items.contains { item in
        switch item {
        case .quantity, .function, .process, .list: true
        default: false
        }
      }
    default: false
    }
  }
}
