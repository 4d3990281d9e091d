import Checked
import Core
import Limits
import Sweeps
import Syntax
import Tables

/// sweep fit script="fit.nsh" rate=[1e-3, 1e-2] seed=1..20 keep=[loss]
enum SweepCommand {
  static let name = Option.required(
    "name", .name(.sweep), "what the sweep is called; its runs are asked for by it", positional: true)
  /// What is done, where it is not simply a sweep.
  enum Way: String, CaseIterable { case resume, plan }

  static let way = Option.optional(
    "way", .choice(of: Way.allCases),
    "resume: goes on with the runs that are not done yet; plan: notes what is to be run, and runs nothing",
    positional: true)
  static let script = Option.optional(
    "script", .name(.file), "the script that is run, in place of a block in braces")
  static let keep = Option.optional(
    "keep", .name(.apart),
    "what is kept of each run: `keep=[loss, drift(momentum)]`, values that can stand in a cell, and of a series its largest magnitude"
  )
  static let series = Option.optional(
    "series", .name(.apart), "series and lists that are kept whole: `series=[loss over step]`")
  static let shape = Option(
    "as", .choice(of: [SweepPlan.Shape.grid, .list]) { $0.rawValue },
    "grid: all combinations; list: the first values together, the second ones, and so on", default: SweepPlan.Shape.grid
  )
  static let draws = Option.optional(
    "draws", .count,
    "so many runs, each with one value of every parameter, drawn at random; those that are alike are run once")
  static let drawSeed = Option("drawseed", .count, "the seed of these draws", default: 1)
  static let stop = Option(
    "stop", .either(no: "never", yes: "first"), "first: the first run that fails or diverges ends the sweep",
    default: false)
  static let store = Option.optional(
    "store", .name(.file), "the file in which runs are kept; without it the one that was asked last, or your own")

  static let part = Option.optional(
    "part", .text, "with `resume`: one part of several, \"3/40\"; the runs go into a store of its own, `into`")
  static let into = Option.optional(
    "into", .name(.file), "the store of a part's runs; `runs merge` puts parts together")

  static let command = Command(
    "sweep", nil, "runs a script for many values of its parameters, on all threads, and keeps what came of each run",
    details: [
      "NAME=VALUES stands for a `param NAME` of the script: a list, a range, or one value. `seed=1..20` stands for the script's own seed. A block in braces is a script of its own, "
        + "which knows these names and nothing of what stands around it.",
      "Each run has the same bits as `nsh script.nsh NAME=VALUE ...` alone. It shows nothing and writes no files. One that fails or diverges is kept with its error, and the sweep goes on.",
      "A run that is done is not done again: the same line, or `sweep NAME resume`, goes on after Ctrl-C, a kill or a power cut. More values add runs; another script, version or arithmetic needs another name.",
    ], [name, way, script, keep, series, shape, draws, drawSeed, stop, store, part, into],
    takesMore: { _ in true }, takesBlock: true,
    ranks: .alone("its runs are the work of one process, or of the tasks of a job array, which `export slurm` writes"),
    also: ["grid", "search", "scan", "hyperparameters", "parameters", "many", "runs", "parallel", "experiment"],
    examples: [
      .init(
        "sweep fit rate=[1, 2, 3] seed=1..2 keep=[y] { let y = rate^2 + normal() }\nruns fit where rate > 2",
        shows: "*done*"),
      .init("sweep trial x=0..1 step 0.25 keep=[y] { let y = x*(1 - x) }", shows: "done 5 - -"),
    ]
  ) { call, session in
    let name = try call[name]
    if let complaint = Domain<String>.complaint(newName: name) {
      throw Diagnostic(.wrongType, complaint, at: call.span(of: SweepCommand.name.parameter))
    }
    let way = try call[way]
    let isNew = way != .resume
    for option in [part.parameter, into.parameter] where isNew && call.arguments[option.name] != nil {
      throw Diagnostic(
        .unusedOption, "`\(option.name)` is for `sweep \(name) resume`: parts are those of a sweep that is planned",
        at: call.span(of: option),
        help: "sweep \(name) plan ..., then sweep \(name) resume part=\"3/40\" into=\"part-3.db\"")
    }
    let job = isNew ? try begin(name, call, &session) : try goOn(name, call, &session)
    session.presentSweep = PresentSweep(store: try session.storePath(call), name: name)
    if way == .plan {
      let count = job.plans.reduce(0) { $0 + $1.plan.count }
      return session.show(
        .report("\(name): \(count) run\(count == 1 ? "" : "s") planned in `\(job.store.name)`", seconds: nil))
    }
    try job.run(call, stopsAtFirst: try call[stop], &session)
  }

  // MARK: Beginning

  private static func begin(_ name: String, _ call: Call, _ session: inout Session) throws -> SweepJob {
    let script = try SweepScript(call, &session)
    let axes = try SweepAxes.axes(call, script, &session)
    let plan = try SweepAxes.plan(axes, call, session.host)
    let names = axes.map(\.name)
    let parameters = names.filter { $0 != "seed" }
    let wanted = parameters + script.kept.names
    if let twice = wanted.indices.first(where: { wanted[..<$0].contains(wanted[$0]) }).map({ wanted[$0] }) {
      throw Diagnostic(
        .twice, "two columns would be called `\(twice)`", at: call.span(of: keep.parameter),
        label: parameters.contains(twice) ? "parameters are columns anyway" : nil)
    }
    if let (a, b) = Sweep.collision(wanted) {
      let why = a == b ? "is a column of every table of runs" : "and `\(a)` would be one column of the store"
      throw Diagnostic(
        .reservedName, "`\(b)` \(why)", at: call.arguments[b]?.span ?? call.span(of: keep.parameter),
        label: "give it another name in the script")
    }
    let sweep = Sweep(
      name: name, file: script.file, script: script.text, hash: script.hash, version: session.settings.version,
      arithmetic: session.settings.arithmetic.rawValue, parameters: parameters, results: script.kept.names,
      series: script.series.names)
    // Last, so that a call that is refused leaves none.
    let store = try session.openStore(call, creates: true)
    let stored = try call.span.blamed { try store.begin(sweep) }
    let planned = try call.span.blamed { try store.add(plan, to: stored) }
    return SweepJob(store: store, sweep: stored, script: script, plans: [planned])
  }

  /// What was asked for before, of the script as it is now.
  private static func goOn(_ name: String, _ call: Call, _ session: inout Session) throws -> SweepJob {
    let store = try session.openStore(call, creates: false)
    let given = call.arguments.keys.filter { !["name", "way", "store", "stop", "part", "into"].contains($0) }.sorted()
    if let first = given.first {
      throw Diagnostic(
        .unusedOption, "`resume` goes on with what was asked for; `\(first)` would say nothing",
        at: call.arguments[first]?.span ?? call.span, label: "leave out `resume`, or this")
    }
    if call.block != nil {
      throw Diagnostic(.unusedOption, "`resume` goes on with the script that the store has", at: call.span)
    }
    let sweep = try session.sweep(name, in: store, at: call.span(of: SweepCommand.name.parameter))
    let script = try SweepScript(of: sweep, at: call.span, &session)
    if let difference = script.difference(to: sweep, session) {
      throw Diagnostic(
        .otherSweep, "`\(name)` cannot go on: \(difference)", at: call.span,
        help: "sweep it under another name; `runs \(name)` keeps what is done")
    }
    let plans = try call.span.blamed { try store.plans(sweep) }
    var job = SweepJob(store: store, sweep: sweep, script: script, plans: plans)
    guard let text = try call[part] else {
      guard call.gives(into) else { return job }
      throw Diagnostic(.unusedOption, "`into` belongs to `part`", at: call.span(of: into.parameter))
    }
    let share = try SweepPart(text, at: call.span(of: part.parameter))
    guard let into = try call[into] else {
      throw Diagnostic(
        .missingArgument, "a part's runs go into a store of their own: into=\"part-3.db\"",
        at: call.span(of: part.parameter))
    }
    try call.span(of: SweepCommand.into.parameter).blamed {
      try job.divert(share, to: session.host.store(into, creates: true))
    }
    return job
  }
}

extension Session {
  /// The store that a command names, or the one that was asked last.
  func openStore(_ call: Call, creates: Bool) throws -> RunStore {
    let path = try storePath(call)
    return try call.span(of: SweepCommand.store.parameter).blamed { try host.store(path, creates: creates) }
  }

  /// Its name; nil for the person's own.
  func storePath(_ call: Call) throws -> String? { try call[SweepCommand.store] ?? presentSweep.store }

  /// A sweep by its name.
  func sweep(_ name: String, in store: RunStore, at span: Span) throws -> Sweep {
    try span.blamed {
      if let sweep = try store.sweep(named: name) { return sweep }
      let known = try store.sweeps().map(\.name)
      throw Diagnostic(
        .unknownSweep, "the store `\(store.name)` has no sweep `\(name)`", at: span,
        label: Suggestion.phrase(name, among: known)
          ?? (known.isEmpty ? "it has none yet" : "it has " + Table.list(known)),
        help: known.isEmpty ? "help sweep" : "runs")
    }
  }
}
