import Limits

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Bytes through a descriptor: a file's, a pipe's, a terminal's. One that is not ready is waited for, whether it was opened
/// so that the system waits or so that it does not.
struct Stream {
  let descriptor: Int32
  /// For messages: `x.csv`, `standard output`.
  let path: String
  /// Whether Ctrl-C ends a wait.
  var hears = true

  static let output = Stream(descriptor: STDOUT_FILENO, path: "standard output", hears: false)
  static let errors = Stream(descriptor: STDERR_FILENO, path: "standard error", hears: false)

  /// Writes all bytes.
  ///
  /// - Throws: `FileError`; some of them may have been written.
  func write(_ bytes: [UInt8]) throws {
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EAGAIN {
        try wait(for: POLLOUT, "cannot write")
      } else if count < 0 && errno == EINTR {
        continue
      } else {
        guard count > 0 else { throw FileError.now("cannot write", path, count == 0 ? ENOSPC : errno) }
        written += count
      }
    }
  }

  /// All bytes until the end.
  ///
  /// - Parameters:
  ///   - size: how many there are, where that is known.
  ///   - limit: more than so many are refused.
  func read(size: Int = 0, limit: Int) throws -> [UInt8] {
    guard size <= limit else { throw tooLarge(limit) }
    // What is known to come goes straight to its place; one byte more shows the end.
    var bytes = try [UInt8](unsafeUninitializedCapacity: size + 1) { buffer, count in
      while count < buffer.count {
        let got = try piece(UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...]))
        if got == 0 { break }
        count += got
      }
    }
    guard bytes.count > size else { return bytes }
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      guard bytes.count <= limit else { throw tooLarge(limit) }
      let got = try chunk.withUnsafeMutableBytes { try piece($0) }
      if got == 0 { return bytes }
      bytes += chunk[..<got]
    }
  }

  /// The next bytes, a megabyte of them at most; none at the end.
  private func piece(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      try wait(for: POLLIN, "cannot read")
      if hears, Cancellation.isAsked() { throw FileError.interrupted }
      let got = systemRead(descriptor, buffer.baseAddress, min(buffer.count, 1 << 20))
      if got < 0 && (errno == EINTR || errno == EAGAIN) { continue }
      guard got >= 0 else { throw FileError.now("cannot read", path) }
      return got
    }
  }

  /// What has come, waited for, at a descriptor that nobody else reads; zero at its end, nil where it cannot be read.
  static func some(of descriptor: Int32, into chunk: inout [UInt8]) -> Int? {
    while true {
      let got = systemRead(descriptor, &chunk, chunk.count)
      if got >= 0 { return got }
      if errno == EAGAIN {
        var source = pollfd(fd: descriptor, events: Int16(clamping: POLLIN), revents: 0)
        _ = poll(&source, 1, -1)
      } else if errno != EINTR {
        return nil
      }
    }
  }

  private func tooLarge(_ limit: Int) -> FileError {
    FileError("cannot read", path, "it is larger than \(limit) bytes, which is all that may be read")
  }

  /// Until the descriptor is ready, has failed or has come to its end, which the next call then tells.
  private func wait(for events: Int32, _ action: String) throws {
    var sources = [
      pollfd(fd: descriptor, events: Int16(clamping: events), revents: 0),
      pollfd(fd: hears ? Signals.wakeUp : -1, events: Int16(clamping: POLLIN), revents: 0),
    ]
    while true {
      if hears && Signals.isInterrupted { throw FileError.interrupted }
      let ready = poll(&sources, 2, -1)
      if ready < 0 && errno != EINTR { throw FileError.now(action, path) }
      if ready > 0 && sources[0].revents != 0 { return }
      if ready > 0 && sources[1].revents != 0 && !Signals.isInterrupted { Signals.drain() }
    }
  }
}

#if canImport(Glibc)
  private let systemRead = Glibc.read
  private let systemWrite = Glibc.write
#else
  private let systemRead = Darwin.read
  private let systemWrite = Darwin.write
#endif
