#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A thread with a stack for a thousand calls of a script's functions within each other. Its pages cost nothing until
/// they are used.
enum DeepStack {
  static let bytes = 128 << 20

  /// Runs the body there; the process ends with it.
  static func run(_ body: @escaping @Sendable () -> Never) -> Never {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, bytes)
    let box = Unmanaged.passRetained(Box(body)).toOpaque()
    #if canImport(Glibc)
      var thread = pthread_t()
      let status = pthread_create(
        &thread, &attributes, { Unmanaged<Box>.fromOpaque($0!).takeRetainedValue().body() }, box)
    #else
      var thread: pthread_t?
      let status = pthread_create(
        &thread, &attributes, { Unmanaged<Box>.fromOpaque($0).takeRetainedValue().body() }, box)
    #endif
    guard status == 0 else { body() }
    while true { pause() }
  }

  private final class Box: Sendable {
    let body: @Sendable () -> Never
    init(_ body: @escaping @Sendable () -> Never) { self.body = body }
  }
}
