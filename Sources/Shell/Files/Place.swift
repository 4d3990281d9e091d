#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where a path leads: a name, which is no symbolic link, in a folder that is held. The path is gone through once, part by
/// part, and every link in it is followed here and not by the system.
struct Place {
  let folder: Folder
  let name: [UInt8]
  /// The path, for messages.
  let path: String
  /// One of the process's own descriptors, where the path leads to it: /dev/stdout, /proc/self/fd/3.
  private(set) var own: Int32?

  private static let mostLinks = 40

  /// - Parameter action: "cannot read", for messages.
  /// - Throws: `FileError`: a part is missing, no folder, not permitted, or the links go in a circle.
  init(_ path: String, for action: String) throws {
    let bytes = try FilePath.bytes(of: path, for: action)
    var (folder, parts, links) = (try Self.start(bytes, path, action), Self.parts(bytes), 0)
    while let part = parts.popLast() {
      let isLast = parts.isEmpty && part != Self.up
      if let link = folder.link(part) {
        if isLast, let own = Self.ownDescriptor(part, in: folder) {
          (self.folder, name, self.path, self.own) = (folder, part, path, own)
          return
        }
        links += 1
        guard links <= Self.mostLinks else { throw FileError.now(action, path, ELOOP) }
        if link.first == Self.slash { folder = try Self.start(link, path, action) }
        parts += Self.parts(link)
      } else if isLast {
        (self.folder, name, self.path, own) = (folder, part, path, nil)
        return
      } else {
        guard let next = folder.folder(part) else { throw FileError.now(action, path) }
        folder = next
      }
    }
    (self.folder, name, self.path, own) = (folder, Array(".".utf8), path, nil)
  }

  private static let slash = UInt8(ascii: "/")
  private static let up = Array("..".utf8)

  private static func start(_ bytes: [UInt8], _ path: String, _ action: String) throws -> Folder {
    guard let folder = Folder.start(bytes.first == slash ? "/" : ".") else { throw FileError.now(action, path) }
    return folder
  }

  /// The parts of a path, the last one first. One that ends in a slash ends in a folder, which `.` says.
  private static func parts(_ bytes: [UInt8]) -> [[UInt8]] {
    let parts = bytes.split(separator: slash).map(Array.init).filter { $0 != Array(".".utf8) }
    return (bytes.last == slash && !parts.isEmpty ? [Array(".".utf8)] : []) + parts.reversed()
  }

  // MARK: What is there

  /// What stands there; nil where there is nothing yet.
  func status(for action: String) throws -> stat? { try folder.status(of: name, action, path) }

  /// Opens what stands there, without waiting and without becoming its terminal's process; -1 with `errno`.
  func open(_ flags: Int32, mode: mode_t = 0) -> Int32 {
    Folder.withName(name) { name in
      untilUninterrupted {
        openat(folder.descriptor, name, flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, mode)
      }
    }
  }

  // MARK: One's own descriptors

  /// The number that a link of /proc/self/fd stands for. To open such a link anew would begin at the start of the file and
  /// write over what is there; a descriptor goes on where it is.
  private static func ownDescriptor(_ name: [UInt8], in folder: Folder) -> Int32? {
    guard let number = Int32(String(decoding: name, as: UTF8.self), radix: 10), let identity = folder.identity,
      own.contains(identity)
    else { return nil }
    return number
  }

  private static var own: [Folder.Identity] {
    ["/proc/self/fd", "/proc/thread-self/fd"].compactMap { path in
      let descriptor = openFolder(path)
      defer { if descriptor >= 0 { close(descriptor) } }
      return Folder.Identity(of: descriptor)
    }
  }
}

private func openFolder(_ path: String) -> Int32 { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
