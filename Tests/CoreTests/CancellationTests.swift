import Core
import Limits
import Synchronization
import Testing

/// The wish that work ends, and the limit on memory.
@Suite struct CancellationTests {
  /// Counts how often it was asked, and says yes from the n-th time on.
  private final class Counter: Sendable {
    private let asked = Atomic(0)
    let patience: Int
    init(patience: Int) { self.patience = patience }
    var isOver: Bool { asked.add(1, ordering: .relaxed).newValue > patience }
    var count: Int { asked.load(ordering: .relaxed) }
  }

  private func bound<T>(_ counter: Counter, _ body: () throws -> T) rethrows -> T {
    try Cancellation.bound(to: { counter.isOver }, body)
  }

  @Test func patientLoopsAskNowAndThen() throws {
    let counter = Counter(patience: .max)
    #expect(try bound(counter) { try patiently(10_000, every: 100) { $0 } } == Array(0..<10_000))
    #expect(counter.count == 100)
    #expect(throws: CancellationError.self) {
      try bound(Counter(patience: 3)) { try patiently(10_000, every: 100) { $0 } }
    }
  }

  /// A loop may go on to its end with what is left of its turns: all of them are over.
  @Test func onceOverStaysOver() {
    var turns = bound(Counter(patience: 2)) { Turns(every: 10) }
    #expect((0..<40).map { _ in turns.isOver } == (0..<40).map { $0 >= 20 })
  }

  @Test func sortingAsks() throws {
    let numbers = (0..<300_000).map { ($0 * 7919) % 300_007 }
    #expect(try numbers.patientlySorted(by: <) == numbers.sorted())
    #expect(throws: CancellationError.self) { try bound(Counter(patience: 2)) { try numbers.patientlySorted(by: <) } }
  }

  /// Whoever gives a part of the work to other threads binds the wish there as well.
  @Test func otherThreadsAskTheSame() {
    let counter = Counter(patience: 0)
    let crew = bound(counter) { parallel(64, workers: 4) { _ in Cancellation.isAsked() } }
    #expect(crew.allSatisfy { $0 })
    let heard = Mutex(0)
    bound(counter) {
      WorkQueue(count: 64).run(workers: 4) { _, _ in if Cancellation.isAsked() { heard.withLock { $0 += 1 } } }
    }
    #expect(heard.withLock { $0 } == 64)
  }

  /// What cannot ask is left to itself: whoever waits for it goes on at once.
  @Test func workApartIsLeft() throws {
    #expect(try apart { 42 } == 42)
    let isDone = Mutex(false)
    let gate = Gate()
    #expect(throws: CancellationError.self) {
      try bound(Counter(patience: 3)) {
        try apart {
          gate.wait()
          isDone.withLock { $0 = true }
        }
      }
    }
    #expect(!isDone.withLock { $0 })
    gate.open()
    #expect(throws: EngineError.self) { try apart { throw EngineError(.notFinite, "no") } }
  }

  private final class Gate: Sendable {
    private let isOpen = Atomic(false)
    func open() { isOpen.store(true, ordering: .releasing) }
    func wait() { while !isOpen.load(ordering: .acquiring) {} }
  }

  @Test func aLimitCountsWhatIsHeld() {
    let limit = MemoryLimit(bytes: 1000, held: { 600 })
    #expect(throws: Never.self) { try limit.require(400, for: "it") }
    #expect(throws: EngineError.self) { try limit.require(401, for: "it") }
    #expect(throws: EngineError.self) { try limit.require(.nan, for: "it") }
    #expect(throws: EngineError.self) { try limit.require(1e300, for: "it") }
  }

  @Test func whatIsGatheredIsRefusedBeforeItGrows() {
    let limit = MemoryLimit(bytes: 8 * 1024)
    MemoryLimit.bound(to: limit) {
      var numbers = Gathering<Double>("numbers")
      #expect(throws: EngineError.self) { for i in 0..<2048 { try numbers.append(Double(i)) } }
      #expect(numbers.elements.count >= 512 && numbers.elements.capacity <= 1100)
      #expect(numbers.elements == (0..<numbers.elements.count).map { Double($0) })
    }
  }

  /// A training of any length keeps so many points at most, evenly spaced, with the first and the last.
  @Test func aLongHistoryIsThinned() throws {
    let population = try Population(
      states: Columns(points: [[0, 0]]), destinations: Columns(points: [[1, 0]]), labels: [0], clusters: ["a"])
    let chain = try Chain(
      family: try Catalogue.family(named: "bump", kernel: .gauss, scale: Scale(1)), theta: [0, 0, 0, 0], penalty: 0)
    // A rate at which nothing is reached.
    let optimiser = GradientDescent(schedule: Schedule(rate: 1e-9))
    var training = Training(chain, optimiser: optimiser)
    _ = try training.run(on: population, until: StopRule(steps: 90_000))
    #expect(training.history.map(\.step) == Array(0...90_000))
    _ = try training.run(on: population, until: StopRule(steps: 160_001))
    let steps = training.history.map(\.step)
    #expect(steps.count <= 100_000 && steps.count > 50_000)
    #expect(steps.first == 0 && steps.last == 250_001)
    #expect(zip(steps.dropLast(), steps.dropLast().dropFirst()).allSatisfy { $1 - $0 == 4 })
    // One that goes on keeps its spacing, and its losses are those of their steps.
    var more = Training(chain, optimiser: optimiser, history: training.history)
    _ = try more.run(on: population, until: StopRule(steps: 1001))
    #expect(more.history.dropLast().dropLast(250).map(\.step) == Array(steps.dropLast()))
    #expect(more.history.last?.step == 251_002)
    #expect(zip(training.history, training.history.dropFirst()).allSatisfy { $0.loss >= $1.loss })
  }
}
