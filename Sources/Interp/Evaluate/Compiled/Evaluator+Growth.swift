import Core
import Syntax

/// Steps of compiled code that let a list grow where it lies: `let xs = xs + [x]`, `let xs = append(xs, x)`.
extension Evaluator {
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
    let (memory, e) = (session.settings.memory, code.parts.expressions[i.d])
    if !(0..<i.c).allSatisfy({ r.isNumber(i.b + $0) }) {
      let items = (0..<i.c).map { r.value(i.b + $0) }
      _ = try e.growthPlaces.entries.blamed { try Value.nest(items) }
    }
    let count = Double(held.count + i.c)
    if count * Double(MemoryLayout<Value>.stride) > memory.bytes / 64 {
      try e.growthPlaces.length.blamed { try memory.allow(count, "entries in a list") }
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
      let sum = try joined(r.value(i.a), value, e)
      try end(code)
      return r.set(i.a, sum)
    }
    try checkLength(r.values + i.a, more.count, e)
    try end(code)
    Self.extend(r.values + i.a, more)
  }

  @inline(never)
  mutating func extendCell(_ i: Instruction, _ code: Code, _ r: Registers) throws {
    let (value, e, machine) = (taken(i.b, code, r), code.parts.expressions[i.d], code.machine)
    load(i.a, machine)
    guard case .list(let more) = value else {
      let sum = try joined(machine.value(of: i.a), value, e)
      try end(code)
      return put(sum, i.a, machine)
    }
    // Before the list changes: what Ctrl-C ends has done nothing, and the trail has nothing of it.
    try end(code)
    try withUnsafeMutablePointer(to: &machine.cells[i.a].value) { list in
      try checkLength(list, more.count, e)
      own(i.a, machine)
      Self.extend(list, more)
    }
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
}

extension Expression {
  /// Where it is told that a list becomes too long, and that its new entries lie too deep.
  fileprivate var growthPlaces: (length: Span, entries: Span) {
    switch kind {
    case .binary(_, _, let more): (span, more.span)
    case .call(_, let arguments): (arguments.first?.span ?? span, arguments.first?.span ?? span)
    default: (span, span)
    }
  }
}
