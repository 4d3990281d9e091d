import Checked

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What tells Jupyter how a kernel is started: a folder with `kernel.json` and logos.
struct KernelSpecification {
  let options: Options

  /// `--install-jupyter`: writes it for the user, or where `--prefix` says.
  func install() -> Int32 {
    do {
      let folder = try folder() + "/kernels/nsh"
      let program = try Self.program()
      try Files.makeFolder(folder, mode: 0o777)
      try Files.free.write(content(program), to: folder + "/kernel.json")
      for (name, bytes) in Self.logos { try Files.free.write(bytes, to: folder + "/" + name) }
      var text = "\(folder) written: Jupyter starts \(program)\n"
      if ZeroMQ.library == nil { text += "note: the kernel needs libzmq, which is not there: \(ZeroMQ.advice)\n" }
      try Stream.output.write(Array(text.utf8))
      return 0
    } catch {
      try? Stream.errors.write(Array("error: \(error)\n".utf8))
      return 1
    }
  }

  private static let logos: [(String, [UInt8])] = [
    ("logo-32x32.png", PackageResources.logo_32x32_png), ("logo-64x64.png", PackageResources.logo_64x64_png),
    ("logo-svg.svg", PackageResources.logo_svg_svg),
  ]

  /// Where Jupyter looks (jupyter_core): `$JUPYTER_DATA_DIR`, else the user's folder for data.
  private func folder() throws -> String {
    if let prefix = options.prefix { return try Self.absolute(prefix) + "/share/jupyter" }
    if let folder = Terminal.environment("JUPYTER_DATA_DIR"), !folder.isEmpty { return try Self.absolute(folder) }
    #if canImport(Glibc)
      let user = FilePath.userFolder(variable: "XDG_DATA_HOME", fallback: ".local/share").map { $0 + "/jupyter" }
    #else
      let user = Terminal.environment("HOME").map { $0 + "/Library/Jupyter" }
    #endif
    guard let user else { throw FileError("there is no home folder to install into; name one by --prefix") }
    return user
  }

  /// `~` is the home folder, what is relative lies in the working folder: Jupyter starts kernels elsewhere.
  private static func absolute(_ path: String) throws -> String {
    let path = String(decoding: try FilePath.bytes(of: path, for: "cannot write"), as: UTF8.self)
    if path.hasPrefix("/") { return path }
    guard let folder = getcwd(nil, 0) else { throw FileError.now("cannot find the working folder", ".") }
    defer { free(folder) }
    return String(cString: folder) + "/" + path
  }

  /// This program's own file, where all links end.
  private static func program() throws -> String {
    #if canImport(Glibc)
      let name = "/proc/self/exe"
    #else
      var size: UInt32 = 4096
      var bytes = [CChar](repeating: 0, count: 4096)
      let name = _NSGetExecutablePath(&bytes, &size) == 0 ? String(cString: bytes) : ""
    #endif
    guard let path = realpath(name, nil) else { throw FileError.now("cannot find nsh's own file", name) }
    defer { free(path) }
    return String(cString: path)
  }

  private func content(_ program: String) throws -> [UInt8] {
    var arguments = [program, "--jupyter", "{connection_file}"]
    let standard = try Options.parse([])
    func add(_ name: String, _ value: String?, else usual: String? = nil) {
      if let value, value != usual { arguments += [name, value] }
    }
    add("--threads", options.threads.map { "\($0)" })
    add("--max-memory", options.memory, else: standard.memory)
    add("--arithmetic", options.arithmetic.rawValue, else: standard.arithmetic.rawValue)
    for folder in options.allowRead { add("--allow-read", try Self.absolute(folder)) }
    for folder in options.allowWrite { add("--allow-write", try Self.absolute(folder)) }
    if options.quiet { arguments.append("--quiet") }
    return JSON.object([
      "argv": .list(arguments.map(JSON.string)), "display_name": "nsh",
      "language": .string(KernelInformation.language), "interrupt_mode": "message", "metadata": .object([:]),
    ]).encoded() + [10]
  }
}
