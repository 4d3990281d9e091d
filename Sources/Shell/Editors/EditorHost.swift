import Checked
import Interp
import Syntax

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The host of an editor's scripts: they are read and never run, so that nothing is shown and no file is written. Files that
/// the editor holds are read as they stand there.
final class EditorHost: Host {
  /// What the editor holds, by path.
  var held: (_ path: String) -> [UInt8]? = { _ in nil }
  /// Where paths that are not absolute begin.
  var folder = ""
  let interruption: @Sendable () -> Bool
  private let files: Files

  init(files: Files, interruption: @escaping @Sendable () -> Bool) {
    (self.files, self.interruption) = (files, interruption)
  }

  var isInterrupted: Bool { interruption() }
  var isOutOfMemory: Bool { MemoryWatch.isFullNow }
  func settleMemory() { MemoryWatch.settle() }

  func read(_ path: String) throws(HostError) -> [UInt8] {
    let place = placed(path)
    if let text = held(path) ?? held(place) { return text }
    // A pipe or the input would be waited for, and its content lost to whom it is for.
    guard files.isPlain(place) || !files.isThere(place) else {
      throw HostError("cannot read \(path): it is no plain file")
    }
    do { return try files.read(place) } catch { throw HostError(error) }
  }

  func shipped(_ name: String) -> String? { files.shipped(name) }

  func list(_ folder: String, beginning: String) -> [(name: String, isFolder: Bool)] {
    files.list(placed(folder), beginning: beginning)
  }

  private func placed(_ path: String) -> String {
    path.hasPrefix("/") || path.hasPrefix("~/") || folder.isEmpty ? path : "\(folder)/\(path)"
  }

  func write(_ bytes: [UInt8], to path: String) throws(HostError) {
    throw HostError("nothing is written while a script is edited")
  }

  func show(_ output: Output) {}
  func note(_ message: String) {}
  func report(_ diagnostic: Diagnostic) {}
  func progress(_ progress: Progress?) {}
}

extension Files {
  /// Whether a path names a plain file, or a link to one.
  fileprivate func isPlain(_ path: String) -> Bool { kind(path) == S_IFREG }
  fileprivate func isThere(_ path: String) -> Bool { kind(path) != nil }

  private func kind(_ path: String) -> mode_t? {
    guard let place = try? Place(path, for: "cannot read") else { return nil }
    if place.own != nil { return S_IFIFO }
    return (try? place.status(for: "cannot read")).flatMap { $0 }.map { $0.st_mode & S_IFMT }
  }
}
