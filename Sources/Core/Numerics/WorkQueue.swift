import Dispatch
import Limits

/// Pieces of work of unequal length, numbered from 0: whichever thread is free takes the next.
package final class WorkQueue: @unchecked Sendable {
  private let count: Int
  /// Guards what follows.
  private let lock = DispatchSemaphore(value: 1)
  private var taken = 0
  private var done = 0

  package init(count: Int) { self.count = count }

  /// How many pieces are done.
  var ended: Int { guarded { done } }

  /// Does all pieces on up to `workers` threads.
  package func run(workers: Int, _ body: @Sendable (_ piece: Int, _ worker: Int) -> Void) {
    let isAsked = Cancellation.isAsked
    DispatchQueue.concurrentPerform(iterations: max(1, min(workers, count))) { worker in
      Cancellation.bound(to: isAsked) {
        while let piece = guarded({ next() }) {
          body(piece, worker)
          guarded { done += 1 }
        }
      }
    }
  }

  private func next() -> Int? {
    guard taken < count else { return nil }
    taken += 1
    return taken - 1
  }

  private func guarded<T>(_ body: () -> T) -> T {
    lock.wait()
    defer { lock.signal() }
    return body()
  }
}
