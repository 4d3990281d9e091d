import Checked
import Core
import Limits
import Sweeps
import Synchronization
import Syntax

/// The runs that a command asks for: done on all threads, recorded as they are finished.
struct SweepJob {
  let store: RunStore
  let sweep: Sweep
  let script: SweepScript
  let plans: [StoredPlan]
  /// One part of several, each done by a process of its own.
  private var part: SweepPart?
  /// Where the runs of a part go, with the sweep and the plans as that store has them.
  private var own: (store: RunStore, sweep: Sweep, plans: [StoredPlan])?

  init(store: RunStore, sweep: Sweep, script: SweepScript, plans: [StoredPlan]) {
    (self.store, self.sweep, self.script, self.plans) = (store, sweep, script, plans)
  }

  /// Does a part, whose runs go into another store, which gets the same plans.
  mutating func divert(_ part: SweepPart, to other: RunStore) throws {
    self.part = part
    let begun = try other.begin(sweep.alone)
    own = (other, begun, try plans.map { try other.add($0.plan, to: begun) })
  }

  /// What became of them.
  private struct Tally {
    var counts: [RunState: Int] = [:]
    var before = 0
    var total = 0
    /// Done, and not recorded.
    var lost = 0
    /// Whether that was given up after Ctrl-C.
    var isCut = false
    /// For each error how often, and the first run that had it.
    var errors: [String: (state: RunState, count: Int, run: Int)] = [:]

    var done: Int { counts.values.reduce(0, +) }
    /// "1 run that was done could not", to be gone on with.
    var lostText: String { "\(lost) run\(lost == 1 ? " that was" : "s that were") done could not" }

    mutating func add(_ run: FinishedRun) {
      counts[run.state, default: 0] += 1
      guard let error = run.error else { return }
      let known = errors[error] ?? (run.state, 0, run.run)
      errors[error] = (known.state, known.count + 1, min(known.run, run.run))
    }
  }

  /// - Throws: `Interrupted`, all that is finished being recorded; `Diagnostic` where the store fails.
  func run(_ call: Call, stopsAtFirst: Bool, _ session: inout Session) throws {
    var tally = Tally()
    var clock = TrainingClock()
    let files = RunFiles(session.host)
    let pending = try call.span.blamed { try plans.indices.map(pendingRuns) }
    tally.total = pending.reduce(0) { $0 + $1.runs.count }
    tally.before = pending.reduce(0) { $0 + $1.before }
    var stopped: FinishedRun?
    for i in plans.indices where stopped == nil && !tally.isCut && !session.host.isInterrupted {
      stopped = try run(i, pending[i].runs, files, stopsAtFirst, &tally, &clock, call, session)
    }
    session.host.progress(nil)
    let leftOut = files.leftOut
    if !leftOut.isEmpty {
      session.host.note(
        "note: runs write no files; left out: \(leftOut.prefix(5).joined(separator: ", "))"
          + (leftOut.count > 5 ? ", ... (\(leftOut.count))" : ""))
    }
    if tally.lost > 0 {
      session.host.note("note: \(tally.lostText) be recorded: another process has locked the store")
    }
    let isInterrupted = tally.isCut || session.host.isInterrupted
    show(tally, stopped, seconds: clock.elapsed, isInterrupted: isInterrupted, &session)
    guard isInterrupted else { return }
    if case let failure as Diagnostic = session.reason(at: call.span) { throw KeptFailure(diagnostic: failure) }
    throw Interrupted(isTold: true)
  }

  /// - Returns: the run that stopped it.
  private func run(
    _ index: Int, _ pending: [Int32], _ files: RunFiles, _ stopsAtFirst: Bool, _ tally: inout Tally,
    _ clock: inout TrainingClock, _ call: Call, _ session: Session
  ) throws -> FinishedRun? {
    guard !pending.isEmpty else { return nil }
    let host = session.host
    // Under the numbers that the store has in which they are recorded.
    let (target, targetSweep, plan) = own.map { ($0.store, $0.sweep, $0.plans[index]) } ?? (store, sweep, plans[index])
    let work = SweepWork(
      plan, pending: pending, keys: RunKeys(of: sweep, names: plan.plan.axes.map(\.name)),
      known: try call.span.blamed { try keysElsewhere(index) }, OneRun.Recipe(script, session), files,
      threads: session.settings.threads, wish: host.interruption)
    work.start()
    let patience = LastPatience(host.interruption)
    var failure: (any Error)?
    var stopped: FinishedRun?
    // All that is finished is recorded, after Ctrl-C too; each time what came within some hundredths of a second.
    var isLast = false
    while !isLast {
      isLast = work.isDone
      if !isLast { work.wait(milliseconds: 25) }
      if host.isInterrupted || failure != nil { work.stop() }
      let (finished, passed) = work.take()
      do {
        if failure == nil {
          try Cancellation.bound(to: patience.isOver) {
            try target.record(finished, passed: passed, of: targetSweep, host: host.machine)
          }
          tally.total -= passed.count
          if plans.count == 1 { tally.before += passed.count }
          finished.forEach { tally.add($0) }
        }
      } catch { failure = error }
      if failure != nil { tally.lost += finished.count }
      if stopsAtFirst, stopped == nil, let first = finished.first(where: { !$0.state.hasResults }) {
        stopped = first
        work.stop()
      }
      if !isLast, clock.isTimeToTell() { host.progress(progress(tally, clock)) }
    }
    if failure is CancellationError {
      tally.isCut = true
    } else if let failure {
      host.progress(nil)
      if (failure as? StoreError)?.kind != .noSweep {
        host.note(
          "note: \(tally.done) run\(tally.done == 1 ? "" : "s") of `\(sweep.name)` are kept"
            + (tally.lost > 0 ? "; \(tally.lostText) be recorded" : ""))
      }
      try call.span.blamed { throw failure }
    }
    return stopped
  }

  /// The runs of a plan, or of this process' part of it, that are not done, counted from 0, and how many are.
  private func pendingRuns(_ index: Int) throws -> (runs: [Int32], before: Int) {
    let plan = plans[index]
    var finished = try store.finished(plan, of: sweep)
    var passed = Set(plans.count > 1 ? try store.passed(plan, of: sweep) : [])
    if let own {
      let there = try own.store.finished(own.plans[index], of: own.sweep)
      for i in finished.indices where there[i] { finished[i] = true }
      if plans.count > 1 { passed.formUnion(try own.store.passed(own.plans[index], of: own.sweep)) }
    }
    let share = part?.share(of: plan) ?? stride(from: 0, to: plan.plan.count, by: 1)
    var (runs, before): ([Int32], Int) = ([], 0)
    var turns = Turns(every: 1 << 16)
    for i in share {
      try turns.check()
      // Of several plans each run counts once, in the one that has it under its number.
      if !finished[i] { runs.append(Int32(clamping: i)) } else if !passed.contains(i) { before += 1 }
    }
    return (runs, before)
  }

  /// The keys of what other plans have done.
  private func keysElsewhere(_ index: Int) throws -> Set<[UInt8]> {
    let known = try store.keys(sweep, outside: plans[index])
    guard let own else { return known }
    return known.union(try own.store.keys(own.sweep, outside: own.plans[index]))
  }

  private func progress(_ tally: Tally, _ clock: TrainingClock) -> Progress {
    let bad = RunState.allCases.filter { !$0.hasResults }.compactMap { state in
      tally.counts[state].map { "\($0) \(state.rawValue)" }
    }
    return Progress(
      title: "sweep \(sweep.name)", step: tally.done, total: tally.total,
      detail: (["runs"] + bad).joined(separator: "  "), elapsed: clock.elapsed)
  }

  // MARK: What is told

  private func show(
    _ tally: Tally, _ stopped: FinishedRun?, seconds: Double, isInterrupted: Bool, _ session: inout Session
  ) {
    let done = tally.done
    var text = "\(sweep.name): \(done) run\(done == 1 ? "" : "s") done in `\((own?.store ?? store).name)`"
    if tally.before > 0 { text += ", \(tally.before) \(tally.before == 1 ? "was" : "were") there" }
    if isInterrupted {
      text += ", interrupted; `\(advice(session.presentSweep.store))` goes on with \(tally.total - done)"
    }
    if let stopped { text += "; stopped by run \(stopped.run)" }
    // What is drawn or laid out after Ctrl-C ends early: then a sentence has to do.
    if isInterrupted {
      let bad = RunState.allCases.filter { $0 != .done }.compactMap { state in
        tally.counts[state].map { "\($0) \(state.rawValue)" }
      }
      if !bad.isEmpty { text += "; " + bad.joined(separator: ", ") }
    }
    session.show(.report(text, seconds: seconds), isFinished: true)
    if isInterrupted { return }
    var rows: [[Table.Cell]] = []
    for state in RunState.allCases {
      let own = tally.errors.filter { $0.value.state == state }.sorted { $0.value.run < $1.value.run }
      guard let count = tally.counts[state] else { continue }
      if own.isEmpty { rows.append([.init(state.rawValue), .number(Double(count)), .none, .none]) }
      for (error, what) in own.prefix(Self.mostErrors) {
        rows.append([.init(state.rawValue), .number(Double(what.count)), .number(Double(what.run)), .init(error)])
      }
      let rest = own.dropFirst(Self.mostErrors)
      if let first = rest.first {
        rows.append([
          .init(state.rawValue), .number(Double(rest.reduce(0) { $0 + $1.value.count })),
          .number(Double(first.value.run)), .init("\(rest.count) other errors"),
        ])
      }
    }
    guard !rows.isEmpty else { return }
    session.show(
      .table(Table(headings: ["state", "runs", "first", "error"], rows: rows)), isFinished: true)
  }

  private static let mostErrors = 5

  /// What does the rest, in another process too; `path` is the store's, nil where it is the person's own.
  private func advice(_ path: String?) -> String {
    func quoted(_ text: String) -> String { "\"\(StringEscapes.written(text) ?? "")\"" }
    var line = "sweep \(sweep.name) resume"
    if let own, let part { line += " part=\"\(part.number)/\(part.of)\" into=\(quoted(own.store.name))" }
    if let path { line += " store=\(quoted(path))" }
    return line
  }
}

/// How long recording goes on after Ctrl-C: what is finished is kept, but a store that another process has locked is not
/// waited for.
private final class LastPatience: Sendable {
  private let wish: @Sendable () -> Bool
  private let since = Mutex(ContinuousClock.Instant?.none)

  init(_ wish: @escaping @Sendable () -> Bool) { self.wish = wish }

  /// Some seconds after the wish.
  var isOver: @Sendable () -> Bool {
    { [self] in
      guard wish() else { return false }
      return since.withLock { since in
        let begin = since ?? ContinuousClock.now
        since = begin
        return ContinuousClock.now - begin > .seconds(3)
      }
    }
  }
}
