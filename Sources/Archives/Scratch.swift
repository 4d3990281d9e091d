import Core
import Limits

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Room for bytes that are made once and then read at any place: what a deflated member holds. A little is kept in
/// memory, more in a file without a name, which goes when it is no longer needed, whatever becomes of the program.
package final class Scratch {
  /// What is kept in memory.
  private static let most = 16 << 20

  private var bytes: [UInt8] = []
  private var descriptor: Int32 = -1
  private var written = 0

  package init() {}

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// - Throws: `EngineError` where so many bytes are more than the folder for temporary files has.
  package func require(_ count: Int) throws {
    guard count > Self.most else { return }
    var system = statvfs()
    guard statvfs(Self.folder, &system) == 0 else { return }
    let free = Double(system.f_bavail) * Double(system.f_frsize)
    guard Double(count) <= free else {
      throw EngineError(
        .badFile,
        "what the file holds deflated takes \(MemoryLimit.text(Double(count))); \(Self.folder) has \(MemoryLimit.text(free)) left",
        help: "TMPDIR names another folder; np.savez writes it undeflated")
    }
  }

  package func append(_ piece: UnsafeRawBufferPointer) throws {
    if descriptor < 0, bytes.count + piece.count > Self.most { try spill() }
    if descriptor < 0 { return bytes.append(contentsOf: piece) }
    try write(piece)
  }

  private func spill() throws {
    descriptor = try Self.nameless()
    try bytes.withUnsafeBytes(write)
    bytes = []
  }

  private func write(_ piece: UnsafeRawBufferPointer) throws {
    var done = 0
    while done < piece.count {
      let count = pwrite(descriptor, piece.baseAddress! + done, piece.count - done, off_t(clamping: written + done))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Self.failure }
      done += count
      try Cancellation.check()
    }
    written += done
  }

  /// What was appended; nothing can be appended behind it.
  package func finished() -> any ByteSource {
    guard descriptor >= 0 else { return MemoryBytes(bytes) }
    defer { descriptor = -1 }
    return OpenFile(taking: descriptor, size: written)
  }

  private static var folder: String {
    if let path = getenv("TMPDIR").map({ String(cString: $0) }), path.hasPrefix("/") { return path }
    return "/tmp"
  }

  private static func nameless() throws -> Int32 {
    var path = Array((folder + "/nsh-XXXXXX").utf8CString)
    let descriptor = path.withUnsafeMutableBufferPointer { mkstemp($0.baseAddress!) }
    guard descriptor >= 0 else { throw failure }
    path.withUnsafeBufferPointer { _ = unlink($0.baseAddress!) }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return descriptor
  }

  private static var failure: EngineError {
    let reason = errno == ENOSPC ? "no space left on the device" : String(cString: strerror(errno))
    return EngineError(
      .badFile, "what the file holds deflated cannot be written to a temporary file in \(folder): \(reason)",
      help: "TMPDIR names another folder; np.savez writes it undeflated")
  }
}
