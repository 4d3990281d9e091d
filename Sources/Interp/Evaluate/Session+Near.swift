import Syntax

extension Session {
  /// What `read` makes of a file of the present folder, else of one beside the script, else of one that comes with nsh. What is there
  /// and cannot be read is not passed over.
  mutating func near<R>(
    _ path: String, _ span: Span, _ read: (String) throws(HostError) -> R
  ) throws(HostError) -> R {
    do {
      let own = try read(path)
      filesBeside[[span.source.name ?? "", path]] = nil
      return own
    } catch {
      guard error.isMissing else { throw error }
      if let beside = span.source.beside(path) {
        do {
          let found = try read(beside)
          filesBeside[[span.source.name ?? "", path]] = beside
          return found
        } catch { guard error.isMissing else { throw error } }
      }
      guard let shipped = host.shipped(path) else { throw error }
      let found = try read(shipped)
      host.note("note: `\(path)` is the one that comes with nsh, \(shipped)")
      return found
    }
  }

  /// Where a file was found that was read for a script.
  func found(_ path: String, _ span: Span) -> String { filesBeside[[span.source.name ?? "", path]] ?? path }

  /// All of it.
  mutating func readNear(_ path: String, _ span: Span) throws(HostError) -> [UInt8] {
    let host = host
    return try near(path, span) { path throws(HostError) in try host.read(path) }
  }
}

extension Source {
  /// Where a name lies that is looked for beside a script; nil where that is the present folder, or the name no relative one.
  func beside(_ path: String) -> String? {
    guard !path.hasPrefix("/"), !path.hasPrefix("~/"), let name, let slash = name.lastIndex(of: "/") else { return nil }
    return String(name[...slash]) + path
  }
}
