import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the thread that computes and the one that hears interrupts know of each other.
///
/// An interrupt may overtake the request that it means, since both come by different ways. So where nothing runs, the computing thread is
/// asked to look whether one has just come; and only then the interrupt is answered: what is sent behind the answer is not meant.
final class Duty: Sendable {
  private struct State {
    var isRunning = false
    var isAsked = false
    var isLeaving = false
  }

  private let state = Mutex(State())
  private let settled = DispatchSemaphore(value: 0)
  private let finished = DispatchSemaphore(value: 0)
  private let answered = DispatchSemaphore(value: 0)

  // MARK: The thread that computes

  /// A request is begun: from here on interrupts are for it.
  ///
  /// - Returns: whether it was interrupted before it began, or it is time to leave.
  func begin() -> Bool {
    state.withLock { state in
      if state.isAsked || state.isLeaving { return true }
      Signals.forget()
      state.isRunning = true
      return false
    }
  }

  func end() { state.withLock { $0.isRunning = false } }

  /// Whether an interrupt waits to be settled.
  var isAsked: Bool { state.withLock { $0.isAsked } }
  var isLeaving: Bool { state.withLock { $0.isLeaving } }

  /// The interrupt has met a request, or there was none.
  func settle() {
    state.withLock { state in
      guard state.isAsked else { return }
      state.isAsked = false
      settled.signal()
    }
  }

  /// Nothing more is computed. Waits until the other thread has answered who asked for it; where nobody did, none does.
  func finish() {
    let wasAsked = state.withLock { state in
      defer { state.isLeaving = true }
      return state.isLeaving
    }
    finished.signal()
    if wasAsked { _ = answered.wait(timeout: .now() + .seconds(2)) }
  }

  // MARK: The thread that hears

  /// Returns when it is settled what is interrupted.
  func interrupt() {
    let isRunning = state.withLock { state in
      if !state.isRunning { state.isAsked = true }
      Signals.told(SIGINT)
      return state.isRunning
    }
    if !isRunning { _ = settled.wait(timeout: .now() + .seconds(1)) }
  }

  /// Ends what runs, and all that waits.
  ///
  /// - Returns: whether it has come to its end within four seconds: Jupyter waits for five until it kills.
  func leave() -> Bool {
    state.withLock { $0.isLeaving = true }
    Signals.told(SIGINT)
    return finished.wait(timeout: .now() + .seconds(4)) == .success
  }

  /// Who asked to leave has its answer.
  func answer() { answered.signal() }
}
