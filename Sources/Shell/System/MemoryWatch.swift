import Dispatch
import Checked
import Limits
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Sees to it that the process holds no more memory than it may, whatever it is held by.
///
/// A thread looks at what is resident, the more often the nearer the limit is: what grows in small pieces, or in one that
/// nobody estimated, is noticed before it has grown much beyond. Whoever asks whether the work should end then hears it.
enum MemoryWatch {
  /// More than may be was seen since `settle()`.
  private static let full = Atomic<Bool>(false)
  /// Half of what may be is held.
  private static let near = Atomic<Bool>(false)
  /// When it was last looked, in nanoseconds.
  private static let looked = Atomic<UInt64>(0)
  /// What may be held, and what the process held when it began, in bytes.
  private static let limit = Atomic<Int>(0)
  private static let beginning = Atomic<Int>(0)
  /// The bytes beyond which memory counts as full.
  private static let ceiling = Atomic<Int>(.max)

  /// Whether more was held than may be, since `settle()`.
  static var isFull: Bool { full.load(ordering: .relaxed) }

  /// The same; where the limit is near, what is held at this moment counts.
  static var isFullNow: Bool {
    if near.load(ordering: .relaxed) {
      let now = DispatchTime.now().uptimeNanoseconds
      if now &- looked.load(ordering: .relaxed) > 500_000 { look() }
    }
    return isFull
  }

  /// Begins to watch. Called once.
  static func begin(_ bytes: Double) {
    let now = resident()
    beginning.store(now, ordering: .relaxed)
    limit.store(Int(saturating: min(bytes, 1e18)), ordering: .relaxed)
    ceiling.store(now + Int(saturating: min(bytes, 1e18)), ordering: .relaxed)
    _ = Thread.start { watch() }
  }

  /// The bytes that are held beyond those that the process began with; what was freed is given back first, where much
  /// is held.
  static var held: Double {
    if near.load(ordering: .relaxed) { giveBack() }
    return Double(max(0, resident() - beginning.load(ordering: .relaxed)))
  }

  /// After work was given up for want of memory: what it held is free by now. Where what remains is still a little more
  /// than may be, it counts as allowed, so that something can be let go.
  static func settle() {
    giveBack()
    let (now, start, bytes) = (resident(), beginning.load(ordering: .relaxed), limit.load(ordering: .relaxed))
    let usual = start + bytes
    ceiling.store(min(max(usual, now + bytes / 16), usual + bytes / 4), ordering: .relaxed)
    full.store(false, ordering: .relaxed)
    look()
  }

  /// New pages come at some 4 bytes a nanosecond at most: until it is looked again the limit cannot be passed by much.
  private static func watch() {
    while true {
      let room = look()
      usleep(UInt32(clamping: min(50_000, max(1000, room / 4000))))
    }
  }

  /// How many bytes are left.
  @discardableResult
  private static func look() -> Int {
    let (now, most) = (resident(), ceiling.load(ordering: .relaxed))
    if now > most { full.store(true, ordering: .relaxed) }
    near.store(now > most / 2, ordering: .relaxed)
    looked.store(DispatchTime.now().uptimeNanoseconds, ordering: .relaxed)
    return most - now
  }

  /// Freed memory that the C library keeps goes back to the system.
  private static func giveBack() { _ = trim?(0) }

  /// Of glibc alone, whose headers hide it.
  private static let trim = dlsym(nil, "malloc_trim").map {
    unsafeBitCast($0, to: (@convention(c) (Int) -> Int32).self)
  }

  /// The bytes of the process that belong to no file.
  private static func resident() -> Int {
    #if canImport(Glibc)
      Statistics.resident()
    #else
      var information = task_vm_info_data_t()
      var count = mach_msg_type_number_t(MemoryLayout<task_vm_info_data_t>.size / MemoryLayout<natural_t>.size)
      let status = withUnsafeMutablePointer(to: &information) {
        $0.withMemoryRebound(to: integer_t.self, capacity: Int(clamping: count)) {
          task_info(mach_task_self_, task_flavor_t(TASK_VM_INFO), $0, &count)
        }
      }
      return status == KERN_SUCCESS ? Int(clamping: information.phys_footprint) : 0
    #endif
  }
}

#if canImport(Glibc)
  /// /proc/self/statm: pages in all, resident, of these shared with files.
  private enum Statistics {
    private static let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    private static let page = sysconf(Int32(clamping: _SC_PAGESIZE))

    static func resident() -> Int {
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 128) { bytes in
        let count = pread(descriptor, bytes.baseAddress, bytes.count, 0)
        guard count > 0 else { return 0 }
        var numbers = (0, 0, 0)
        var place = 0
        for byte in bytes[..<count] {
          if byte == UInt8(ascii: " ") {
            place += 1
            if place > 2 { break }
          } else if place == 1 {
            numbers.1 = numbers.1 * 10 + Int(clamping: byte) - 48
          } else if place == 2 {
            numbers.2 = numbers.2 * 10 + Int(clamping: byte) - 48
          }
        }
        return (numbers.1 - numbers.2) * page
      }
    }
  }
#endif
