/// The folders in which files may be read, or written: `--allow-read`, `--allow-write`. They are opened once, so that they
/// stay the same ones.
package struct Enclosure: Sendable {
  private let names: [String]
  private let roots: [Folder]

  /// - Parameter folders: none for no bounds. One that is not there has nothing in it.
  package init(_ folders: [String], for action: String) {
    names = folders
    roots = folders.compactMap { path in
      guard let place = try? Place(path.hasSuffix("/") ? path : path + "/", for: action) else { return nil }
      return place.folder
    }
  }

  /// Whether it has no bounds.
  var isOpen: Bool { names.isEmpty }

  /// - Throws: `FileError` where the place is in none of the folders. The standard streams are everywhere.
  func admit(_ place: Place, for action: String) throws {
    if names.isEmpty || place.own.map({ (0...2).contains($0) }) == true { return }
    guard place.own == nil, place.folder.lies(in: roots) else {
      let done = action == "cannot read" ? "read" : "written"
      var error = FileError(action, place.path, "only what lies in \(names.joined(separator: ", ")) may be \(done)")
      error.isMissing = true
      throw error
    }
  }
}
