import Syntax

/// A loop or a function as steps of a machine.
final class Code {
  let layout: UnsafeMutablePointer<Layout>
  let instructions: UnsafeMutablePointer<Instruction>
  let numbers: UnsafeMutablePointer<Double>
  let parts: Parts
  let machine: Machine
  let size: Int
  let firstTemporary: Int
  let loops: Int
  let isCareful: Bool
  let isNoted: Bool
  /// The step that leaves a function with what is in its first register; of a loop, as `return` does.
  let leaving: Int
  let isFunction: Bool

  /// What a call needs to know, to be read without counting references.
  struct Layout {
    let steps: UnsafeMutablePointer<Instruction>
    let numbers: UnsafeMutablePointer<Double>
    let size: Int
    /// What is used once begins at this register.
    let firstTemporary: Int
    let loops: Int
    let isCareful: Bool
    let isNoted: Bool
    private let owner: Unmanaged<Code>

    init(_ code: Code) {
      (steps, numbers, size, loops) = (code.instructions, code.numbers, code.size, code.loops)
      (firstTemporary, isCareful, isNoted, owner) = (
        code.firstTemporary, code.isCareful, code.isNoted, .passUnretained(code)
      )
    }

    var code: Code { owner.takeUnretainedValue() }
  }

  /// What the steps are about.
  struct Parts {
    var instructions: [Instruction] = []
    /// The statement of each step, an index into `statements`; -1 for none.
    var owners: [Int32] = []
    var numbers: [Double] = []
    var constants: [Value] = []
    var expressions: [Expression] = []
    var statements: [Statement] = []
    var names: [Name] = []
    /// How values stand in strings, and the names of records' members.
    var formats: [ValueFormat] = []
    var members: [[String]] = []
    var functions: [Function] = []
    /// The registers of a function's variables by their names, in order.
    var locals: [(name: String, register: Int)] = []
    /// How many registers it needs; from `firstTemporary` on they hold what is used once.
    var size = 1
    var firstTemporary = 1
    var loops = 0
    /// The innermost first.
    var handlers: [Handler] = []
  }

  /// Where code goes on after an error: the second block of a `try`.
  struct Handler {
    /// Those of the first block.
    let steps: Range<Int>
    let place: Int
    /// Loops from this number on lie within.
    let loops: Int
    /// Of the variable `error`: a function's register, or the workspace's cell.
    let register: Int?
    let cell: Int
  }

  init(_ parts: Parts, _ machine: Machine, isCareful: Bool, isNoted: Bool, isFunction: Bool) {
    (size, firstTemporary, loops) = (parts.size, parts.firstTemporary, parts.loops)
    (self.isCareful, self.isNoted, self.isFunction) = (isCareful, isNoted, isFunction)
    self.parts = parts
    leaving = max(0, parts.instructions.count - 1)
    self.machine = machine
    instructions = .allocate(capacity: max(1, parts.instructions.count))
    instructions.initialize(from: parts.instructions, count: parts.instructions.count)
    numbers = .allocate(capacity: max(1, parts.numbers.count))
    numbers.initialize(from: parts.numbers, count: parts.numbers.count)
    layout = .allocate(capacity: 1)
    layout.initialize(to: Layout(self))
  }

  deinit {
    instructions.deallocate()
    numbers.deallocate()
    layout.deallocate()
  }

  /// The innermost `try` within which a step lies.
  func handler(at place: Int) -> Handler? { parts.handlers.first { $0.steps.contains(place) } }

  /// The innermost statement of a step.
  func statement(at place: Int) -> Statement? {
    let owner = Int(truncatingIfNeeded: parts.owners[place])
    return owner < 0 ? nil : parts.statements[owner]
  }
}

extension Definition {
  /// Not one that has taken values along, knows itself or has defaults, which is walked.
  var isPlain: Bool { captured == nil && ownName == nil && defaults.isEmpty }
}

/// A function of the script with its code, which is made when it is first called.
final class Callee {
  let definition: Definition
  let count: Int
  let state: UnsafeMutablePointer<State>
  /// For sessions whose functions change nothing, and for others.
  private var plain: Code? { didSet { state.pointee.plain = plain?.layout } }
  private var careful: Code? { didSet { state.pointee.careful = careful?.layout } }
  private var triedPlain = false
  private var triedCareful = false

  private let machine: Machine

  private init(_ definition: Definition, _ machine: Machine) {
    self.machine = machine
    self.definition = definition
    count = definition.isPlain ? definition.parameters.count : -1
    state = .allocate(capacity: 1)
    state.initialize(to: State(owner: .passUnretained(self)))
  }

  deinit { state.deallocate() }

  /// What a call needs to know, to be read without counting references.
  struct State {
    fileprivate let owner: Unmanaged<Callee>
    /// How many calls of it are under way: while there are any the function holds itself, whatever becomes of its name.
    private var active = 0
    fileprivate var plain: UnsafeMutablePointer<Code.Layout>?
    fileprivate var careful: UnsafeMutablePointer<Code.Layout>?

    fileprivate init(owner: Unmanaged<Callee>) { self.owner = owner }

    var callee: Callee { owner.takeUnretainedValue() }

    /// The code, where it has been made.
    @inline(__always)
    func made(isCareful: Bool) -> UnsafeMutablePointer<Code.Layout>? { isCareful ? careful : plain }

    /// A call begins.
    @inline(__always)
    mutating func enter() {
      if active == 0 { _ = owner.retain() }
      active += 1
    }

    /// A call has ended; whether it was the last one, so that `release` must follow.
    @inline(__always)
    mutating func leave() -> Bool {
      active -= 1
      return active == 0
    }

    /// This may end with the function.
    @inline(never)
    static func release(_ state: UnsafeMutablePointer<State>) { state.pointee.owner.release() }
  }

  /// The one of a function, for a machine.
  static func of(_ definition: Definition, _ machine: Machine) -> Callee {
    if let callee = definition.attachment.value as? Callee, callee.machine === machine { return callee }
    let callee = Callee(definition, machine)
    definition.attachment.value = callee
    return callee
  }

  /// The code; nil where the function can only be walked.
  func code(isCareful: Bool, _ make: (Definition) -> Code?) -> Code? {
    guard count >= 0 else { return nil }
    if isCareful {
      if !triedCareful {
        triedCareful = true
        careful = make(definition)
      }
      return careful
    }
    if !triedPlain {
      triedPlain = true
      plain = make(definition)
    }
    return plain
  }
}
