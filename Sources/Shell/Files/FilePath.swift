#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file's name as a script or a person wrote it, made ready for the system. All names go through here.
enum FilePath {
  /// The bytes of a path without its final NUL; `~/` stands for the home folder.
  ///
  /// - Throws: `FileError` where the system would take the name for another one: it is empty, holds a NUL, or begins with
  ///   the home folder of nobody or of somebody else.
  static func bytes(of path: String, for action: String) throws -> [UInt8] {
    func refused(_ why: String) -> FileError { FileError(action, path, why) }
    if path.isEmpty { throw refused("a file's name cannot be empty") }
    if path.utf8.contains(0) { throw refused("a file's name cannot hold a NUL") }
    guard path.utf8.first == UInt8(ascii: "~"), let slash = path.utf8.firstIndex(of: UInt8(ascii: "/")) else {
      return path == "~" ? try home(refused) : Array(path.utf8)
    }
    guard path.utf8.index(after: path.startIndex) == slash else {
      throw refused("only one's own home folder is written ~; write ./~ for a name that begins so")
    }
    return try home(refused) + Array(path.utf8[slash...])
  }

  private static func home(_ refused: (String) -> FileError) throws -> [UInt8] {
    if let home = getenv("HOME"), home.pointee != 0 { return Array(String(cString: home).utf8) }
    throw refused("there is no home folder; HOME is not set")
  }

  /// The folder part of a path, `.` if there is none.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// `$variable` if it is an absolute path, else `fallback` in the home folder; nil where neither is a text.
  static func userFolder(variable: String, fallback: String) -> String? {
    if let path = text(variable), path.hasPrefix("/") { return path }
    guard let home = text("HOME"), !home.isEmpty else { return nil }
    return home + "/" + fallback
  }

  /// `$XDG_STATE_HOME/nsh`, by default `~/.local/state/nsh`.
  static var stateFolder: String? {
    userFolder(variable: "XDG_STATE_HOME", fallback: ".local/state").map { $0 + "/nsh" }
  }

  /// An environment variable in UTF-8. One that is not would name another folder once its bytes were mended.
  private static func text(_ variable: String) -> String? { getenv(variable).flatMap { String(validatingCString: $0) } }
}
