import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Temporary files, and those that processes left which were killed: `.nsh-PROCESS-NUMBER.tmp`.
enum Leftovers {
  /// How many numbers a process tries.
  static let most = 1000

  static func name(_ attempt: Int) -> [UInt8] { Array(".nsh-\(getpid())-\(attempt).tmp".utf8) }

  /// The last folders that were cleared. They are held, so that no new folder gets one's number.
  private static let cleared = Mutex<[Folder]>([])
  private static let mostHeld = 32

  private static func isFirst(_ folder: Folder) -> Bool {
    guard let identity = folder.identity else { return false }
    return cleared.withLock { folders in
      if folders.contains(where: { $0.identity == identity }) { return false }
      folders.append(folder)
      if folders.count > mostHeld { folders.removeFirst() }
      return true
    }
  }

  /// Removes what is left in a folder, once a run (or again after many others). Only files of that name that nobody holds:
  /// whoever writes one has it locked, and the lock ends with the process. Where locks do not reach (another machine), a process of that number or a
  /// file younger than a minute is taken for one that is being written.
  static func clear(in folder: Folder) {
    guard isFirst(folder) else { return }
    let descriptor = folder.opened()
    guard descriptor >= 0, let stream = fdopendir(descriptor) else {
      if descriptor >= 0 { close(descriptor) }
      return
    }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: entry.pointee.d_name)) { name in
          // Most names are no business of ours, and there may be very many.
          guard strncmp(name, ".nsh-", 5) == 0, let process = process(of: String(cString: name)) else { return }
          remove(name, of: process, in: descriptor)
        }
      }
    }
  }

  /// The process whose temporary file has this name.
  private static func process(of name: String) -> pid_t? {
    guard name.hasPrefix(".nsh-"), name.hasSuffix(".tmp") else { return nil }
    let numbers = name.dropFirst(5).dropLast(4).split(separator: "-", omittingEmptySubsequences: false)
    guard numbers.count == 2, let number = Int(numbers[1], radix: 10), (0..<most).contains(number) else { return nil }
    return pid_t(numbers[0], radix: 10).flatMap { $0 > 0 ? $0 : nil }
  }

  private static func remove(_ name: UnsafePointer<CChar>, of process: pid_t, in folder: Int32) {
    let descriptor = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG,
      flock(descriptor, LOCK_EX | LOCK_NB) == 0
    else { return }
    #if canImport(Glibc)
      let written = information.st_mtim.tv_sec
    #else
      let written = information.st_mtimespec.tv_sec
    #endif
    let isGone = kill(process, 0) != 0 && errno == ESRCH
    if isGone || time(nil) - written > 60 { unlinkat(folder, name, 0) }
  }
}
