#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that takes another one's place, whole or not at all.
///
/// The bytes go to a file without a name (where the system has such), reach the disk, and take the old file's name in one
/// step, which reaches the disk too. A process that is killed meanwhile leaves the old file and, at most, a temporary one
/// beside it, which the next write in that folder removes (`Leftovers`). The new file has the old one's mode, and its
/// owner and group where that may be given.
struct Replacement {
  private let place: Place
  private let old: stat?

  /// - Parameter old: what stands at the place, nil where nothing does.
  init(of place: Place, _ old: stat?) { (self.place, self.old) = (place, old) }

  /// What makes a file's bytes, piece by piece.
  typealias Content = (_ put: @escaping ([UInt8]) throws -> Void) throws -> Void

  /// - Parameter content: run once more where the first file could get no name.
  /// - Throws: `FileError`, and what `content` throws; the old file is then as it was, but for the last error there is,
  ///   which says so.
  func write(_ content: Content) throws {
    if old != nil {
      let isAllowed = Folder.withName(place.name) { faccessat(place.folder.descriptor, $0, W_OK, 0) } == 0
      guard isAllowed else { throw error() }
    }
    Leftovers.clear(in: place.folder)
    let descriptor = openNameless()
    if descriptor >= 0, try replace(by: descriptor, with: content) { return try synchronise() }
    try replaceByNamed(content)
    try synchronise()
  }

  // MARK: Without a name

  /// -1 where the file system or the system has no such files, or they could get no name.
  private func openNameless() -> Int32 {
    #if canImport(Glibc)
      guard access("/proc/self/fd", X_OK) == 0 else { return -1 }
      let folder = place.folder.descriptor
      return untilUninterrupted {
        openat(folder, ".", 0o20000000 | O_DIRECTORY | O_WRONLY | O_CLOEXEC, 0o666)
      }
    #else
      return -1
    #endif
  }

  /// False where the file could get no name here.
  private func replace(by descriptor: Int32, with content: Content) throws -> Bool {
    defer { close(descriptor) }
    try fill(descriptor, with: content)
    #if canImport(Glibc)
      return try Departure.undisturbed {
        guard let name = try link("/proc/self/fd/\(descriptor)") else { return false }
        try rename(name)
        return true
      }
    #else
      return false
    #endif
  }

  #if canImport(Glibc)
    /// Nil where the system or the file system cannot.
    private func link(_ source: String) throws -> [UInt8]? {
      for attempt in 0..<Leftovers.most {
        let name = Leftovers.name(attempt)
        let isLinked = Folder.withName(name) {
          linkat(AT_FDCWD, source, place.folder.descriptor, $0, AT_SYMLINK_FOLLOW) == 0
        }
        if isLinked { return name }
        if [EIO, ENOSPC, EDQUOT, EROFS].contains(errno) { throw error() }
        if errno != EEXIST { return nil }
      }
      return nil
    }
  #endif

  // MARK: With one

  private func replaceByNamed(_ content: Content) throws {
    let (name, descriptor) = try openNamed()
    defer { Departure.forgetTemporary() }
    do {
      try fill(descriptor, with: content)
    } catch {
      close(descriptor)
      remove(name)
      throw error
    }
    // Only the name's place in the folder keeps it from others who clear up; so it is closed behind.
    defer { close(descriptor) }
    try Departure.undisturbed {
      try rename(name)
      Departure.forgetTemporary()
    }
  }

  /// A new file, readable as the user's mask says, that no other process has. A signal that ends the process removes it.
  private func openNamed() throws -> ([UInt8], Int32) {
    for attempt in 0..<Leftovers.most {
      let name = Leftovers.name(attempt)
      let descriptor = Departure.undisturbed {
        let descriptor = Folder.withName(name) {
          openat(place.folder.descriptor, $0, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
        }
        if descriptor >= 0 { Departure.rememberTemporary(name, in: place.folder.descriptor) }
        return descriptor
      }
      if descriptor >= 0 { return (name, descriptor) }
      if errno != EEXIST { throw error() }
    }
    throw FileError("cannot write", place.path, "its folder is full of temporary files")
  }

  private func remove(_ name: [UInt8]) {
    _ = Folder.withName(name) { unlinkat(place.folder.descriptor, $0, 0) }
  }

  // MARK: Both

  private func error(_ code: Int32 = errno) -> FileError { FileError.now("cannot write", place.path, code) }

  /// Writes, gives it the old file's owner and mode, and waits for the disk. Held by a lock for as long as it is open.
  private func fill(_ descriptor: Int32, with content: Content) throws {
    _ = flock(descriptor, LOCK_EX | LOCK_NB)
    let stream = Stream(descriptor: descriptor, path: place.path)
    try content { try stream.write($0) }
    try adopt(descriptor)
    guard untilUninterrupted({ fsync(descriptor) }) == 0 || errno == EINVAL else { throw error() }
  }

  /// The owner first, since to change it takes rights away. A group that may not be given gets no rights that the old
  /// file's group had.
  private func adopt(_ descriptor: Int32) throws {
    guard let old else { return }
    var new = stat()
    guard fstat(descriptor, &new) == 0 else { throw error() }
    var mode = old.st_mode & 0o7777
    if new.st_uid != old.st_uid || new.st_gid != old.st_gid {
      if fchown(descriptor, old.st_uid, old.st_gid) != 0 && fchown(descriptor, uid_t.max, old.st_gid) != 0 {
        mode = mode & 0o1707 | (mode & 0o007) << 3
      }
    }
    guard fchmod(descriptor, mode) == 0 else { throw error() }
  }

  private func rename(_ name: [UInt8]) throws {
    let folder = place.folder.descriptor
    let isRenamed = Folder.withName(name) { new in
      Folder.withName(place.name) { renameat(folder, new, folder, $0) == 0 }
    }
    if isRenamed { return }
    let failure = error()
    remove(name)
    throw failure
  }

  /// Some file systems cannot wait for a folder, and some folders cannot be opened: that is no failure. Where it was tried
  /// and failed, the new file is there and may be gone after a power cut.
  private func synchronise() throws {
    let descriptor = place.folder.opened()
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    guard untilUninterrupted({ fsync(descriptor) }) == 0 || errno == EINVAL || errno == ENOTSUP else {
      throw FileError(
        "cannot be sure of", place.path,
        "it is written, but its folder did not reach the disk: "
          + FileError.reason(errno))
    }
  }
}
