#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A folder held by its descriptor. What is done in it is done there, whatever becomes of its path meanwhile: one that
/// another process swaps for a link leads nowhere.
final class Folder: Sendable {
  let descriptor: Int32

  private init?(taking descriptor: Int32) {
    guard descriptor >= 0 else { return nil }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  #if canImport(Glibc)
    /// O_PATH: to go through a folder asks for no permission to list it.
    private static let going = 0o10000000 | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
  #else
    private static let going = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
  #endif

  /// `/` or `.`; nil with `errno`.
  static func start(_ name: String) -> Folder? { Folder(taking: untilUninterrupted { open(name, going) }) }

  /// The folder of this name in it, links not followed; nil with `errno`.
  func folder(_ name: [UInt8]) -> Folder? {
    Folder(taking: Self.withName(name) { name in untilUninterrupted { openat(descriptor, name, Self.going) } })
  }

  /// A descriptor that can be listed and waited for; -1 with `errno`.
  func opened() -> Int32 { untilUninterrupted { openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) } }

  /// What the name links to; nil where it is no link.
  func link(_ name: [UInt8]) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: Int(clamping: PATH_MAX) + 1)
    let length = buffer.withUnsafeMutableBytes { buffer in
      Self.withName(name) {
        readlinkat(descriptor, $0, buffer.baseAddress!.assumingMemoryBound(to: CChar.self), buffer.count)
      }
    }
    return length >= 0 ? Array(buffer[..<length]) : nil
  }

  /// What stands under the name, a link itself where it is one; nil where there is nothing.
  ///
  /// - Throws: `FileError` where that cannot be known. It may be there.
  func status(of name: [UInt8], _ action: String, _ path: String) throws -> stat? {
    var information = stat()
    if Self.withName(name, { fstatat(descriptor, $0, &information, AT_SYMLINK_NOFOLLOW) }) == 0 { return information }
    if errno == ENOENT { return nil }
    throw FileError.now(action, path)
  }

  /// Which folder it is, on this machine.
  var identity: Identity? { Identity(of: descriptor) }

  struct Identity: Hashable {
    let device: UInt64
    let number: UInt64

    init?(of descriptor: Int32) {
      var information = stat()
      guard fstat(descriptor, &information) == 0 else { return nil }
      device = UInt64(truncatingIfNeeded: information.st_dev)
      number = UInt64(truncatingIfNeeded: information.st_ino)
    }
  }

  /// Whether it is one of these folders or lies below one, by going up from where it is.
  func lies(in roots: [Folder]) -> Bool {
    let wanted = Set(roots.compactMap(\.identity))
    var here = self
    while let identity = here.identity {
      if wanted.contains(identity) { return true }
      guard let above = here.folder(Array("..".utf8)), above.identity != identity else { return false }
      here = above
    }
    return false
  }

  /// Hands a name to the system, with the NUL that ends it.
  static func withName<R>(_ name: [UInt8], _ body: (UnsafePointer<CChar>) -> R) -> R {
    (name + [0]).withUnsafeBytes { body($0.baseAddress!.assumingMemoryBound(to: CChar.self)) }
  }
}

/// A call to the system, again for as long as a signal ends it before anything is done.
func untilUninterrupted(_ call: () -> Int32) -> Int32 {
  while true {
    let result = call()
    if result >= 0 || errno != EINTR { return result }
  }
}
