import Syntax

/// Where compiled code works: the registers of the calls under way, and the workspace's variables while a loop changes them.
///
/// A register is a number, true or false, or any other value, as its tag says; numbers are not wrapped. A variable of the
/// workspace is a cell while code runs. A cell is read from the workspace when it is first asked for, and again when the
/// workspace has become another one (`epoch`); what a loop changes is in the cells alone until somebody else may look.
final class Machine {
  enum Tag {
    /// Nothing is there.
    static let unset: UInt8 = 0
    static let number: UInt8 = 1
    /// Its number is 0 or 1.
    static let truth: UInt8 = 2
    /// In `values`, which is initialised only then.
    static let other: UInt8 = 4
    static let eightOthers: UInt64 = 0x0404_0404_0404_0404
  }

  /// A variable of the workspace.
  struct Cell {
    let name: String
    /// When it was read; it holds in no other epoch.
    var epoch = -1
    var tag = Tag.unset
    /// The workspace does not know its value yet.
    var isChanged = false
    /// The name may be given: it is no cluster's, process', table's or quantity's.
    var isFree = false
    var number = 0.0
    var value = Value.nothing
    /// Where the value is a function.
    var callee: Callee?
    var call: UnsafeMutablePointer<Callee.State>?
    /// How many arguments its code takes; -1 of what has none.
    var arity = -1
  }

  /// How far a loop is.
  struct Loop {
    var place = 0
    var count = 0
    var isRange = false
    var range = Progression.nothing
    var items: [Value] = []

    /// The next entry.
    var item: Value { isRange ? .number(range[place]) : items[place] }
  }

  /// Where a function goes on that has called another one, whose `Callee` holds both as long as it is under way.
  struct Frame {
    let layout: UnsafeMutablePointer<Code.Layout>
    let place: Int
    let base: Int
    /// The one that it called.
    let callee: UnsafeMutablePointer<Callee.State>
  }

  struct State {
    /// The registers and loops that are free begin here.
    var top = 0
    var loops = 0
    var frames = 0
    var epoch = 0
    /// The workspace of this epoch.
    var revision = -1
    /// So many turns and calls until it is asked whether to end.
    var patience = 0
    /// The workspace when the present statement began, where a trail is kept.
    var mark: Version?
  }

  static let registers = 1 << 17
  static let mostLoops = 1 << 12
  static let mostCells = 1 << 12

  let tags: UnsafeMutablePointer<UInt8>
  let numbers: UnsafeMutablePointer<Double>
  let values: UnsafeMutablePointer<Value>
  let loops: UnsafeMutablePointer<Loop>
  let cells: UnsafeMutablePointer<Cell>
  /// As many as calls may lie within each other.
  let frames: UnsafeMutablePointer<Frame>
  let state: UnsafeMutablePointer<State>
  /// The loops that were compiled, by where they stand.
  var codes: [Place: Code?] = [:]
  private var places: [String: Int] = [:]
  /// The cells that the workspace does not know yet.
  var changed: [Int] = []

  /// Where a statement stands, and what its code was made for.
  struct Place: Hashable {
    let source: ObjectIdentifier
    let start: Int
    let end: Int
    let isCareful: Bool
    let isNoted: Bool
  }

  init() {
    tags = .allocate(capacity: Self.registers)
    tags.initialize(repeating: Tag.unset, count: Self.registers)
    numbers = .allocate(capacity: Self.registers)
    values = .allocate(capacity: Self.registers)
    loops = .allocate(capacity: Self.mostLoops)
    loops.initialize(repeating: Loop(), count: Self.mostLoops)
    cells = .allocate(capacity: Self.mostCells)
    frames = .allocate(capacity: Scope.deepestCall)
    state = .allocate(capacity: 1)
    state.initialize(to: State())
  }

  deinit {
    clear(0, Self.registers)
    loops.deinitialize(count: Self.mostLoops)
    cells.deinitialize(count: places.count)
    tags.deallocate()
    numbers.deallocate()
    values.deallocate()
    loops.deallocate()
    cells.deallocate()
    frames.deallocate()
    state.deallocate()
  }

  /// The cell of a name; nil where there are too many.
  func cell(_ name: String) -> Int? {
    if let place = places[name] { return place }
    let place = places.count
    guard place < Self.mostCells else { return nil }
    (cells + place).initialize(to: Cell(name: name))
    places[name] = place
    return place
  }

  // MARK: Frames

  @inline(__always)
  func push(_ frame: Frame) {
    (frames + state.pointee.frames).initialize(to: frame)
    state.pointee.frames += 1
  }

  @inline(__always)
  func popped() -> Frame {
    state.pointee.frames -= 1
    return frames[state.pointee.frames]
  }

  /// Lets go of the last loops.
  @inline(__always)
  func endLoops(_ count: Int) {
    guard count > 0 else { return }
    state.pointee.loops -= count
    for loop in 0..<count {
      let loop = loops + (state.pointee.loops + loop)
      if !loop.pointee.items.isEmpty { loop.pointee.items = [] }
    }
  }

  // MARK: Registers and cells

  /// The value of a cell that has been read.
  func value(of cell: Int) -> Value {
    switch cells[cell].tag {
    case Tag.number: .number(cells[cell].number)
    case Tag.truth: .bool(cells[cell].number != 0)
    case Tag.other: cells[cell].value
    default: .nothing
    }
  }

  /// Gives a cell its value.
  func set(_ cell: Int, _ value: Value) {
    let cell = cells + cell
    if cell.pointee.tag == Tag.other {
      (cell.pointee.value, cell.pointee.callee) = (.nothing, nil)
      (cell.pointee.call, cell.pointee.arity) = (nil, -1)
    }
    switch value {
    case .number(let x): (cell.pointee.tag, cell.pointee.number) = (Tag.number, x)
    case .bool(let truth): (cell.pointee.tag, cell.pointee.number) = (Tag.truth, truth ? 1 : 0)
    case .function(let definition):
      (cell.pointee.tag, cell.pointee.value) = (Tag.other, value)
      let callee = Callee.of(definition, self)
      (cell.pointee.callee, cell.pointee.call, cell.pointee.arity) = (callee, callee.state, callee.count)
    default: (cell.pointee.tag, cell.pointee.value) = (Tag.other, value)
    }
  }

  /// Lets go of what some registers hold.
  @inline(__always)
  func clear(_ first: Int, _ end: Int) {
    var r = first
    // Eight at a time where nothing is held.
    while r + 8 <= end {
      let eight = UnsafeMutableRawPointer(tags + r)
      guard eight.loadUnaligned(as: UInt64.self) & Tag.eightOthers == 0 else { break }
      eight.storeBytes(of: 0, as: UInt64.self)
      r += 8
    }
    while r < end {
      if tags[r] == Tag.other { (values + r).deinitialize(count: 1) }
      tags[r] = Tag.unset
      r += 1
    }
  }
}

/// The machine of a session, which is there from when code is first compiled.
final class Compilation {
  private(set) lazy var machine = Machine()
}
