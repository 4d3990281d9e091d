import Core

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that was opened by somebody else, read by `pread`: unlike mapped memory one that gets shorter meanwhile gives
/// an error and no signal, and blocks of some megabytes come as fast.
public final class OpenFile: ByteSource {
  private let descriptor: Int32
  public let size: Int

  /// Takes the descriptor, which is closed with the value.
  public init(taking descriptor: Int32, size: Int) { (self.descriptor, self.size) = (descriptor, size) }

  deinit { close(descriptor) }

  public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    guard offset >= 0, offset <= size, buffer.count <= size - offset else { throw Self.isShort }
    var done = 0
    while done < buffer.count {
      let count = pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(clamping: offset + done))
      if count < 0, errno == EINTR { continue }
      if count < 0 { throw EngineError(.badFile, "the file cannot be read: \(String(cString: strerror(errno)))") }
      if count == 0 { throw EngineError(.badFile, "the file has become shorter while it was read") }
      done += count
    }
  }

  public func expect(_ offset: Int, count: Int) {
    #if canImport(Glibc)
      // Several arrays are read in turn, which the system does not take for reading on.
      if offset >= 0, count > 0 {
        _ = posix_fadvise(descriptor, off_t(clamping: offset), off_t(clamping: count), POSIX_FADV_WILLNEED)
      }
    #endif
  }
}
