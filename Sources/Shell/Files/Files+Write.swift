#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Files {
  /// Replaces the file at `path` by `bytes`, whole or not at all.
  ///
  /// A temporary file in the same folder takes the bytes, reaches the disk, and is renamed over the old one; the
  /// rename reaches the disk too. On any failure the temporary file is removed and the old file is as it was.
  /// A symbolic link stays one: what it names is replaced. An existing file keeps its mode. What is no ordinary
  /// file (a pipe, a device) is written in place.
  ///
  /// - Throws: `FileError`.
  package static func write(_ bytes: [UInt8], to path: String) throws {
    let target = try destination(of: path)
    var information = stat()
    let exists = stat(target, &information) == 0
    let kind = information.st_mode & S_IFMT
    if exists && kind == S_IFDIR { throw FileError.now("cannot write", path, EISDIR) }
    if exists && access(target, W_OK) != 0 { throw FileError.now("cannot write", path) }
    if exists && kind != S_IFREG { return try writeInPlace(bytes, target, named: path) }
    try replace(target, by: bytes, mode: exists ? information.st_mode & 0o7777 : nil, named: path)
  }

  private static func writeInPlace(_ bytes: [UInt8], _ target: String, named path: String) throws {
    let descriptor = open(target, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError.now("cannot write", path) }
    defer { close(descriptor) }
    try writeAll(bytes, to: descriptor, path: path)
  }

  private static func replace(_ target: String, by bytes: [UInt8], mode: mode_t?, named path: String) throws {
    let folder = folder(of: target)
    let (temporary, descriptor) = try openTemporary(in: folder, named: path)
    do {
      try Signals.removing(temporary) {
        try fill(descriptor, with: bytes, mode: mode, named: path)
        guard rename(temporary, target) == 0 else { throw FileError.now("cannot write", path) }
      }
    } catch {
      unlink(temporary)
      throw error
    }
    synchronise(folder: folder)
  }

  /// Writes, sets the mode, waits for the disk, and closes in any case.
  private static func fill(_ descriptor: Int32, with bytes: [UInt8], mode: mode_t?, named path: String) throws {
    do {
      try writeAll(bytes, to: descriptor, path: path)
      if let mode { guard fchmod(descriptor, mode) == 0 else { throw FileError.now("cannot write", path) } }
      guard fsync(descriptor) == 0 || errno == EINVAL else { throw FileError.now("cannot write", path) }
    } catch {
      close(descriptor)
      throw error
    }
    guard close(descriptor) == 0 else { throw FileError.now("cannot write", path) }
  }

  /// A new file, readable as the user's mask says, that no other process has.
  private static func openTemporary(in folder: String, named path: String) throws -> (String, Int32) {
    for attempt in 0..<1000 {
      let temporary = "\(folder)/.nsh-\(getpid())-\(attempt).tmp"
      let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 { return (temporary, descriptor) }
      if errno != EEXIST { throw FileError.now("cannot write", path) }
    }
    throw FileError("cannot write `\(path)`: its folder is full of temporary files")
  }

  /// Some file systems cannot; the rename has happened, so that is no failure.
  private static func synchronise(folder: String) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    close(descriptor)
  }

  /// Where a path leads after all symbolic links, the last of which may name a file that is not there yet.
  static func destination(of path: String) throws -> String {
    var path = path
    for _ in 0..<40 {
      var buffer = [UInt8](repeating: 0, count: Int(clamping: PATH_MAX))
      let length = buffer.withUnsafeMutableBytes { readlink(path, $0.baseAddress!, $0.count) }
      guard length >= 0 else { return path }
      let link = String(decoding: buffer[..<length], as: UTF8.self)
      path = link.hasPrefix("/") ? link : folder(of: path) + "/" + link
    }
    throw FileError.now("cannot write", path, ELOOP)
  }
}
