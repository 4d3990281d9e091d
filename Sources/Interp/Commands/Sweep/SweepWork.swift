import Checked
import Core
import Dispatch
import Limits
import Sweeps
import Synchronization
import Tables

/// The runs of a plan that are to be done, as threads take them.
final class SweepWork: Sendable {
  private let plan: StoredPlan
  /// The runs that are not done, counted from 0.
  private let pending: [Int32]
  private let keys: RunKeys
  /// The keys of runs that other plans have done.
  private let known: Set<[UInt8]>
  private let recipe: OneRun.Recipe
  private let files: RunFiles
  private let wish: @Sendable () -> Bool

  private let next = Atomic(0)
  private let working: Atomic<Int>
  private let isStopped = Atomic(false)
  private let state = Mutex(State())
  private let bell = DispatchSemaphore(value: 0)

  private struct State {
    var finished: [FinishedRun] = []
    var passed: [Int] = []
  }

  let threads: Int

  init(
    _ plan: StoredPlan, pending: [Int32], keys: RunKeys, known: Set<[UInt8]>, _ recipe: OneRun.Recipe,
    _ files: RunFiles, threads: Int, wish: @escaping @Sendable () -> Bool
  ) {
    (self.plan, self.pending, self.keys, self.known) = (plan, pending, keys, known)
    (self.recipe, self.files, self.wish) = (recipe, files, wish)
    self.threads = max(1, min(threads, pending.count))
    working = Atomic(self.threads)
  }

  var isDone: Bool { working.load(ordering: .acquiring) == 0 }

  /// The runs that are being done end as soon as they can, and are forgotten.
  func stop() { isStopped.store(true, ordering: .relaxed) }

  /// What was finished since it was asked last, and the numbers of runs that are done under another one.
  func take() -> (finished: [FinishedRun], passed: [Int]) {
    state.withLock { state in
      defer { state = State() }
      return (state.finished, state.passed)
    }
  }

  /// Waits for news.
  func wait(milliseconds: Int) { _ = bell.wait(timeout: .now() + .milliseconds(milliseconds)) }

  /// Begins on threads of its own; where the system has none to give, the work is done by fewer, at last by the present one.
  func start() {
    let limit = MemoryLimit.present
    for i in 0..<threads {
      let body: @Sendable () -> Void = { [self] in
        Cancellation.bound(to: isAsked) {
          MemoryLimit.bound(to: limit) {
            // Calls in scripts go deep.
            if (try? FurtherStack.run { work() }) == nil { work() }
          }
        }
        working.subtract(1, ordering: .releasing)
        bell.signal()
      }
      if !Thread.start(body) {
        if i == threads - 1 { body() } else { working.subtract(1, ordering: .releasing) }
      }
    }
  }

  private var isAsked: @Sendable () -> Bool {
    { [self] in isStopped.load(ordering: .relaxed) || wish() }
  }

  private func work() {
    let runner = OneRun(recipe, RunHost(files, isAsked))
    let names = plan.plan.axes.map(\.name)
    while !isAsked() {
      let i = next.add(1, ordering: .relaxed).oldValue
      guard i < pending.count else { return }
      let place = Int(clamping: pending[i])
      let values = plan.plan.values(place)
      let key = keys.key(values)
      if known.contains(key) {
        state.withLock { $0.passed.append(plan.first + place) }
        continue
      }
      guard let run = runner.run(plan.first + place, key: key, names, values) else { return }
      state.withLock { $0.finished.append(run) }
    }
  }
}
