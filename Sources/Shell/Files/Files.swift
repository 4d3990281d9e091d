#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Why a file could not be read or written, in a sentence for the user.
package struct FileError: Error, Equatable, CustomStringConvertible {
  package let message: String
  package var description: String { message }

  init(_ message: String) { self.message = message }

  /// The sentence for `errno`: "cannot read `x`: there is no such file".
  static func now(_ action: String, _ path: String, _ code: Int32 = errno) -> FileError {
    FileError("\(action) `\(path)`: \(reason(code, of: path))")
  }

  static func reason(_ code: Int32, of path: String) -> String {
    switch code {
    case ENOENT: return "there is no such file or folder"
    case ENOTDIR: return "a part of the path is not a folder"
    case EISDIR: return "it is a folder"
    case EACCES, EPERM: return "permission denied"
    case ENOSPC, EDQUOT: return "no space left on the device"
    case EROFS: return "the file system is read-only"
    case EFBIG: return "it would be too large"
    case ENAMETOOLONG: return "the name is too long"
    case ELOOP: return "its symbolic links go round in a circle"
    default: return String(cString: strerror(code))
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

/// Whole files in and out.
package enum Files {
  /// The largest file that is read, in bytes (1 GiB).
  package static let largest = 1 << 30

  /// The bytes of a file; `-` names no special file here.
  ///
  /// - Throws: `FileError`: not there, a folder, no permission, larger than `limit`.
  package static func read(_ path: String, limit: Int = Files.largest) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError.now("cannot read", path) }
    defer { close(descriptor) }
    return try read(descriptor: descriptor, path: path, limit: limit)
  }

  static func read(descriptor: Int32, path: String, limit: Int = largest) throws -> [UInt8] {
    var information = stat()
    guard fstat(descriptor, &information) == 0 else { throw FileError.now("cannot read", path) }
    let tooLarge = FileError("cannot read `\(path)`: it is larger than \(limit) bytes")
    guard information.st_size <= limit else { throw tooLarge }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(clamping: information.st_size))
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let got = systemRead(descriptor, &chunk, chunk.count)
      if got < 0 && errno == EINTR && !Signals.isInterrupted { continue }
      guard got >= 0 else { throw FileError.now("cannot read", path) }
      if got == 0 { return bytes }
      bytes += chunk[..<got]
      guard bytes.count <= limit else { throw tooLarge }
    }
  }

  /// Writes all bytes or throws.
  static func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws {
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw FileError.now("cannot write", path, count == 0 ? ENOSPC : errno) }
      written += count
    }
  }

  /// The names in a folder, at most a thousand; none where it cannot be read.
  static func list(_ folder: String) -> [(name: String, isFolder: Bool)] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var entries: [(name: String, isFolder: Bool)] = []
    while entries.count < 1000, let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: entry.pointee.d_name)) {
          String(cString: $0)
        }
      }
      guard name != ".", name != ".." else { continue }
      var information = stat()
      let isFolder = stat(folder + "/" + name, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
      entries.append((name, isFolder))
    }
    return entries
  }

  // MARK: Paths

  /// The folder part of a path, `.` if there is none.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Whether what is written to `path` comes to lie in one of the folders or below, all symbolic links followed.
  static func isInside(_ path: String, folders: [String]) -> Bool {
    guard let target = try? destination(of: path), let place = real(folder(of: target)) else { return false }
    return folders.contains { real($0).map { place == $0 || place.hasPrefix($0 == "/" ? $0 : $0 + "/") } ?? false }
  }

  private static func real(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// `$variable` if it is an absolute path, else `fallback` in the home folder.
  static func userFolder(variable: String, fallback: String) -> String? {
    if let path = Terminal.environment(variable), path.hasPrefix("/") { return path }
    guard let home = Terminal.environment("HOME"), !home.isEmpty else { return nil }
    return home + "/" + fallback
  }

  /// Makes a folder and those above it, for the user only, where they are missing.
  static func makeFolder(_ path: String) throws {
    if access(path, F_OK) == 0 || mkdir(path, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, folder(of: path) != path else { throw FileError.now("cannot make the folder", path) }
    try makeFolder(folder(of: path))
    if mkdir(path, 0o700) != 0 && errno != EEXIST { throw FileError.now("cannot make the folder", path) }
  }
}
