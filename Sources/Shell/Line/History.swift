#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The statements entered in all sessions, in a file that several sessions append to.
///
/// The format is GNU history's with time stamps: `#1700000000`, then the entry's lines. An entry is appended
/// when it is entered, in one write under a lock, so that sessions at once lose nothing. A file that cannot be
/// read or written costs one note, never a failure.
package struct History {
  /// Nil when there is no home folder.
  let path: String?
  /// How many entries, the newest, are offered to the arrow keys.
  static let offered = 5000

  package init(path: String?) { self.path = path }

  /// `$XDG_STATE_HOME/nsh/history`, by default `~/.local/state/nsh/history`.
  static func standardPath() -> String? {
    Files.userFolder(variable: "XDG_STATE_HOME", fallback: ".local/state").map { $0 + "/nsh/history" }
  }

  /// The entries of the file, oldest first; none if there is no file.
  ///
  /// - Throws: `FileError` if there is one that cannot be read.
  package func load() throws -> [String] {
    guard let path, access(path, F_OK) == 0 else { return [] }
    return Array(Self.entries(of: String(decoding: try Files.read(path), as: UTF8.self)).suffix(Self.offered))
  }

  /// Appends one entry; makes the folder (mode 0700) and the file (mode 0600) if need be.
  ///
  /// - Throws: `FileError` if it could not be written.
  package func append(_ entry: String, at seconds: Int = time(nil)) throws {
    guard let path else { throw FileError("there is no home folder to keep a history in") }
    try Files.makeFolder(Files.folder(of: path))
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileError.now("cannot write", path) }
    defer { close(descriptor) }
    Self.lock(descriptor)
    let separator = Self.endsInsideLine(descriptor) ? "\n" : ""
    try Files.writeAll(Array((separator + Self.record(entry, at: seconds)).utf8), to: descriptor, path: path)
  }

  // MARK: Format

  static func record(_ entry: String, at seconds: Int) -> String {
    let lines = entry.split(separator: "\n", omittingEmptySubsequences: false)
      .map { isStamp($0) ? $0 + " " : String($0) }  // a comment that looks like a time stamp
    return "#\(seconds)\n" + lines.joined(separator: "\n") + "\n"
  }

  static func entries(of text: String) -> [String] {
    var entries: [[Substring]] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if isStamp(line) { entries.append([]) } else if !entries.isEmpty { entries[entries.count - 1].append(line) }
    }
    return entries.map { lines in
      var lines = lines[...]
      while lines.last == "" { lines.removeLast() }
      return lines.joined(separator: "\n")
    }.filter { !$0.isEmpty }
  }

  private static func isStamp(_ line: some StringProtocol) -> Bool {
    let digits = line.utf8.dropFirst()
    return line.utf8.first == UInt8(ascii: "#") && !digits.isEmpty && digits.allSatisfy { (48...57).contains($0) }
  }

  // MARK: The file

  /// Waits for the lock for up to two seconds; then goes on without, as appending in one write is nearly as safe.
  private static func lock(_ descriptor: Int32) {
    for _ in 0..<200 where flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      if errno != EWOULDBLOCK && errno != EINTR { return }
      usleep(10_000)
    }
  }

  /// An earlier writer was cut off (a full disk): the next record begins a line of its own.
  private static func endsInsideLine(_ descriptor: Int32) -> Bool {
    let length = lseek(descriptor, 0, SEEK_END)
    var last = UInt8.zero
    return length > 0 && pread(descriptor, &last, 1, length - 1) == 1 && last != 10
  }
}
