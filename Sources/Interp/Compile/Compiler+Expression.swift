import Syntax

/// Expressions to steps.
extension Compiler {
  /// The steps that compute a value, and the register where it is then: a variable's own, where it is nothing but that.
  ///
  /// - Parameters:
  ///   - settled: quantities are asked for their numbers.
  ///   - target: the register where it has to be.
  mutating func value(_ e: Expression, settled: Bool = true, into target: Int? = nil) throws -> Int {
    switch e.kind {
    case .name(let name): return try self.name(name, e, settled, target)
    case .call(let name, let arguments): return try call(name, arguments, e, settled, target)
    case .index(let value, let index) where index.isPlainIndex:
      return try entry(value, index, e, settled, target)
    case .member(let value, let member):
      return try settling(settled, e, target) { compiler, result in
        let owner = try compiler.value(value, settled: false)
        try compiler.emit(.member, result, owner, compiler.place(member), compiler.place(e))
      }
    case .binary(let op, let a, let b) where op == .and || op == .or: return try logic(op, a, b, e, target)
    default: return try made(target) { try $0.simple(e, settled, $1) }
    }
  }

  /// What becomes of steps whose registers are free behind them.
  private mutating func made(_ target: Int?, _ body: (inout Compiler, Int) throws -> Void) throws -> Int {
    let result = target ?? register()
    let outer = free
    try body(&self, result)
    free = outer
    return result
  }

  /// The same where the value may be a quantity.
  private mutating func settling(
    _ settled: Bool, _ e: Expression, _ target: Int?, _ body: (inout Compiler, Int) throws -> Void
  ) throws -> Int {
    try made(target) { compiler, result in
      try body(&compiler, result)
      if settled { try compiler.emit(.settle, result, result, 0, compiler.place(e)) }
    }
  }

  private mutating func simple(_ e: Expression, _ settled: Bool, _ result: Int) throws {
    switch e.kind {
    case .number(let x): try emit(.number, result, 0, 0, number(x))
    case .bool(let truth): try emit(.truth, result, 0, 0, truth ? 1 : 0)
    case .string(let pieces) where pieces.allSatisfy(\.isText):
      parts.constants.append(.string(pieces.map(\.plain).joined()))
      try emit(.constant, result, 0, 0, parts.constants.count - 1)
    case .string(let pieces): try text(pieces, result)
    case .unary(let op, let a):
      let operand = try value(a)
      try emit(op == .not ? .not : .negate, result, operand, 0, place(e))
    case .binary(let op, let a, let b): try operation(op, a, b, e, result)
    case .vector(let items) where items.count < 100:
      let first = try consecutive(items) { compiler, item, register in
        _ = try compiler.value(item, into: register)
        try compiler.emit(.isNumber, 0, register, Purpose.component, compiler.place(item))
      }
      try emit(.vector, result, first, items.count)
    case .list(let items) where items.count < 100:
      let first = try consecutive(items) { try $0.value($1, settled: settled, into: $2) }
      try emit(.list, result, first, items.count, place(e))
    case .range(let low, let high, let step):
      let first = try ends(low, high, step)
      try emit(.range, result, first, step == nil ? 2 : 3, place(e))
    case .record(let fields) where fields.count < 100: try record(fields, e, result)
    case .conditional(let condition, let then, let otherwise):
      try conditional(condition, then, otherwise, e, settled, result)
    case .index(let value, let index) where index.isPlainSlice: try slice(value, index, e, settled, result)
    default: try emit(settled ? .walk : .walkAsIs, result, 0, 0, place(e))
    }
  }

  /// Values in registers one behind the other; the first of them.
  mutating func consecutive<T>(_ items: [Expression], _ body: (inout Compiler, Expression, Int) throws -> T) throws
    -> Int
  {
    let first = free
    for item in items {
      let register = register()
      _ = try body(&self, item, register)
      free = register + 1
    }
    return first
  }

  /// A range's ends, and its step.
  mutating func ends(_ low: Expression, _ high: Expression, _ step: Expression?) throws -> Int {
    var purpose = Purpose.start
    return try consecutive([low, high] + (step.map { [$0] } ?? [])) { compiler, item, register in
      _ = try compiler.value(item, into: register)
      try compiler.emit(.isNumber, 0, register, purpose, compiler.place(item))
      purpose += 1
    }
  }

  // MARK: Names

  private mutating func name(_ name: String, _ e: Expression, _ settled: Bool, _ target: Int?) throws -> Int {
    if let register = locals[name] {
      if given.contains(name) {
        guard settled, loose.contains(name) else {
          guard let target else { return register }
          try emit(.move, target, register)
          return target
        }
        return try made(target) { try $0.emit(.settle, $1, register, 0, $0.place(e)) }
      }
      return try made(target) { try $0.emit(settled ? .local : .localAsIs, $1, register, $0.cell(name), $0.place(e)) }
    }
    return try made(target) { compiler, result in
      if let x = compiler.language.constant(name) {
        try compiler.emit(.number, result, 0, 0, compiler.number(x))
      } else {
        try compiler.emit(settled ? .global : .globalAsIs, result, 0, compiler.cell(name), compiler.place(e))
      }
    }
  }

  // MARK: Operators

  private mutating func operation(
    _ op: BinaryOperator, _ a: Expression, _ b: Expression, _ e: Expression, _ result: Int
  ) throws {
    let left = try value(a)
    if case .number(let x) = b.kind, let step = op.withNumber {
      try emit(step, result, left, number(x), place(e))
    } else {
      let right = try value(b)
      try emit(op.step, result, left, right, place(e))
    }
  }

  /// and, or
  private mutating func logic(
    _ op: BinaryOperator, _ a: Expression, _ b: Expression, _ e: Expression, _ target: Int?
  ) throws -> Int {
    try made(target) { compiler, result in
      let outer = compiler.free
      _ = try compiler.value(a, into: result)
      let first = try compiler.emit(.whereList, 0, result)
      let known = try compiler.emit(op == .and ? .jumpUnless : .jumpIf, 0, result, compiler.place(a))
      let other = compiler.register()
      _ = try compiler.value(b, settled: false, into: other)
      let second = try compiler.emit(.whereList, 0, other)
      try compiler.emit(.isTruth, 0, other, 0, compiler.place(b))
      try compiler.emit(.move, result, other)
      let done = try compiler.emit(.jump)
      compiler.land([first])
      try compiler.emit(.walkAsIs, other, 0, 0, compiler.place(b))
      compiler.land([second])
      try compiler.emit(.joinTruths, result, result, other, compiler.place(e))
      compiler.land([known, done])
      compiler.free = outer
    }
  }

  /// The jumps of a condition that does not hold.
  mutating func unless(_ e: Expression, settled: Bool) throws -> [Int] {
    let outer = free
    defer { free = outer }
    switch e.kind {
    case .binary(.and, let a, let b): return try unless(a, settled: true) + unless(b, settled: false)
    case .binary(let op, let a, let b):
      guard let (step, withNumber) = op.unless else { break }
      let left = try value(a)
      if case .number(let x) = b.kind { return [try emit(withNumber, left, number(x), place(e))] }
      let right = try value(b)
      return [try emit(step, left, right, place(e))]
    default: break
    }
    let truth = try value(e, settled: settled)
    return [try emit(.jumpUnless, 0, truth, place(e))]
  }

  // MARK: Calls and entries

  private mutating func call(
    _ name: Name, _ arguments: [Expression], _ e: Expression, _ settled: Bool, _ target: Int?
  ) throws -> Int {
    let outer = free
    let isLocal = locals[name.text] != nil
    guard arguments.count < 100, !arguments.contains(where: \.isNamed), !isLocal || given.contains(name.text) else {
      return try made(target) { try $0.emit(settled ? .walk : .walkAsIs, $1, 0, 0, $0.place(e)) }
    }
    let first = register()
    free = first
    if !isLocal, let function = language.function(name.text) {
      try apply(function, arguments, e, settled, first)
    } else {
      let from = try locals[name.text] ?? cell(name.text)
      let none = try emit(isLocal ? .prepare : .prepareCell, 0, from, arguments.count)
      _ = try consecutive(arguments) { try $0.value($1, into: $2) }
      try emit(isLocal ? .call : .callCell, first, from, arguments.count, place(e))
      let end = try emit(.jump)
      land([none])
      try emit(settled ? .walk : .walkAsIs, first, 0, 0, place(e))
      land([end])
    }
    free = outer
    guard let target else { return register() }
    try emit(.move, target, first)
    return target
  }

  private mutating func apply(
    _ function: Function, _ arguments: [Expression], _ e: Expression, _ settled: Bool, _ first: Int
  ) throws {
    guard function.arity.contains(arguments.count), !function.takesNames else {
      try emit(settled ? .walk : .walkAsIs, first, 0, 0, place(e))
      return
    }
    // Arguments may call functions themselves, which come behind.
    let number = parts.functions.count
    parts.functions.append(function)
    _ = try consecutive(arguments) { try $0.value($1, settled: function.settles($1), into: $2) }
    let isNumber = function.number != nil && arguments.count == 1
    try emit(isNumber ? .applyNumber : .apply, first, number, arguments.count, place(e))
    if settled { try emit(.settle, first, first, 0, place(e)) }
  }

  private mutating func entry(
    _ value: Expression, _ index: Expression, _ e: Expression, _ settled: Bool, _ target: Int?
  ) throws -> Int {
    try settling(settled, e, target) { compiler, result in
      let isLast = index.bareName == "last"
      if let name = value.bareName, compiler.locals[name] == nil, compiler.language.constant(name) == nil, !isLast {
        let cell = try compiler.cell(name)
        let other = try compiler.emit(.unlessHeldCell, 0, cell)
        let place = try compiler.value(index)
        try compiler.emit(.indexCell, result, cell, place, compiler.place(e))
        let end = try compiler.emit(.jump)
        compiler.land([other])
        try compiler.emit(.walk, result, 0, 0, compiler.place(e))
        compiler.land([end])
        return
      }
      let container = try compiler.value(value)
      if isLast {
        try compiler.emit(.indexLast, result, container, 0, compiler.place(e))
      } else {
        let place = try compiler.value(index)
        try compiler.emit(.index, result, container, place, compiler.place(e))
      }
    }
  }
}

/// What a number is asked for, as messages call it.
enum Purpose {
  static let (component, start, end, step) = (0, 1, 2, 3)
  static let names = ["a vector's component", "a range's start", "a range's end", "a range's step"]
}

extension Expression.Piece {
  fileprivate var isText: Bool { if case .text = self { true } else { false } }
  fileprivate var plain: String { if case .text(let text) = self { text } else { "" } }
}

extension BinaryOperator {
  fileprivate var step: Operation {
    switch self {
    case .plus: .add
    case .minus: .subtract
    case .times: .multiply
    case .over: .divide
    case .floored: .floored
    case .modulo: .modulo
    case .power: .power
    case .less: .less
    case .lessEqual: .lessEqual
    case .greater: .greater
    case .greaterEqual: .greaterEqual
    case .equal: .equal
    case .different: .different
    default: .join
    }
  }

  fileprivate var withNumber: Operation? {
    switch self {
    case .plus: .addNumber
    case .minus: .subtractNumber
    case .times: .multiplyNumber
    case .over: .divideNumber
    case .floored: .flooredNumber
    case .modulo: .moduloNumber
    case .power: .powerNumber
    default: nil
    }
  }

  fileprivate var unless: (Operation, withNumber: Operation)? {
    switch self {
    case .less: (.unlessLess, .unlessLessNumber)
    case .lessEqual: (.unlessLessEqual, .unlessLessEqualNumber)
    case .greater: (.unlessGreater, .unlessGreaterNumber)
    case .greaterEqual: (.unlessGreaterEqual, .unlessGreaterEqualNumber)
    case .equal: (.unlessEqual, .unlessEqualNumber)
    case .different: (.unlessDifferent, .unlessDifferentNumber)
    default: nil
    }
  }
}
