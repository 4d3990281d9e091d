import Checked

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The statements entered in all sessions, in a file that several sessions append to.
///
/// The format is GNU history's with time stamps: `#1700000000`, then the entry's lines. An entry is appended
/// when it is entered, in one write under a lock, so that sessions at once lose nothing; where it does not fit whole, what
/// was written of it is taken away again. A file that cannot be read or written costs one note, never a failure.
package final class History {
  /// Nil when there is no home folder.
  let path: String?
  /// Another session held the lock for long; it is not waited for again.
  private var isLockStuck = false
  /// How many entries, the newest, are offered to the arrow keys, and of how many bytes.
  static let offered = 5000
  static let offeredBytes = 4 << 20

  package init(path: String?) { self.path = path }

  /// `$XDG_STATE_HOME/nsh/history`, by default `~/.local/state/nsh/history`.
  static func standardPath() -> String? { FilePath.stateFolder.map { $0 + "/history" } }

  /// The newest entries of the file, oldest first; none if there is no file. Only so much is read as they take.
  ///
  /// - Throws: `FileError` if there is one that cannot be read.
  package func load() throws -> [String] {
    guard let path, access(path, F_OK) == 0 else { return [] }
    let descriptor = try open(path, O_RDONLY)
    defer { close(descriptor) }
    return Array(Self.entries(of: Self.tail(descriptor)).suffix(Self.offered))
  }

  /// Appends one entry; makes the folder (mode 0700) and the file (mode 0600) if need be.
  ///
  /// - Throws: `FileError` if it could not be written.
  package func append(_ entry: String, at seconds: Int = time(nil)) throws {
    guard let path else { throw FileError("there is no home folder to keep a history in") }
    try Files.makeFolder(FilePath.folder(of: path))
    let descriptor = try open(path, O_RDWR | O_CREAT | O_APPEND)
    defer { close(descriptor) }
    let isLocked = lock(descriptor)
    let length = lseek(descriptor, 0, SEEK_END)
    let torn = Self.lastLine(descriptor, length)
    do {
      // An earlier writer was cut off. Of a time stamp nothing is kept; the beginning of an entry becomes one.
      if isLocked, Self.beginsStamp(torn) {
        guard ftruncate(descriptor, length - off_t(clamping: torn.count)) == 0 else {
          throw FileError.now("cannot write", path)
        }
      }
      let separator = torn.isEmpty || (isLocked && Self.beginsStamp(torn)) ? "" : "\n"
      try Stream(descriptor: descriptor, path: path, hears: false).write(
        Array((separator + Self.record(entry, at: seconds)).utf8))
    } catch {
      if isLocked, length >= 0 { ftruncate(descriptor, length) }
      throw error
    }
  }

  // MARK: Format

  static func record(_ entry: String, at seconds: Int) -> String {
    let lines = entry.split(separator: "\n", omittingEmptySubsequences: false)
      .map { isStamp($0.utf8) ? $0 + " " : String($0) }  // a comment that looks like a time stamp
    return "#\(seconds)\n" + lines.joined(separator: "\n") + "\n"
  }

  /// What stands between the time stamps.
  static func entries(of bytes: [UInt8]) -> [String] {
    let stamps = lines(of: bytes).filter { isStamp(bytes[$0]) }
    let ends = stamps.dropFirst().map(\.lowerBound) + [bytes.count]
    return zip(stamps, ends).compactMap { stamp, end in
      let entry = bytes[Range(from: min(stamp.upperBound + 1, end), upTo: end)]
      // Without the line's end, and without the carriage returns that an editor may have put there.
      let text = entry.contains(13) ? unreturned(entry) : entry
      guard let last = text.lastIndex(where: { $0 != 10 }) else { return nil }
      return String(decoding: text[...last], as: UTF8.self)
    }
  }

  private static func unreturned(_ entry: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let lines = entry.split(separator: 10, omittingEmptySubsequences: false)
    return ArraySlice(lines.map { $0.last == 13 ? $0.dropLast() : $0 }.joined(separator: [10]))
  }

  /// The lines, without their ends. By the C library, since a history is long and is read at each start.
  private static func lines(of bytes: [UInt8]) -> [Range<Int>] {
    bytes.withUnsafeBytes { bytes in
      var (lines, start) = ([Range<Int>](), 0)
      while start < bytes.count {
        let rest = bytes.baseAddress! + start
        let end = memchr(rest, 10, bytes.count - start).map { start + (UnsafeRawPointer($0) - rest) } ?? bytes.count
        lines.append(Range(from: start, upTo: end))
        start = end + 1
      }
      return lines
    }
  }

  private static func isStamp(_ line: some Collection<UInt8>) -> Bool {
    guard line.first == UInt8(ascii: "#") else { return false }
    let digits = line.dropFirst().prefix { $0 != 13 }
    return !digits.isEmpty && digits.allSatisfy { (48...57).contains($0) }
  }

  // MARK: The file

  /// A pipe or a device in its place would be waited for.
  private func open(_ path: String, _ flags: Int32) throws -> Int32 {
    let action = flags & O_ACCMODE == O_RDONLY ? "cannot read" : "cannot write"
    let descriptor = untilUninterrupted { openFile(path, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0o600) }
    guard descriptor >= 0 else { throw FileError.now(action, path) }
    var information = stat()
    guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw FileError(action, path, "it is no ordinary file")
    }
    return descriptor
  }

  /// The end of the file, from a time stamp on: as many entries and bytes as are offered.
  private static func tail(_ descriptor: Int32) -> [UInt8] {
    var (start, bytes, stamps) = (lseek(descriptor, 0, SEEK_END), [UInt8](), 0)
    while start > 0, bytes.count < offeredBytes, stamps <= offered {
      let size = min(start, 1 << 18)
      var block = [UInt8](repeating: 0, count: Int(clamping: size))
      guard pread(descriptor, &block, Int(clamping: size), start - size) == size else { break }
      start -= size
      stamps += lines(of: block).count { !$0.isEmpty && block[$0.lowerBound] == UInt8(ascii: "#") }
      bytes = block + bytes
    }
    // What was cut begins with the next time stamp.
    return bytes
  }

  /// Asks once; where another session holds the lock, a few times more, for half a second. Without it an entry is appended
  /// all the same, in one write, which is nearly as safe.
  private func lock(_ descriptor: Int32) -> Bool {
    var pause: UInt32 = 1000
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK, !isLockStuck else { return false }
      isLockStuck = pause > 300_000
      if isLockStuck { return false }
      usleep(pause)
      pause *= 4
    }
    isLockStuck = false
    return true
  }

  /// What stands behind the last line's end, of 32 bytes at most: nothing in a whole file.
  private static func lastLine(_ descriptor: Int32, _ length: off_t) -> [UInt8] {
    let size = min(max(length, 0), 32)
    var end = [UInt8](repeating: 0, count: Int(clamping: size))
    guard pread(descriptor, &end, Int(clamping: size), length - size) == size else { return [] }
    return Array(end[(end.lastIndex(of: 10).map { $0 + 1 } ?? 0)...])
  }

  private static func beginsStamp(_ line: [UInt8]) -> Bool {
    line.count < 32 && (line == [UInt8(ascii: "#")] || isStamp(line))
  }
}

private func openFile(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 {
  #if canImport(Glibc)
    Glibc.open(path, flags, mode)
  #else
    Darwin.open(path, flags, mode)
  #endif
}
