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

  private func joined(_ left: Value, _ right: Value, _ e: Expression) throws -> Value {
    guard case .binary(let op, _, _) = e.kind else { return .nothing }
    return try e.span.blamed { try joined(op, left, right, at: e.span) }
  }

  /// What was computed may be unfinished where the work should end.
  private func end(_ code: Code) throws {
    code.machine.state.pointee.patience = Machine.longestPatience
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
    let e = code.parts.expressions[i.d]
    guard case .member(let value, let name) = e.kind else { return }
    let owner = taken(i.b, code, r)
    if case .quantity = owner { settle(code.machine) }
    r.set(i.a, try e.span.blamed { try member(of: owner, name, at: value.span) })
  }

  // MARK: Growing lists

  /// A list, in register a, gets c more entries.
  @inline(never)
  func append(_ i: Instruction, _ code: Code, _ r: Registers) throws {
    try checkGrowth(r.values + i.a, i, code, r)
    Self.grow(r.values + i.a, i, r)
  }

  /// The same of the list of a cell, which the workspace gives up until it is told what has become of it.
  @inline(never)
  mutating func appendCell(_ i: Instruction, _ code: Code, _ r: Registers) throws {
    let machine = code.machine
    load(i.a, machine)
    try withUnsafeMutablePointer(to: &machine.cells[i.a].value) { list in
      try checkGrowth(list, i, code, r)
      own(i.a, machine)
      Self.grow(list, i, r)
    }
  }

  /// Fails where the list may not become so long, or its new entries lie too deep.
  private func checkGrowth(
    _ list: UnsafeMutablePointer<Value>, _ i: Instruction, _ code: Code, _ r: Registers
  ) throws {
    guard case .list(let held) = list.pointee else { throw Self.lost }
    let memory = session.settings.memory
    if !(0..<i.c).allSatisfy({ r.isNumber(i.b + $0) }) {
      let e = code.parts.expressions[i.d]
      guard case .binary(_, _, let right) = e.kind else { return }
      let items = (0..<i.c).map { r.value(i.b + $0) }
      _ = try right.span.blamed { try Value.nest(items) }
    }
    let count = Double(held.count + i.c)
    if count * Double(MemoryLayout<Value>.stride) > memory.bytes / 64 {
      try code.parts.expressions[i.d].span.blamed { try memory.allow(count, "entries in a list") }
    }
  }

  /// The registers from b on go behind the list's entries.
  private static func grow(_ list: UnsafeMutablePointer<Value>, _ i: Instruction, _ r: Registers) {
    guard case .list(var items) = list.pointee else { return }
    // Nobody else has it from here on.
    list.pointee = .nothing
    for k in 0..<i.c { items.append(r.taken(i.b + k)) }
    list.pointee = .list(items)
  }

  @inline(never)
  func extend(_ i: Instruction, _ code: Code, _ r: Registers) throws {
    let (value, e) = (taken(i.b, code, r), code.parts.expressions[i.d])
    guard case .list(let more) = value else {
      r.set(i.a, try joined(r.value(i.a), value, e))
      return try end(code)
    }
    try checkLength(r.values + i.a, more.count, e)
    Self.extend(r.values + i.a, more)
    try end(code)
  }

  @inline(never)
  mutating func extendCell(_ i: Instruction, _ code: Code, _ r: Registers) throws {
    let (value, e, machine) = (taken(i.b, code, r), code.parts.expressions[i.d], code.machine)
    load(i.a, machine)
    guard case .list(let more) = value else {
      put(try joined(machine.value(of: i.a), value, e), i.a, machine)
      return try end(code)
    }
    try withUnsafeMutablePointer(to: &machine.cells[i.a].value) { list in
      try checkLength(list, more.count, e)
      own(i.a, machine)
      Self.extend(list, more)
    }
    try end(code)
  }

  private func checkLength(_ list: UnsafeMutablePointer<Value>, _ more: Int, _ e: Expression) throws {
    guard case .list(let held) = list.pointee else { throw Self.lost }
    try e.span.blamed { try session.settings.memory.allow(Double(held.count + more), "entries in a list") }
  }

  private static func extend(_ list: UnsafeMutablePointer<Value>, _ more: [Value]) {
    guard case .list(var items) = list.pointee else { return }
    list.pointee = .nothing
    items.append(contentsOf: more)
    list.pointee = .list(items)
  }

  /// A cell's value becomes its own: the workspace holds nothing in its place until it is told.
  private mutating func own(_ cell: Int, _ machine: Machine) {
    guard !machine.cells[cell].isChanged else { return }
    machine.cells[cell].isChanged = true
    machine.changed.append(cell)
    session.workspace.variables[machine.cells[cell].name] = .nothing
    machine.state.pointee.revision = session.workspace.revision
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
      let target = (code.isCareful ? callee.careful : callee.plain) ?? self.code(of: callee, isCareful: code.isCareful),
      base + i.a + target.size <= Machine.registers, state.pointee.loops + target.loops <= Machine.mostLoops
    else {
      try callWalked(callee, i, code, base)
      return nil
    }
    guard session.scope.hasRoom else { throw tooDeep(callee.definition, at: code.parts.expressions[i.d].span) }
    state.pointee.patience -= 1
    if state.pointee.patience < 0 { try ask(state) }
    session.scope.enter([:])
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

  /// An error as the calls tell it within which it happened, which are left.
  @inline(never)
  mutating func unwound(_ error: any Error, _ code: Code, _ base: Int, _ place: Int, _ frames: Int) -> any Error {
    let machine = code.machine
    var (error, code, base) = (told(error, code, place - 1), code, base)
    machine.endLoops(code.loops)
    while machine.state.pointee.frames > frames {
      let frame = machine.popped()
      let registers = Registers(machine, at: base)
      let arguments = (0..<frame.callee.count).map { registers.value($0) }
      machine.clear(base, base + code.size)
      session.scope.leave()
      let call = frame.code.instructions[frame.place - 1]
      error = Self.traced(
        error, frame.callee.definition, arguments, at: frame.code.parts.expressions[call.d].span)
      (code, base) = (frame.code, frame.base)
      error = told(error, code, frame.place - 1)
      machine.endLoops(code.loops)
    }
    return error
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
