import Interp
import Sweeps

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Stores of runs, whose files SQLite opens itself.
extension Files {
  /// - Parameter given: nil for the person's own store, `$XDG_DATA_HOME/nsh/runs.db`.
  /// - Throws: `FileError`, `StoreError`.
  func store(_ given: String?, creates: Bool) throws -> RunStore {
    let path = try given ?? Self.ownStore(creates: creates)
    let place = try Place(path, for: "cannot open")
    try admit(place)
    guard place.own == nil else { throw FileError("cannot open", path, "a store of runs is a file") }
    let status = try place.status(for: "cannot open")
    if status == nil, !creates {
      throw FileError(
        "cannot open", path, "there is no such file")
    }
    if let status, status.st_mode & S_IFMT != S_IFREG {
      throw FileError("cannot open", path, "a store of runs is a file")
    }
    let whole = String(decoding: try FilePath.bytes(of: path, for: "cannot open"), as: UTF8.self)
    return try RunStore(path: whole, name: path, creates: creates)
  }

  private static func ownStore(creates: Bool) throws -> String {
    guard let base = FilePath.userFolder(variable: "XDG_DATA_HOME", fallback: ".local/share") else {
      throw FileError("cannot open", "runs.db", "there is no home folder; store=\"runs.db\" names a file")
    }
    let folder = base + "/nsh"
    if !creates, access(folder + "/runs.db", F_OK) != 0, errno == ENOENT {
      throw FileError("cannot open", folder + "/runs.db", "there are no runs yet; `sweep` makes some")
    }
    if creates {
      // Each folder on the way that is not there.
      var path = ""
      for part in folder.split(separator: "/") {
        path += "/" + part
        if mkdir(path, 0o700) != 0, errno != EEXIST, access(path, F_OK) != 0 {
          throw FileError.now("cannot make the folder", path)
        }
      }
    }
    return folder + "/runs.db"
  }
}
