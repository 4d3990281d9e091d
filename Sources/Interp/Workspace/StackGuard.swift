import Checked

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How far down the stack calls may go: a recursion ends with an error, never with a crash.
struct StackGuard {
  private let floor: UInt

  /// From where it is made, three quarters of the thread's stack.
  ///
  /// - Parameter size: the stack's bytes; nil for what a thread has by default.
  init(size: Int? = nil) {
    let size = size.map { UInt(clamping: $0) } ?? Self.standard
    let here = Self.here
    floor = here > size / 4 * 3 ? here - size / 4 * 3 : 0
  }

  private static var standard: UInt {
    var limit = rlimit()
    #if canImport(Glibc)
      let known = getrlimit(__rlimit_resource_t(RLIMIT_STACK.rawValue), &limit) == 0
    #else
      let known = getrlimit(RLIMIT_STACK, &limit) == 0
    #endif
    return known && limit.rlim_cur < 1 << 24 ? UInt(clamping: limit.rlim_cur) : 8 << 20
  }

  var hasRoom: Bool { Self.here > floor }

  private static var here: UInt {
    var marker: UInt8 = 0
    return withUnsafePointer(to: &marker) { UInt(bitPattern: $0) }
  }
}
