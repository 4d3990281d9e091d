import Syntax

/// Loops and functions to the steps of a machine.
///
/// It knows the forms that programs spend their time in: numbers, variables, operators, calls, entries of lists, `let`,
/// `if`, loops. All other expressions and statements become a step that walks their tree, so that a new form of the
/// language works at once. What every step means, and where what fails is told, is what the walk says.
struct Compiler {
  /// The code would be too large.
  struct Refused: Error {}

  let language: Language
  let machine: Machine
  /// There are functions that change the workspace: statements that call functions are walked, each a transaction.
  let isCareful: Bool
  /// A trail is kept of what is done.
  let isNoted: Bool
  let isFunction: Bool
  var parts = Code.Parts()
  /// A function's variables; none of a loop, whose variables are the workspace's.
  var locals: [String: Int] = [:]
  /// Variables that may hold a quantity.
  var loose = Set<String>()
  /// Variables that have a value here, whichever way was taken.
  var given = Set<String>()
  /// The first register that is free.
  var free = 1
  /// The statement that is being compiled.
  var owner = -1
  var around: [Around] = []

  /// A loop around what is being compiled.
  struct Around {
    let start: Int
    var exits: [Int] = []
  }

  /// - Returns: nil where it can only be walked.
  static func code(
    of loop: Statement, _ language: Language, _ machine: Machine, isCareful: Bool, isNoted: Bool
  ) -> Code? {
    var compiler = Compiler(
      language: language, machine: machine, isCareful: isCareful, isNoted: isNoted, isFunction: false)
    return try? compiler.loop(loop)
  }

  /// - Returns: nil where it can only be walked.
  static func code(of function: Definition, _ language: Language, _ machine: Machine, isCareful: Bool) -> Code? {
    var compiler = Compiler(
      language: language, machine: machine, isCareful: isCareful, isNoted: false, isFunction: true)
    return try? compiler.function(function)
  }

  private mutating func loop(_ statement: Statement) throws -> Code {
    try self.statement(statement)
    // Walking it would ask for its code again.
    if parts.instructions.first?.operation == .run { throw Refused() }
    try emit(.end)
    try emit(.give)
    return Code(parts, machine, isCareful: isCareful, isNoted: isNoted, isFunction: isFunction)
  }

  private mutating func function(_ definition: Definition) throws -> Code {
    let parameters = definition.parameters.map(\.text)
    for (register, name) in parameters.enumerated() { locals[name] = register }
    free = parameters.count
    if case .block(let statements) = definition.body {
      let bound = statements.flatMap(\.bound)
      loose = Set(bound.filter(\.isLoose).map(\.name))
      for name in Self.once(bound.map(\.name)) {
        // What a function was called with stays where it is, for the message of what fails.
        if let parameter = locals[name] { try emit(.move, free, parameter) }
        locals[name] = free
        free += 1
      }
    }
    given = Set(parameters)
    parts.locals = Self.once(parameters + locals.keys.sorted()).map { ($0, locals[$0] ?? 0) }
    parts.firstTemporary = free
    keep(free)
    switch definition.body {
    case .expression(let expression): try emit(.give, 0, value(expression))
    case .block(let statements):
      try block(statements)
      try emit(.giveNothing)
    }
    owner = -1
    try emit(.give)
    return Code(parts, machine, isCareful: isCareful, isNoted: isNoted, isFunction: isFunction)
  }

  private static func once(_ names: [String]) -> [String] {
    var seen = Set<String>()
    return names.filter { seen.insert($0).inserted }
  }

  // MARK: Steps

  @discardableResult
  mutating func emit(_ operation: Operation, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, _ d: Int = 0) throws -> Int {
    guard let instruction = Instruction(operation, a, b, c, d) else { throw Refused() }
    parts.instructions.append(instruction)
    parts.owners.append(Int32(clamping: owner))
    return parts.instructions.count - 1
  }

  /// The next step's place.
  var here: Int { parts.instructions.count }

  /// Lets jumps lead here.
  mutating func land(_ jumps: [Int]) { for jump in jumps { parts.instructions[jump].d = here } }

  mutating func register() -> Int {
    defer { keep(free + 1) }
    free += 1
    return free - 1
  }

  mutating func keep(_ count: Int) { parts.size = max(parts.size, count) }

  mutating func place(_ e: Expression) -> Int {
    parts.expressions.append(e)
    return parts.expressions.count - 1
  }

  mutating func number(_ x: Double) -> Int {
    parts.numbers.append(x)
    return parts.numbers.count - 1
  }

  mutating func place(_ name: Name) -> Int {
    parts.names.append(name)
    return parts.names.count - 1
  }

  func cell(_ name: String) throws -> Int {
    guard let cell = machine.cell(name) else { throw Refused() }
    return cell
  }
}

extension Statement {
  /// The names that it gives values to, within itself and its blocks; loose are those that may become a quantity.
  fileprivate var bound: [(name: String, isLoose: Bool)] {
    let within =
      if case .definition = kind { [(name: String, isLoose: Bool)]() } else { blocks.joined().flatMap(\.bound) }
    switch kind {
    case .bind(let name, _), .parameter(let name, _): return [(name.text, false)]
    case .bindResult(let name, _): return [(name.text, true)]
    case .definition(let definition): return [(definition.name.text, false)]
    case .loop(let name, let values, _):
      let isRange = if case .range = values.kind { true } else { false }
      return [(name.text, !isRange)] + within
    case .attempt: return [("error", false)] + within
    case .repetition, .branch, .include: return within
    case .command, .expression, .jump, .expectation: return []
    }
  }
}
