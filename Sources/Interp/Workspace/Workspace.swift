public import Core
import Synchronization

/// All the state of a session. A value: a command works on a copy, which replaces the original when the command
/// succeeds.
public struct Workspace {
  public var seed: UInt64? { didSet { revise() } }
  /// The seed that was drawn, since none was set.
  var drawnSeed: UInt64?
  public var clusters: [Cluster] = [] { didSet { revise() } }
  /// Tables of data by name.
  public var data: [String: DataTable] = [:] { didSet { revise() } }
  /// Processes with all that belongs to them, by name.
  public var processes: [String: Experiment] = [:] { didSet { revise() } }
  /// The process that commands work on.
  public var current = "" { didSet { revise() } }
  /// `of NAME`: the one that a single command works on in its place. Nothing that could be undone.
  private(set) var focus: String?
  /// Values and functions by name.
  public var variables: [String: Value] = [:] { didSet { revise() } }
  /// `define quantity`
  var quantities: [String: QuantityDefinition] = [:] { didSet { revise() } }
  /// `define family`
  public var families: [String: FormulaFamily] = [:] { didSet { revise() } }
  /// `define action`
  public var actions: [String: Lagrangian] = [:] { didSet { revise() } }
  /// How many times random numbers were drawn by expressions.
  var draws = 0
  /// The last result: `ans`.
  public var last = Value.nothing
  public var expectations = (passed: 0, failed: 0)
  /// A function has been defined that holds commands.
  var hasEffects = false
  /// New with every change that can be undone, and never the same for two that differ: what was computed of a workspace
  /// holds for every one of its revision.
  private(set) var revision = 0

  public init() {}

  private mutating func revise() { revision = lastRevision.add(1, ordering: .relaxed).newValue }

  /// Lets another process be the present one for the time of a command.
  ///
  /// - Returns: what `unfocus` takes.
  mutating func focus(on name: String) -> Focus {
    let before = (focus, revision)
    focus = name
    revise()
    return Focus(outer: before.0, before: before.1, within: revision)
  }

  /// As before; the revision too, where nothing else has changed meanwhile.
  mutating func unfocus(_ state: Focus) {
    focus = state.outer
    if revision == state.within { revision = state.before } else { revise() }
  }

  struct Focus {
    fileprivate let outer: String?
    fileprivate let before: Int
    fileprivate let within: Int
  }

  /// The name of the process that is asked now.
  public var present: String { focus ?? current }

  /// The present process with all that belongs to it.
  public var experiment: Experiment? {
    get { processes[present] }
    set { processes[present] = newValue }
  }

  /// What takes the place of something of its own kind that has the same name.
  enum Replaceable { case process, data }

  /// What a name would hide, if anything.
  func meaning(of name: String, for kind: Replaceable) -> String? {
    if cluster(named: name) != nil { return "a cluster" }
    if variables[name] != nil { return "a variable" }
    if kind != .data, data[name] != nil { return "a table of data" }
    if kind != .process, processes[name] != nil { return "a process" }
    return quantities[name] == nil ? nil : "a quantity"
  }

  /// What a name means that is no variable, if anything.
  func thing(named name: String) -> String? {
    if cluster(named: name) != nil { return "a cluster" }
    if processes[name] != nil { return "a process" }
    if data[name] != nil { return "a table of data" }
    return quantities[name] == nil ? nil : "a quantity"
  }

  public func cluster(named name: String) -> Cluster? { clusters.first { $0.name == name } }
}

private let lastRevision = Atomic(0)

/// When a workspace changed: two that are equal have nothing between them that a later statement could see.
struct Version: Equatable {
  let revision: Int
  let draws: Int
  let drawnSeed: UInt64?

  init(_ workspace: Workspace) {
    (revision, draws, drawnSeed) = (workspace.revision, workspace.draws, workspace.drawnSeed)
  }
}
