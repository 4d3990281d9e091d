import Dispatch
import Limits
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Threads that stand by for the pieces of short works.
///
/// A pass over 300 points takes thirty microseconds, as long as it takes to wake a thread. So a helper that has nothing
/// more to do looks for the next work for some time before it sleeps: in a training, where one pass follows on the
/// other, it is there at once. Whoever hands a work out takes part in it, and waits for nobody who has not begun. A
/// crew does one work at a time; who finds it busy works alone.
final class Crew: Sendable {
  static let shared = Crew()

  private typealias Work = @Sendable () -> Void
  /// Whoever has set it may hand out a work.
  private let isBusy = Atomic(false)
  /// How many helpers may still join the work, how many of those that joined have ended, how many sleep.
  private let places = Atomic(0)
  private let ended = Atomic(0)
  private let asleep = Atomic(0)
  /// The next piece of the work.
  private let next = Atomic(0)
  private let bell = DispatchSemaphore(value: 0)
  /// What a helper does; written while there is no place, read by those who took one.
  private nonisolated(unsafe) let work = UnsafeMutablePointer<Work>.allocate(capacity: 1)
  /// Changed by whoever is busy.
  private nonisolated(unsafe) let helpers = UnsafeMutablePointer<Int>.allocate(capacity: 1)

  /// Nanoseconds for which a helper looks for work before it sleeps.
  private static let patience: UInt64 = 100_000
  private static let mostHelpers = 63

  private init() {
    work.initialize(to: {})
    helpers.initialize(to: 0)
  }

  /// Does pieces 0 ... count - 1 on up to `workers` threads, each taking the next when it is free.
  func run(_ count: Int, workers: Int, _ piece: (Int) -> Void) {
    let wanted = min(workers, count, Self.mostHelpers + 1) - 1
    guard wanted > 0, isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else {
      return (0..<count).forEach(piece)
    }
    withoutActuallyEscaping(piece) { piece in
      nonisolated(unsafe) let piece = piece
      next.store(0, ordering: .relaxed)
      ended.store(0, ordering: .relaxed)
      let share: @Sendable () -> Void = { [self] in
        while true {
          let i = next.add(1, ordering: .relaxed).oldValue
          guard i < count else { return }
          piece(i)
        }
      }
      let isAsked = Cancellation.isAsked
      work.pointee = { Cancellation.bound(to: isAsked, share) }
      hire(wanted)
      places.store(wanted, ordering: .sequentiallyConsistent)
      wake(wanted)
      share()
      let joined = wanted - places.exchange(0, ordering: .sequentiallyConsistent)
      while ended.load(ordering: .acquiring) < joined { Self.pause() }
      work.pointee = {}
    }
    isBusy.store(false, ordering: .releasing)
  }

  // MARK: Helpers

  private func hire(_ wanted: Int) {
    while helpers.pointee < wanted {
      // Without the helper the work is done by fewer.
      guard Thread.start({ [self] in help() }) else { return }
      helpers.pointee += 1
    }
  }

  private func help() -> Never {
    var idle: UInt64?
    while true {
      if join() {
        work.pointee()
        ended.add(1, ordering: .releasing)
        idle = nil
      } else {
        Self.pause()
        let now = DispatchTime.now().uptimeNanoseconds
        if now - (idle ?? now) > Self.patience {
          sleep()
          idle = nil
        } else {
          idle = idle ?? now
        }
      }
    }
  }

  /// Takes a place, if there is one.
  private func join() -> Bool { Self.takeOne(from: places) }

  /// Whoever is counted among the sleepers is woken once, by the bell, unless it takes itself off the count first.
  private func sleep() {
    asleep.add(1, ordering: .sequentiallyConsistent)
    if places.load(ordering: .sequentiallyConsistent) > 0, rouse() { return }
    bell.wait()
  }

  private func wake(_ wanted: Int) {
    for _ in 0..<wanted {
      guard rouse() else { return }
      bell.signal()
    }
  }

  /// One sleeper less, if there is one.
  private func rouse() -> Bool { Self.takeOne(from: asleep) }

  private static func takeOne(from counter: borrowing Atomic<Int>) -> Bool {
    var count = counter.load(ordering: .sequentiallyConsistent)
    while count > 0 {
      let (isDone, now) = counter.compareExchange(
        expected: count, desired: count - 1, ordering: .sequentiallyConsistent)
      if isDone { return true }
      count = now
    }
    return false
  }

  /// Lets others have the processor, where there are any.
  private static func pause() { sched_yield() }
}

/// f(0), f(1), ... f(count - 1), on up to `workers` threads, each taking the next one when it is free.
package func parallel<T>(_ count: Int, workers: Int, _ f: (Int) -> T) -> [T] {
  guard workers > 1, count > 1 else { return (0..<count).map(f) }
  return [T](unsafeUninitializedCapacity: count) { buffer, initialized in
    Crew.shared.run(count, workers: workers) { i in (buffer.baseAddress! + i).initialize(to: f(i)) }
    initialized = count
  }
}
