import Core
import Limits
import Syntax

/// Where the walk hands over to compiled code, and back.
extension Evaluator {
  private var machine: Machine { session.compilation.machine }

  // MARK: Entering

  /// Runs a loop outside of functions as code; nil where it can only be walked.
  mutating func compiled(_ loop: Statement) throws -> Flow? {
    guard session.settings.compiles, session.scope.depth == 0 else { return nil }
    let machine = machine
    guard let code = code(of: loop, machine), fits(code, machine) else { return nil }
    refresh(machine)
    let base = machine.state.pointee.top
    defer {
      settle(machine)
      machine.clear(base, base + code.size)
    }
    guard try run(code, at: base) else { return .next }
    return .result(Registers(machine, at: base).taken(0))
  }

  private func code(of loop: Statement, _ machine: Machine) -> Code? {
    let isCareful = session.workspace.hasEffects || loop.definesEffects
    let place = Machine.Place(
      source: ObjectIdentifier(loop.span.source), start: loop.span.range.lowerBound, end: loop.span.range.upperBound,
      isCareful: isCareful, isNoted: session.trail.isKept)
    if let code = machine.codes[place] { return code }
    if machine.codes.count >= 256 { machine.codes = [:] }
    let code = Compiler.code(
      of: loop, session.language, machine, isCareful: isCareful, isNoted: session.trail.isKept)
    machine.codes[place] = .some(code)
    return code
  }

  /// The value of a function, called from the walk, as code; nil where it can only be walked. Its call is counted already.
  mutating func compiled(_ definition: Definition, _ arguments: [Value]) throws -> Value? {
    // Code asks for the numbers of what its own variables may be; parameters are quantities where `map` goes through such.
    guard session.settings.compiles, !arguments.contains(where: \.isQuantity) else { return nil }
    let machine = machine
    let isCareful = session.workspace.hasEffects
    guard let code = code(of: Callee.of(definition, machine), isCareful: isCareful), fits(code, machine) else {
      return nil
    }
    refresh(machine)
    let base = machine.state.pointee.top
    let registers = Registers(machine, at: base)
    for (i, value) in arguments.enumerated() { registers.set(i, value) }
    defer { machine.clear(base, base + code.size) }
    _ = try run(code, at: base)
    return registers.taken(0)
  }

  /// Calls a function of one argument for every entry, and hands on what it gives.
  mutating func call(
    _ definition: Definition, forEach entries: [Value], at span: Span, _ take: (Value, Value) throws -> Void
  ) throws {
    let machine = machine
    guard session.settings.compiles, definition.parameters.count == 1, session.scope.hasRoom,
      let code = code(of: Callee.of(definition, machine), isCareful: session.workspace.hasEffects), fits(code, machine)
    else {
      for entry in entries { try take(entry, call(definition, [entry], at: span)) }
      return
    }
    let (state, base) = (machine.state, machine.state.pointee.top)
    let registers = Registers(machine, at: base)
    for entry in entries {
      if entry.isQuantity {
        try take(entry, call(definition, [entry], at: span))
        continue
      }
      state.pointee.patience -= 1
      if state.pointee.patience < 0 { try ask(state) }
      refresh(machine)
      registers.set(0, entry)
      session.scope.enter()
      do { _ = try run(code, at: base) } catch {
        session.scope.leave()
        machine.clear(base, base + code.size)
        throw Self.traced(error, definition, [entry], at: span)
      }
      session.scope.leave()
      let value = registers.taken(0)
      // The result's own register too: the next code expects that nothing has a value yet.
      machine.clear(base, base + code.size)
      try take(entry, value)
    }
  }

  func code(of callee: Callee, isCareful: Bool) -> Code? {
    callee.code(isCareful: isCareful) {
      Compiler.code(of: $0, session.language, session.compilation.machine, isCareful: isCareful)
    }
  }

  private func fits(_ code: Code, _ machine: Machine) -> Bool {
    machine.state.pointee.top + code.size <= Machine.registers
      && machine.state.pointee.loops + code.loops <= Machine.mostLoops
  }

  // MARK: Cells

  /// The workspace learns what code has changed.
  mutating func settle(_ machine: Machine) {
    guard !machine.changed.isEmpty else { return }
    for cell in machine.changed {
      session.workspace.variables[machine.cells[cell].name] = machine.value(of: cell)
      machine.cells[cell].isChanged = false
    }
    machine.changed.removeAll(keepingCapacity: true)
    machine.state.pointee.revision = session.workspace.revision
  }

  /// Cells hold no longer where the workspace has become another one.
  func refresh(_ machine: Machine) {
    guard machine.state.pointee.revision != session.workspace.revision else { return }
    machine.state.pointee.epoch += 1
    machine.state.pointee.revision = session.workspace.revision
  }

  /// Reads a cell from the workspace.
  @inline(never)
  func load(_ cell: Int, _ machine: Machine) {
    let cells = machine.cells
    guard cells[cell].epoch != machine.state.pointee.epoch else { return }
    let name = cells[cell].name
    if let value = session.workspace.variables[name] {
      machine.set(cell, value)
    } else {
      machine.set(cell, .nothing)
      cells[cell].tag = Machine.Tag.unset
    }
    cells[cell].isFree = session.workspace.thing(named: name) == nil
    cells[cell].epoch = machine.state.pointee.epoch
  }

  /// Gives a variable of the workspace its value.
  func put(_ value: Value, _ cell: Int, _ machine: Machine) {
    load(cell, machine)
    machine.set(cell, value)
    if !machine.cells[cell].isChanged {
      machine.cells[cell].isChanged = true
      machine.changed.append(cell)
    }
  }

  @inline(never)
  func store(_ value: Value, _ cell: Int, _ name: Name, _ machine: Machine) throws {
    try free(cell, name, machine)
    put(value, cell, machine)
  }

  func free(_ cell: Int, _ name: Name, _ machine: Machine) throws {
    load(cell, machine)
    if !machine.cells[cell].isFree { try checkFree(name) }
  }

  func isHeld(_ cell: Int, _ machine: Machine) -> Bool {
    load(cell, machine)
    if machine.cells[cell].tag == Machine.Tag.other, case .quantity = machine.cells[cell].value { return false }
    return machine.cells[cell].tag != Machine.Tag.unset
  }

  func isList(_ cell: Int, _ machine: Machine) -> Bool {
    load(cell, machine)
    guard machine.cells[cell].tag == Machine.Tag.other, machine.cells[cell].isFree else { return false }
    if case .list = machine.cells[cell].value { return true }
    return false
  }

  // MARK: Handing over

  /// Lets the tree be walked where code does not know it: what code has changed is told, and read again.
  mutating func walk(_ i: Instruction, _ code: Code, _ r: Registers) throws {
    let e = code.parts.expressions[i.d]
    let isSettled = i.operation == .walk
    let value = try walking(code, r) { try isSettled ? $0.settledValue(e) : $0.evaluate(e) }
    r.set(i.a, value)
  }

  mutating func run(statement: Statement, _ code: Code, _ r: Registers) throws -> Flow {
    let flow = try walking(code, r) { try $0.execute(statement) }
    guard code.isFunction else { return flow }
    for (name, register) in code.parts.locals {
      if let value = session.scope.variable(name) { r.set(register, value) }
    }
    return flow
  }

  private mutating func walking<T>(_ code: Code, _ r: Registers, _ body: (inout Evaluator) throws -> T) throws -> T {
    settle(code.machine)
    if code.isFunction {
      for (name, register) in code.parts.locals where r.tags[register] != Machine.Tag.unset {
        _ = session.scope.assign(name, r.value(register))
      }
    }
    defer { refresh(code.machine) }
    return try body(&self)
  }

  // MARK: The trail

  mutating func mark(_ machine: Machine) {
    settle(machine)
    machine.state.pointee.mark = Version(session.workspace)
  }

  mutating func done(_ statement: Statement, _ machine: Machine) {
    machine.state.pointee.mark = nil
    session.trail.add(.done(statement))
  }

  mutating func asked(_ expression: Expression, _ machine: Machine) {
    if let mark = machine.state.pointee.mark, mark != Version(session.workspace) {
      session.trail.add(.asked(expression))
    }
    machine.state.pointee.mark = nil
  }

  // MARK: Errors

  /// An error as the statement of a step tells it.
  mutating func told(_ error: any Error, _ code: Code, _ place: Int) -> any Error {
    guard let statement = code.statement(at: place) else { return error }
    let state = code.machine.state
    if code.isNoted, case .bind = statement.kind, let mark = state.pointee.mark, mark != Version(session.workspace) {
      session.trail.add(.part(statement))
    }
    // A function's statements have none of their own.
    if code.isNoted { state.pointee.mark = nil }
    switch error {
    case let interruption as Interrupted: return session.reason(at: statement.span, interruption)
    case is CancellationError: return session.reason(at: statement.span)
    case let error as Diagnostic where error.exitStatus == .error && session.host.isInterrupted:
      return error.code == .outOfMemory ? error : session.reason(at: statement.span)
    default: return error
    }
  }

  /// Asks whether to end.
  @inline(never)
  func ask(_ state: UnsafeMutablePointer<Machine.State>) throws {
    state.pointee.patience = session.settings.turns
    if session.host.isInterrupted { throw Interrupted() }
  }

  /// A function that was there is there no more.
  static var lost: Diagnostic { Diagnostic(.fault, "a function was lost while it was called") }
}

extension Statement {
  /// A function that changes the workspace is defined within.
  fileprivate var definesEffects: Bool {
    if case .definition(let definition) = kind { return definition.hasEffects }
    return blocks.joined().contains(where: \.definesEffects)
  }
}
