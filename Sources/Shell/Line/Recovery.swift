#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a dialogue has done so far, as a script in the state folder, for the case that it ends without a goodbye: a crash,
/// a lost connection, a power cut. Each dialogue has a file of its own, which it holds by a lock and removes when it ends in
/// order; a file that nobody holds was left by one that did not.
package final class Recovery {
  private let folder: String
  private var transcript: Transcript?
  /// Keeps the lock.
  private var held: Int32 = -1

  /// - Parameter stateFolder: nil where there is none; nothing is kept then.
  package init?(stateFolder: String? = FilePath.stateFolder) {
    guard let stateFolder else { return nil }
    folder = stateFolder + "/recovery"
  }

  // MARK: Keeping

  /// Begins the file with the first statement. - Throws: `FileError`.
  package func record(_ text: String, number: Int) throws {
    try begun().record(text, number: number)
  }

  package func withdraw(_ number: Int) throws { try transcript?.withdraw(number) }

  private func begun() throws -> Transcript {
    if let transcript { return transcript }
    try Files.makeFolder(folder)
    var path = ""
    for attempt in 0..<100 where held < 0 {
      path = "\(folder)/\(time(nil))-\(getpid())-\(attempt).nsh"
      held = Self.openFile(path, O_RDWR | O_CREAT | O_EXCL)
    }
    guard held >= 0 else { throw FileError.now("cannot write", path) }
    _ = flock(held, LOCK_EX | LOCK_NB)
    // Names of files are relative to it.
    let place = getcwd(nil, 0).map { (pointer: UnsafeMutablePointer<CChar>) -> String in
      defer { free(pointer) }
      return "# in \(String(cString: pointer))\n"
    }
    let new = try Transcript(path: path, header: place ?? "", isPrivate: true)
    transcript = new
    return new
  }

  /// The dialogue has ended in order.
  package func end() {
    if let transcript { unlink(transcript.path) }
    if held >= 0 { close(held) }
    (transcript, held) = (nil, -1)
  }

  // MARK: What others left

  /// A dialogue's statements that nobody holds but this value, so that no other dialogue offers them meanwhile.
  package final class Abandoned {
    package let path: String
    package let statements: Int
    /// When the last one was done, in seconds.
    private let time: Int

    fileprivate var isOld: Bool { systemTime() - time > 60 }

    /// 2026-11-26 at 14:03
    package var date: String {
      var (seconds, parts) = (time_t(time), tm())
      localtime_r(&seconds, &parts)
      return parts.dateText + " at " + parts.timeText
    }
    private let descriptor: Int32

    fileprivate init?(_ path: String) {
      self.path = path
      descriptor = Recovery.openFile(path, O_RDONLY)
      var information = stat()
      guard descriptor >= 0, fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG,
        flock(descriptor, LOCK_EX | LOCK_NB) == 0, information.st_nlink > 0
      else {
        if descriptor >= 0 { close(descriptor) }
        return nil
      }
      #if canImport(Glibc)
        time = information.st_mtim.tv_sec
      #else
        time = information.st_mtimespec.tv_sec
      #endif
      let text = (try? Stream(descriptor: descriptor, path: path, hears: false).read(limit: Files.largest)) ?? []
      let lines = text.split(separator: UInt8(ascii: "\n"))
      // Lines that are indented, close a block or are comments belong to a statement before.
      statements = lines.count { !" }#".utf8.contains($0.first!) }
    }

    deinit { close(descriptor) }

    /// It was taken up.
    package func remove() { unlink(path) }

    /// It was declined: where it stays until the next one is.
    package func setAside() -> String {
      let place = FilePath.folder(of: path) + "/declined"
      return rename(path, place) == 0 ? place : path
    }
  }

  /// The newest that was left; empty ones are cleared away.
  package func abandoned() -> Abandoned? {
    let files = Files.free.list(folder, beginning: "").filter { !$0.isFolder && $0.name.hasSuffix(".nsh") }
    var newest: Abandoned?
    for name in files.map(\.name).sorted() {
      guard let found = Abandoned(folder + "/" + name) else { continue }
      if found.statements > 0 {
        newest = found
      } else if found.isOld {  // a new one may just have been begun
        found.remove()
      }
    }
    return newest
  }

  fileprivate static func openFile(_ path: String, _ flags: Int32) -> Int32 {
    open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0o600)
  }
}

private func systemTime() -> Int { time(nil) }
