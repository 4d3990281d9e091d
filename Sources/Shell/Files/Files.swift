package import Archives

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Whole files in and out. Files that a script names are read and written within bounds, if it was given any.
package struct Files: Sendable {
  /// The largest file that is read, in bytes (1 GiB).
  package static let largest = 1 << 30

  private let reading: Enclosure?
  private let writing: Enclosure?
  private let limit: Int

  /// Without bounds.
  package static let free = Files()

  /// - Parameters:
  ///   - reading: where files may be read.
  ///   - writing: where they may be written.
  ///   - limit: how many bytes of one are read.
  package init(reading: Enclosure? = nil, writing: Enclosure? = nil, limit: Int = Files.largest) {
    (self.reading, self.writing, self.limit) = (reading, writing, min(limit, Self.largest))
  }

  /// That a file which is both read and written lies within the bounds.
  func admit(_ place: Place) throws {
    try reading?.admit(place, for: Self.cannotRead)
    try writing?.admit(place, for: "cannot write")
  }

  // MARK: Reading

  /// The bytes of a file. A pipe, a socket or a terminal is waited for until Ctrl-C; other devices have no end and are
  /// refused.
  ///
  /// - Throws: `FileError`: not there, a folder, a device, no permission, out of bounds, too large, interrupted.
  package func read(_ path: String) throws -> [UInt8] {
    let place = try Place(path, for: Self.cannotRead)
    try reading?.admit(place, for: Self.cannotRead)
    if let own = place.own {
      try Self.requireInherited(own, path, Self.cannotRead)
      return try Stream(descriptor: own, path: path).read(limit: limit)
    }
    let descriptor = try Self.openForReading(place)
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0 else { throw FileError.now(Self.cannotRead, path) }
    return try Stream(descriptor: descriptor, path: path).read(size: Int(clamping: information.st_size), limit: limit)
  }

  /// A file that stays open and is read where it is needed, of any size. What has no places, such as a pipe, is read
  /// whole.
  ///
  /// - Throws: `FileError`, as `read`.
  package func open(_ path: String) throws -> any ByteSource {
    let place = try Place(path, for: Self.cannotRead)
    try reading?.admit(place, for: Self.cannotRead)
    guard place.own == nil, try place.status(for: Self.cannotRead).map({ $0.st_mode & S_IFMT == S_IFREG }) == true
    else {
      return MemoryBytes(try read(path))
    }
    let descriptor = try Self.openForReading(place)
    var information = stat()
    guard fstat(descriptor, &information) == 0 else {
      defer { close(descriptor) }
      throw FileError.now(Self.cannotRead, path)
    }
    return OpenFile(taking: descriptor, size: Int(clamping: information.st_size))
  }

  private static let cannotRead = "cannot read"
  private static let cannotWrite = "cannot write"

  /// Looks at what is there before it is opened, since to open a device may move it, and again at what was opened.
  private static func openForReading(_ place: Place) throws -> Int32 {
    guard let found = try place.status(for: cannotRead) else { throw FileError.now(cannotRead, place.path, ENOENT) }
    if let device = deviceName(found) { throw FileError(cannotRead, place.path, device) }
    let descriptor = place.open(O_RDONLY)
    var opened = stat()
    guard descriptor >= 0 else { throw FileError.now(cannotRead, place.path) }
    if fstat(descriptor, &opened) == 0, let device = deviceName(opened) {
      close(descriptor)
      throw FileError(cannotRead, place.path, device)
    }
    return descriptor
  }

  /// Why it is no file to be read; nil where it is one.
  private static func deviceName(_ information: stat) -> String? {
    switch information.st_mode & S_IFMT {
    case S_IFDIR: return FileError.reason(EISDIR)
    case S_IFBLK: return "it is a device"
    case S_IFCHR:
      let isNull = information.st_rdev == status(of: "/dev/null").map(\.st_rdev)
      return isNull || isTerminal(information) ? nil : "it is a device that may have no end"
    default: return nil
    }
  }

  private static func isTerminal(_ information: stat) -> Bool {
    // A terminal's device has a name in /dev that is one, too; the number of /dev/tty and those of consoles and
    // pseudo-terminals are given by Linux for good.
    #if canImport(Glibc)
      let major = information.st_rdev >> 8 & 0xFFF
      return [4, 5].contains(major) || (136...143).contains(major)
    #else
      return true
    #endif
  }

  private static func status(of path: String) -> stat? {
    var information = stat()
    return stat(path, &information) == 0 ? information : nil
  }

  /// What the process opened for itself is not for scripts: the pipe of the signals, a log.
  private static func requireInherited(_ descriptor: Int32, _ path: String, _ action: String) throws {
    let flags = fcntl(descriptor, F_GETFD)
    guard flags >= 0 else { throw FileError.now(action, path) }
    guard flags & FD_CLOEXEC == 0 else { throw FileError(action, path, "it belongs to nsh itself") }
  }

  /// Where a file that comes with nsh lies; nil where there is none of this name, where something else has it, and where
  /// files are read within bounds, which its place is out of.
  package func shipped(_ name: String) -> String? {
    var information = stat()
    guard reading?.isOpen != false, lstat(name, &information) != 0, errno == ENOENT || errno == ENOTDIR else {
      return nil
    }
    return ShippedFiles.standard?.place(of: name)
  }

  // MARK: Writing

  /// Replaces the file at `path` by `bytes`, whole or not at all (`Replacement`). A symbolic link stays one: what it names
  /// is replaced. What is no ordinary file (a pipe, a terminal, a standard stream) is written as it stands.
  ///
  /// - Throws: `FileError`.
  package func write(_ bytes: [UInt8], to path: String) throws { try write(to: path) { try $0(bytes) } }

  /// The same of what is made piece by piece. Where `content` throws, an old file stays.
  ///
  /// - Parameter content: may be run twice.
  package func write(to path: String, _ content: (_ put: @escaping ([UInt8]) throws -> Void) throws -> Void) throws {
    let place = try Place(path, for: Self.cannotWrite)
    try writing?.admit(place, for: Self.cannotWrite)
    if let own = place.own {
      try Self.requireInherited(own, path, Self.cannotWrite)
      let stream = Stream(descriptor: own, path: path, hears: own > STDERR_FILENO)
      return try content { try stream.write($0) }
    }
    let old = try place.status(for: Self.cannotWrite)
    switch old.map({ $0.st_mode & S_IFMT }) {
    case nil, S_IFREG?: try Replacement(of: place, old).write(content)
    case S_IFDIR?: throw FileError.now(Self.cannotWrite, path, EISDIR)
    case S_IFBLK?: throw FileError(Self.cannotWrite, path, "it is a device")
    default:
      let descriptor = try Self.openForWriting(place)
      defer { close(descriptor) }
      let stream = Stream(descriptor: descriptor, path: path)
      try content { try stream.write($0) }
    }
  }

  /// A pipe without a reader is waited for, and Ctrl-C heard meanwhile.
  static func openForWriting(_ place: Place, _ flags: Int32 = 0) throws -> Int32 {
    while true {
      let descriptor = place.open(O_WRONLY | flags)
      if descriptor >= 0 { return descriptor }
      let isPipe = try errno == ENXIO && place.status(for: cannotWrite).map { $0.st_mode & S_IFMT == S_IFIFO } == true
      guard isPipe else { throw FileError.now(cannotWrite, place.path, errno == 0 ? ENXIO : errno) }
      if Signals.isInterrupted { throw FileError.interrupted }
      usleep(20_000)
    }
  }

  // MARK: Folders

  /// What a folder holds whose names begin so; nothing where it cannot be read. Names that are no text are left out: no
  /// script can write them.
  package func list(_ path: String, beginning: String) -> [(name: String, isFolder: Bool)] {
    guard let place = try? Place(path.hasSuffix("/") ? path : path + "/", for: Self.cannotRead),
      (try? reading?.admit(place, for: Self.cannotRead)) != nil || reading == nil
    else { return [] }
    let descriptor = place.folder.opened()
    guard descriptor >= 0, let stream = fdopendir(descriptor) else {
      if descriptor >= 0 { close(descriptor) }
      return []
    }
    defer { closedir(stream) }
    var entries: [(name: String, isFolder: Bool)] = []
    while let entry = readdir(stream) {
      guard let name = Self.name(of: entry), name != ".", name != "..", name.hasPrefix(beginning) else { continue }
      var information = stat()
      let isFolder = fstatat(descriptor, name, &information, 0) == 0 && information.st_mode & S_IFMT == S_IFDIR
      entries.append((name, isFolder))
    }
    return entries
  }

  private static func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
    withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: entry.pointee.d_name)) {
        String(validatingCString: $0)
      }
    }
  }

  /// Makes a folder and those above it, by default for the user only, where they are missing.
  static func makeFolder(_ path: String, mode: mode_t = 0o700) throws {
    if access(path, F_OK) == 0 || mkdir(path, mode) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, FilePath.folder(of: path) != path else {
      throw FileError.now("cannot make the folder", path)
    }
    try makeFolder(FilePath.folder(of: path), mode: mode)
    if mkdir(path, mode) != 0 && errno != EEXIST { throw FileError.now("cannot make the folder", path) }
  }
}
