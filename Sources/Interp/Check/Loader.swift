import Syntax

/// Puts the statements of included files where they are included, before anything is checked or run.
struct Loader {
  private let host: any Host
  private let vocabulary: Vocabulary
  private(set) var errors: [Diagnostic] = []
  /// The files that were read, and where each is included.
  private(set) var included: [(source: Source, at: Span)] = []
  /// Names that statements of theirs give which cannot be read.
  private(set) var lostNames: [String] = []
  /// What was looked for, whether it could be read or not.
  private(set) var paths: [String] = []
  /// The files that are being read, outermost first.
  private var open: [String] = []
  private var files = 0

  init(host: any Host, _ vocabulary: Vocabulary) {
    self.host = host
    self.vocabulary = vocabulary
  }

  mutating func load(_ statements: [Statement], from source: Source) -> [Statement] {
    open.append(source.name ?? "")
    defer { open.removeLast() }
    return load(statements)
  }

  private mutating func load(_ statements: [Statement]) -> [Statement] {
    guard statements.includesFiles else { return statements }
    return statements.map { statement in
      guard case .include(let file, _) = statement.kind else { return statement.mapBlocks { load($0) } }
      return Statement(kind: .include(file, included(file)), span: statement.span)
    }
  }

  private mutating func included(_ file: Expression) -> [Statement] {
    guard case .string(let pieces) = file.kind, pieces.count == 1, case .text(let name) = pieces[0] else {
      errors.append(
        Diagnostic(.badInclude, "`include` takes a plain file name, known before the script runs", at: file.span))
      return []
    }
    let path = Self.path(name, besides: open.last ?? "")
    files += 1
    paths.append(path)
    guard !open.contains(path) else {
      errors.append(
        Diagnostic(
          .includeCycle,
          "`\(path)` includes itself: \((open.filter { !$0.isEmpty } + [path]).joined(separator: " -> "))",
          at: file.span))
      return []
    }
    guard files <= 1000 else {
      errors.append(Diagnostic(.tooManyFiles, "more than 1000 files are included", at: file.span))
      return []
    }
    do {
      let (path, bytes) = try read(path, named: name)
      let source = Source(name: path, bytes: bytes, isForeign: !path.lowercased().hasSuffix(".nsh"))
      included.append((source, file.span))
      var parser = Parser(source, vocabulary)
      let statements = parser.parse()
      errors += parser.errors
      lostNames += parser.lostNames
      return load(statements, from: source)
    } catch {
      errors.append(
        error.isInterruption
          ? Diagnostic(.interrupted, "interrupted", at: file.span, exitStatus: .interrupted)
          : Diagnostic(.file, error.message, at: file.span))
      return []
    }
  }

  /// A file, else the script of this name that comes with nsh, and its place.
  private func read(_ path: String, named name: String) throws(HostError) -> (String, [UInt8]) {
    do { return (path, try host.read(path)) } catch {
      guard error.isMissing, let shipped = host.shipped(name) else { throw error }
      return (shipped, try host.read(shipped))
    }
  }

  /// Relative to the folder of the file that includes it; `.` and `..` resolved, so that a circle is seen.
  static func path(_ name: String, besides file: String) -> String {
    guard !name.hasPrefix("/"), !name.hasPrefix("~/") else { return name }
    let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    var parts: [Substring] = []
    for part in (folder + name).split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return (folder.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }
}
