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
  /// How many threads are at work.
  private let working: Atomic<Int>
  /// Whether the present thread is the only one that there is.
  private let isAlone = Atomic(false)
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

  /// Waits for news; where no other thread is at work, the present one is meanwhile.
  func wait(milliseconds: Int) {
    guard isAlone.load(ordering: .relaxed) else { return _ = bell.wait(timeout: .now() + .milliseconds(milliseconds)) }
    let end = ContinuousClock.now + .milliseconds(milliseconds)
    Cancellation.bound(to: isAsked) { inDepth { work(stack: $0, until: end) } }
    if isAsked() || next.load(ordering: .relaxed) >= pending.count { working.store(0, ordering: .releasing) }
  }

  /// Begins on threads of its own; where the system has none to give, the work is done by fewer, at last by who waits for it.
  func start() {
    let limit = MemoryLimit.present
    var count = 0
    for _ in 0..<threads {
      let isStarted = Thread.start { [self] in
        Cancellation.bound(to: isAsked) { MemoryLimit.bound(to: limit) { inDepth { work(stack: $0) } } }
        working.subtract(1, ordering: .releasing)
        bell.signal()
      }
      if isStarted { count += 1 } else { working.subtract(1, ordering: .releasing) }
    }
    guard count == 0 else { return }
    isAlone.store(true, ordering: .relaxed)
    working.store(1, ordering: .relaxed)
  }

  /// Calls in scripts go deep: on a stack for them, where there is one to be had; the body is told how large it is.
  private func inDepth(_ body: (_ stack: Int) -> Void) {
    if (try? FurtherStack.run { body(FurtherStack.bytes) }) == nil { body(Self.leastStack) }
  }

  /// What every thread has.
  private static let leastStack = 1 << 20

  private var isAsked: @Sendable () -> Bool {
    { [self] in isStopped.load(ordering: .relaxed) || wish() }
  }

  private func work(stack: Int, until end: ContinuousClock.Instant? = nil) {
    let runner = OneRun(recipe, RunHost(files, isAsked), stack: stack)
    let names = plan.plan.axes.map(\.name)
    while !isAsked() {
      if let end, ContinuousClock.now > end { return }
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
