import Checked
import Core
import Limits

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A stack to go on with where the thread's own is used up: a thread that works while the present one waits.
///
/// So how deep calls may go is a count, and neither a matter of how large the compiler makes their frames nor of the thread on
/// which an interpreter happens to run. Its pages cost nothing until they are used.
enum FurtherStack {
  static let bytes = 256 << 20

  /// - Returns: what the body gives; nil, and nothing is done, where the system has no thread to give.
  static func run<T>(_ body: () throws -> T) throws -> T? {
    try withoutActuallyEscaping(body) { body in
      let (isAsked, limit, ranks) = (Cancellation.isAsked, MemoryLimit.present, Ranks.present)
      // This thread waits meanwhile: they are never touched by two at once.
      nonisolated(unsafe) let work = body
      nonisolated(unsafe) var outcome: Result<T, any Error>?
      let box = Box {
        Cancellation.bound(to: isAsked) {
          MemoryLimit.bound(to: limit) { Ranks.bound(to: ranks) { outcome = Result { try work() } } }
        }
      }
      guard start(box) else { return nil }
      return try outcome?.get()
    }
  }

  /// Runs the box's body on a thread, to its end.
  private static func start(_ box: Box) -> Bool {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    guard pthread_attr_setstacksize(&attributes, bytes) == 0 else { return false }
    return withExtendedLifetime(box) {
      let argument = Unmanaged.passUnretained(box).toOpaque()
      #if canImport(Glibc)
        var thread = pthread_t()
        let status = pthread_create(
          &thread, &attributes,
          { argument in
            Unmanaged<Box>.fromOpaque(argument!).takeUnretainedValue().body()
            return nil
          }, argument)
        guard status == 0 else { return false }
        return pthread_join(thread, nil) == 0
      #else
        var thread: pthread_t?
        let status = pthread_create(
          &thread, &attributes,
          { argument in
            Unmanaged<Box>.fromOpaque(argument).takeUnretainedValue().body()
            return nil
          }, argument)
        guard status == 0, let thread else { return false }
        return pthread_join(thread, nil) == 0
      #endif
    }
  }

  private final class Box {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }
}
