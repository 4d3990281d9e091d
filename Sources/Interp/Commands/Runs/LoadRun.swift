import Core
import Limits
import Sweeps
import Syntax
import Tables

/// load run 17
enum LoadRun {
  static let number = Option.required("run", .count, "the run's number", positional: true)
  static let command = Command(
    "load", "run", "does a run of a sweep again and makes its workspace the present one, to the same bits",
    details: [
      "What the workspace held is gone, and comes back by `undo`. Of a script that has changed since, the one that the store keeps is run."
    ], [number, OneStoredRun.sweep, SweepCommand.store], brings: .init(isOpen: true),
    ranks: .ofStores, also: ["sweep", "restore", "rebuild", "open", "again"],
    examples: [.init("sweep fit rate=[1, 2] keep=[y] { let y = rate^2 }\nload run 2\nprint y", shows: "4")]
  ) { call, session in
    let (store, sweep) = try OneStoredRun.sweep(call, &session)
    let run = try OneStoredRun(try call[number], store, sweep, at: call.span(of: number.parameter))
    let script = try script(of: sweep, at: call.span, &session)
    let host = RunHost(RunFiles(session.host), session.host.interruption)
    let own = OneRun.session(
      try run.swept(at: call.span), brought: Set(script.brought), session.language, session.settings, host)
    var evaluator = Evaluator(own)
    evaluator.session.scope.begin(stack: session.settings.stack)
    var failure: Diagnostic?
    do { try OneRun.execute(script.statements, &evaluator) } catch let kept as KeptFailure {
      failure = kept.diagnostic
    } catch let error as Diagnostic { failure = error }
    try session.checkEnd(at: call.span)
    session.workspace = evaluator.session.workspace
    if let failure { session.host.note("note: the run ended by an error: \(failure.message)") }
    let told = run.parameters.map { "\($0.name) \(Table.shown($0.value))" }.joined(separator: ", ")
    session.show(.report("run \(run.number) of \(sweep.name)" + (told.isEmpty ? "" : ": \(told)"), seconds: nil))
  }

  /// The file as it is, where it is still the same, so that errors have their lines; else what the store keeps.
  private static func script(of sweep: Sweep, at span: Span, _ session: inout Session) throws -> SweepScript {
    if sweep.file != nil, let present = try? SweepScript(of: sweep, at: span, &session), present.hash == sweep.hash {
      return present
    }
    if let file = sweep.file {
      session.host.note("note: `\(file)` is gone or has changed; the script that the store keeps is run")
    }
    return try SweepScript(
      Source(name: sweep.file ?? "block", sweep.script), file: nil, brought: sweep.file == nil ? sweep.parameters : [],
      kept: .init(), series: .init(), at: span, session)
  }
}

/// forget runs fit
enum ForgetRuns {
  static let names = Option.required(
    "sweep", .name(.sweep), "the sweep whose runs are forgotten", positional: true)
  static let command = Command(
    "forget", "runs", "takes a sweep out of its store, with all its runs; nothing brings them back",
    [names, SweepCommand.store],
    ranks: .ofStores, also: ["delete", "remove", "drop", "sweep"],
    examples: [
      .init("sweep fit rate=[1, 2] keep=[y] { let y = rate^2 }\nforget runs fit", shows: "fit forgotten: 2 runs")
    ]
  ) { call, session in
    let store = try session.openStore(call, creates: false)
    let sweep = try session.sweep(try call[names], in: store, at: call.span(of: names.parameter))
    let count = try call.span.blamed { () -> Int in
      let count = try store.counts(sweep).values.reduce(0, +)
      try store.remove(sweep)
      return count
    }
    if session.presentSweep.name == sweep.name {
      session.presentSweep = PresentSweep(store: try session.storePath(call), name: nil)
    }
    session.show(.report("\(sweep.name) forgotten: \(count) run\(count == 1 ? "" : "s")", seconds: nil))
  }
}
