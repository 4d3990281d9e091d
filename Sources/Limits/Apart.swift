import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Work that cannot ask: what libraries do in one long call.
///
/// It runs on a thread of its own while this one waits and asks. When the work should end, it is left to itself: it
/// comes to its end and is forgotten. So it must own all that it works on, and may not touch what others see.
///
/// - Throws: `CancellationError` when the work should end; what the body throws.
public func apart<T: Sendable>(_ body: @escaping @Sendable () throws -> T) throws -> T {
  try Cancellation.check()
  let job = Job(body)
  guard job.start() else { return try body() }
  let isAsked = Cancellation.isAsked
  while !job.wait(milliseconds: 10) {
    if isAsked() { throw CancellationError() }
  }
  return try job.result()
}

/// A body on a thread, and what came of it.
private final class Job<T: Sendable>: Sendable {
  private struct State {
    var outcome: Result<T, any Error>?
  }
  private let body: @Sendable () throws -> T
  private let state = Mutex(State())
  private let bell = DispatchSemaphore(value: 0)

  init(_ body: @escaping @Sendable () throws -> T) { self.body = body }

  /// False where no thread could be had.
  func start() -> Bool {
    Thread.start { [self] in
      let outcome = Result { try body() }
      state.withLock { $0.outcome = outcome }
      bell.signal()
    }
  }

  func wait(milliseconds: Int) -> Bool { bell.wait(timeout: .now() + .milliseconds(milliseconds)) == .success }

  func result() throws -> T { try state.withLock { $0.outcome! }.get() }
}

/// A thread that no signal disturbs.
package enum Thread {
  /// False where the system has none to give.
  package static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
    let box = Unmanaged.passRetained(Box(body))
    #if canImport(Glibc)
      var thread = pthread_t()
    #else
      var thread: pthread_t?
    #endif
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(clamping: PTHREAD_CREATE_DETACHED))
    // A new thread inherits the mask: so none arrives between its start and its first step.
    var (all, old) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &old)
    defer { pthread_sigmask(SIG_SETMASK, &old, nil) }
    let status = pthread_create(
      &thread, &attributes,
      { argument in
        #if canImport(Glibc)
          let box = Unmanaged<Box>.fromOpaque(argument!).takeRetainedValue()
        #else
          let box = Unmanaged<Box>.fromOpaque(argument).takeRetainedValue()
        #endif
        box.body()
        return nil
      }, box.toOpaque())
    if status != 0 { box.release() }
    return status == 0
  }

  private final class Box: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
