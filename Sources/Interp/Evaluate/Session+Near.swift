import Syntax

extension Session {
  /// What `read` makes of a file of the present folder, else of one beside the script, else of one that comes with nsh.
  mutating func near<R>(
    _ path: String, _ span: Span, _ read: (String) throws(HostError) -> R
  ) throws(HostError) -> R {
    do { return try read(path) } catch {
      guard !error.isInterruption else { throw error }
      let source = span.source.name ?? ""
      if !path.hasPrefix("/"), let slash = source.lastIndex(of: "/") {
        let beside = String(source[...slash]) + path
        if let found = try? read(beside) {
          filesBeside[[source, path]] = beside
          return found
        }
      }
      guard let shipped = host.shipped(path) else { throw error }
      let found = try read(shipped)
      host.note("note: `\(path)` is the one that comes with nsh, \(shipped)")
      return found
    }
  }

  /// All of it.
  mutating func readNear(_ path: String, _ span: Span) throws(HostError) -> [UInt8] {
    let host = host
    return try near(path, span) { path throws(HostError) in try host.read(path) }
  }
}
