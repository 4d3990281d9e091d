public import Interp
public import Sweeps
public import Syntax

/// A host in memory: files are entries of a dictionary, what is written goes there too, and what takes long is interrupted.
public final class MemoryHost: Interp.Host {
  public var files: [String: [UInt8]]
  /// What was shown and reported, each as the text of a process would have it, up to `kept` bytes.
  public private(set) var shown = ""
  public private(set) var errors = ""
  /// Whether the person wants the present text to end; asked often, from any thread.
  private let isOver: @Sendable () -> Bool
  private let mayWrite: Bool
  private let kept: Int

  /// - Parameters:
  ///   - kept: how many bytes of what is shown and reported stay, each.
  ///   - mayWrite: else nothing may be written, as in a folder that is read-only.
  public init(files: [String: [UInt8]] = [:], mayWrite: Bool, kept: Int = 0, isOver: @escaping @Sendable () -> Bool) {
    (self.files, self.mayWrite, self.kept, self.isOver) = (files, mayWrite, kept, isOver)
  }

  /// Forgets what was shown and reported.
  public func forget() { (shown, errors) = ("", "") }

  public func show(_ output: Output) {
    let text: String? =
      switch output {
      case .value(let value): value.text
      case .text(let text), .report(let text, _): text
      case .table(let table): table.rows.map { $0.map(\.text).joined(separator: " ") }.joined(separator: "\n")
      case .figure: nil
      }
    if let text, shown.utf8.count < kept { shown += text.prefix(kept) + "\n" }
  }

  public func note(_ message: String) {}

  public func report(_ diagnostic: Diagnostic) {
    if errors.utf8.count < kept { errors += "[\(diagnostic.code.name)] \(diagnostic.rendered().prefix(kept))\n" }
  }

  public func progress(_ progress: Progress?) {}
  public var isInterrupted: Bool { isOver() }
  public var interruption: @Sendable () -> Bool { isOver }

  public func read(_ path: String) throws(HostError) -> [UInt8] {
    guard let bytes = files[path] else {
      throw HostError("cannot read `\(path)`: there is no such file or folder", isMissing: true)
    }
    return bytes
  }

  /// Stores in memory, by their names.
  private var stores: [String: RunStore] = [:]

  public func store(_ path: String?, creates: Bool) throws -> RunStore {
    let name = path ?? "runs.db"
    if let known = stores[name] { return known }
    guard mayWrite, creates else { throw HostError("cannot open `\(name)`: there are no runs yet; `sweep` makes some") }
    let made = try RunStore(inMemory: name)
    stores[name] = made
    return made
  }

  public func write(_ bytes: [UInt8], to path: String) throws(HostError) {
    guard mayWrite else { throw HostError("nothing may be written") }
    files[path] = bytes
  }
}
