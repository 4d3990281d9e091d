import Archives
import Core
import Recordings
import Syntax

/// import trace "gpt.safetensors" labels=kind
enum ImportTrace {
  static let standardName = "recording"
  static let file = Option.required(
    "file", .name(.file), "a recording: .safetensors, .safetensors.index.json or .npz; `part-*.safetensors` adds sums",
    positional: true)
  static let word = Option.optional("as", .choice(of: ["as"]) { $0 }, "before a name", positional: true)
  static let name = Option(
    "name", .newName, "the recording's name, where there are to be several", default: standardName, positional: true)
  static let labels = Option.optional(
    "labels", .name(.word), "whose classes become clusters, where the file has several labels; the first by itself")
  static let groups = Option.optional(
    "groups", .name(.word),
    "the array that holds the exchangeable units, or `points` or `sequences`; by itself `groups` of the file, else sequences, else points"
  )
  static let weights = Option.optional("weights", .name(.word), "the array that holds the points' weights")
  static let states = Option.optional(
    "states", .text, "how another program called the states, * for the number: \"blocks.*.hook_resid_post\"")
  static let costates = Option.optional(
    "costates", .text, "the same of the costates: \"blocks.*.hook_resid_post_grad\"")
  static let points = Option.optional("points", .value(.numbers), "which points, `1..5000`; all if none are named")
  static let layers = Option.optional("layers", .value(.numbers), "which states, `0..12`; all if none are named")

  static let command = Command(
    "import", "trace", "reads what a model of your own did: states, costates, and what it says of itself",
    details: [
      "A recording holds states x.0 ... x.K and costates g.0 ... g.K, dL/dx of one objective L, of n points or of sequences of tokens; labels, groups "
        + "and weights of the points; parameters p.NAME and dp.NAME of the same backward pass; and a description of the steps. docs/recordings.md has all of it.",
      "Charges are sums over all points, read block by block; what needs points draws at most 2000 of them. The file stays where it is, and is needed "
        + "for as long as the recording is.",
      "Everything that must hold of an export that is right is checked: each identity is shown with its largest failure, and with the tolerance that the "
        + "storage of the numbers leaves.",
    ], [file, word, name, labels, groups, weights, states, costates, points, layers],
    brings: .init(process: standardName, isOpen: true),
    ranks: .alike,
    examples: [
      .init(
        "import trace \"letters.safetensors\"",
        shows:
          "recording: letters.safetensors, 5 states of width 6, 288 tokens in 24 sequences, float32; labels kind: space, vowel, consonant, punct*passed*"
      ),
      .init("import trace \"digits-mlp.npz\" as mlp\nconserve", shows: "*rotations*conserved*"),
    ]
  ) { call, session in
    if call.gives(word) != call.gives(name) {
      throw Diagnostic(
        .missingArgument, "`as` and a name go together: import trace \"...\" as held", at: call.span(of: word.parameter)
      )
    }
    let name = try call[name]
    try Building.check(name, at: call.span(of: ImportTrace.name.parameter), session)
    let request = try request(call)
    let process = try Building.built(call) { try read(try call[file], call, request, &session) }
    let experiment = try Building.built(call) { try Experiment(recorded: process) }
    try Building.place(experiment, name, at: call.span(of: ImportTrace.name.parameter), &session)
    session.show(.table(RecordingTables.checks(process)))
    for note in process.notes { session.host.note("note: " + note) }
    for warning in process.results.warnings { session.host.note("warning: " + warning) }
  }

  // MARK: What is asked for

  private static func request(_ call: Call) throws -> RecordingRequest {
    var request = RecordingRequest()
    request.labels = try call[labels]
    request.groups = try call[groups]
    request.weights = try call[weights]
    request.states = try call[states]
    request.costates = try call[costates]
    guard (request.states == nil) == (request.costates == nil) else {
      throw Diagnostic(
        .missingArgument, "`states` and `costates` go together",
        at: call.span(of: request.states == nil ? costates.parameter : states.parameter))
    }
    request.points = try range(call, points, from: 1)
    request.layers = try range(call, layers, from: 0)
    return request
  }

  private static func range(_ call: Call, _ option: Option<Value?>, from first: Int) throws -> ClosedRange<Int>? {
    guard let value = try call[option] else { return nil }
    let (span, name) = (call.span(of: option.parameter), option.parameter.name)
    var bounds: (Double, Double)?
    switch value {
    case .number(let x): bounds = (x, x)
    case .range(let range) where range.count > 0 && range.step == 1: bounds = (range[0], range[range.count - 1])
    default: break
    }
    guard let bounds else {
      throw Diagnostic(
        .wrongType,
        "`\(name)` is a range such as \(first)..12, one after the other, not \(value.isRange ? "one that is empty, or has a step" : value.kind)",
        at: span)
    }
    guard let low = Int(exactly: bounds.0), let high = Int(exactly: bounds.1), low >= first else {
      throw Diagnostic(.outOfRange, "`\(name)` goes from \(first) in whole numbers", at: span)
    }
    return ClosedRange(between: low, and: high)
  }

  // MARK: Files

  /// What is refused about an option keeps its name, for the place.
  private static func read(
    _ path: String, _ call: Call, _ request: RecordingRequest, _ session: inout Session
  ) throws -> RecordedProcess {
    let span = call.span(of: file.parameter)
    let (files, beside) = try session.placed(span) { try opened(path, span, &$0) }
    let (host, threads) = (session.host, session.settings.threads)
    // A seed is drawn only where points are.
    var drawing = session
    defer { if session.workspace.seed == nil { session.workspace = drawing.workspace } }
    do {
      return try MemoryLimit.bound(to: session.settings.memory) {
        try RecordedProcess(
          files, called: fileName(path), request, threads: threads, open: { try host.open(beside + $0) },
          random: { drawing.random(for: "import trace") })
      }
    } catch let error as EngineError where error.about != nil {
      throw error
    } catch let error as EngineError {
      throw Diagnostic(error, at: span)
    } catch let error as HostError {
      throw error.isInterruption ? Interrupted() : Diagnostic(.file, error.message, at: span)
    }
  }

  /// The opened files, and the folder in which they lie.
  private static func opened(
    _ path: String, _ span: Span, _ session: inout Session
  ) throws -> ([(name: String, bytes: any ByteSource)], String) {
    let names = try paths(path, span, session)
    let files = try names.map { name in (name: fileName(name), bytes: try session.openNear(name, span)) }
    return (files, folderOf(session.found(names[0], span)))
  }

  private static func fileName(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
  private static func folderOf(_ path: String) -> String { path.lastIndex(of: "/").map { String(path[...$0]) } ?? "" }

  /// The files of a pattern, by name, in the present folder, else beside the script; a path without `*` is its own.
  private static func paths(_ path: String, _ span: Span, _ session: Session) throws -> [String] {
    let name = fileName(path)
    guard name.contains("*") else { return [path] }
    let parts = name.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else {
      throw EngineError(.badFile, "`\(path)` has more than one *")
    }
    for folder in [path, span.source.beside(path)].compactMap({ $0.map(folderOf) }) {
      let found = session.host.list(folder.isEmpty ? "." : folder, beginning: parts[0]).filter {
        !$0.isFolder && $0.name.hasSuffix(parts[1]) && $0.name.utf8.count >= parts[0].utf8.count + parts[1].utf8.count
      }.map(\.name).sorted()
      if !found.isEmpty { return found.map { folder + $0 } }
    }
    throw EngineError(.badFile, "no file is called `\(path)`")
  }
}

extension Session {
  /// A file that stays open.
  mutating func openNear(_ path: String, _ span: Span) throws(HostError) -> any ByteSource {
    let host = host
    return try near(path, span) { path throws(HostError) in try host.open(path) }
  }
}

extension Value {
  fileprivate var isRange: Bool { if case .range = self { true } else { false } }
}
