import Checked
import Core
import Limits
import Sweeps
import Syntax

/// The runs that a command asks for: done on all threads, recorded as they are finished.
struct SweepJob {
  let store: RunStore
  let sweep: Sweep
  let script: SweepScript
  let plans: [StoredPlan]
  /// One part of several equal ones, each done by a process of its own.
  var part: SweepPart?
  /// Where the runs of a part go, with the sweep and the plans as that store has them.
  private var own: (store: RunStore, sweep: Sweep, plans: [StoredPlan])?

  init(store: RunStore, sweep: Sweep, script: SweepScript, plans: [StoredPlan]) {
    (self.store, self.sweep, self.script, self.plans) = (store, sweep, script, plans)
  }

  /// Lets runs go into another store, which gets the same plans.
  mutating func divert(to other: RunStore) throws {
    let begun = try other.begin(sweep.alone)
    own = (other, begun, try plans.map { try other.add($0.plan, to: begun) })
  }

  /// What became of them.
  private struct Tally {
    var counts: [RunState: Int] = [:]
    var before = 0
    var total = 0
    /// For each error how often, and the first run that had it.
    var errors: [String: (state: RunState, count: Int, run: Int)] = [:]

    var done: Int { counts.values.reduce(0, +) }

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
    var stopped: FinishedRun?
    for i in plans.indices where stopped == nil && !session.host.isInterrupted {
      stopped = try run(i, files, stopsAtFirst, &tally, &clock, call, session)
    }
    session.host.progress(nil)
    let leftOut = files.leftOut
    if !leftOut.isEmpty {
      session.host.note(
        "note: runs write no files; left out: \(leftOut.prefix(5).joined(separator: ", "))"
          + (leftOut.count > 5 ? ", ... (\(leftOut.count))" : ""))
    }
    let isInterrupted = session.host.isInterrupted
    show(tally, stopped, seconds: clock.elapsed, isInterrupted: isInterrupted, &session)
    guard isInterrupted else { return }
    if case let failure as Diagnostic = session.reason(at: call.span) { throw KeptFailure(diagnostic: failure) }
    throw Interrupted(isTold: true)
  }

  /// - Returns: the run that stopped it.
  private func run(
    _ index: Int, _ files: RunFiles, _ stopsAtFirst: Bool, _ tally: inout Tally, _ clock: inout TrainingClock,
    _ call: Call, _ session: Session
  ) throws -> FinishedRun? {
    let plan = plans[index]
    let (pending, known) = try call.span.blamed { try pendingRuns(index) }
    let (target, targetSweep) = own.map { ($0.store, $0.sweep) } ?? (store, sweep)
    tally.before += (part == nil ? plan.plan.count : pending.all) - pending.runs.count
    tally.total += pending.runs.count
    let host = session.host
    let work = SweepWork(
      plan, pending: pending.runs,
      keys: RunKeys(
        script: sweep.hash, version: sweep.version, arithmetic: sweep.arithmetic, names: plan.plan.axes.map(\.name)),
      known: known, OneRun.Recipe(script, session), files, threads: session.settings.threads, wish: host.interruption)
    guard !pending.runs.isEmpty else { return nil }
    work.start()
    var failure: (any Error)?
    var stopped: FinishedRun?
    // All that is finished is recorded, after Ctrl-C too; each time what came within some hundredths of a second.
    var isLast = false
    while !isLast {
      isLast = work.isDone
      if !isLast { work.wait(milliseconds: 25) }
      if host.isInterrupted || failure != nil { work.stop() }
      let (finished, passed) = work.take()
      guard failure == nil else { continue }
      do {
        try Cancellation.bound(to: { false }) {
          try target.record(finished, passed: passed, of: targetSweep, host: host.machine)
        }
        (tally.before, tally.total) = (tally.before + passed.count, tally.total - passed.count)
        finished.forEach { tally.add($0) }
      } catch { failure = error }
      if stopsAtFirst, stopped == nil, let first = finished.first(where: { !$0.state.hasResults }) {
        stopped = first
        work.stop()
      }
      if !isLast, clock.isTimeToTell() { host.progress(progress(tally, clock)) }
    }
    if let failure {
      host.progress(nil)
      host.note("note: \(tally.done) run\(tally.done == 1 ? "" : "s") of `\(sweep.name)` are kept")
      try call.span.blamed { throw failure }
    }
    return stopped
  }

  /// The runs of a plan, or of this process' part of it, that are not done, and the keys of those that other plans have done.
  private func pendingRuns(_ index: Int) throws -> (pending: (runs: [Int32], all: Int), known: Set<[UInt8]>) {
    let plan = plans[index]
    var finished = try store.finished(plan, of: sweep)
    var known: Set<[UInt8]> = []
    if let own {
      let there = try own.store.finished(own.plans[index], of: own.sweep)
      for i in finished.indices where there[i] { finished[i] = true }
      known = try own.store.keys(own.sweep, outside: own.plans[index])
    }
    let share = part?.share(of: plan.plan.count) ?? Range(from: 0, upTo: plan.plan.count)
    let runs = try unfinished(finished, share)
    if !runs.isEmpty { known.formUnion(try store.keys(sweep, outside: plan)) }
    return ((runs, share.count), known)
  }

  private func unfinished(_ finished: [Bool], _ own: Range<Int>) throws -> [Int32] {
    var runs: [Int32] = []
    var turns = Turns(every: 1 << 16)
    for i in own {
      try turns.check()
      if !finished[i] { runs.append(Int32(clamping: i)) }
    }
    return runs
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
    if isInterrupted { text += ", interrupted; `sweep \(sweep.name) resume` goes on with \(tally.total - done)" }
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
}

/// One of several equal parts of a sweep.
struct SweepPart {
  /// From 1.
  let number: Int
  let of: Int

  static let most = 100_000

  /// "3/40"
  ///
  /// - Throws: `Diagnostic` where the text is none.
  init(_ text: String, at span: Span) throws {
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0, radix: 10) }
    guard numbers.count == 2, let number = numbers[0], let of = numbers[1], of >= 1, of <= Self.most,
      number >= 1, number <= of
    else {
      throw Diagnostic(
        .outOfRange, "`part` is one of several, such as \"3/40\", from 1, not \"\(text)\"", at: span)
    }
    (self.number, self.of) = (number, of)
  }

  /// Its runs: as many as those of the others, or one more.
  func share(of count: Int) -> Range<Int> { Range(from: count * (number - 1) / of, upTo: count * number / of) }
}
