import Archives
import Dispatch
import Limits
import Recordings
import Sweeps
import Syntax

/// What a run of a sweep has for a host: it reads files and is heard by nobody.
final class RunHost: Host {
  private let files: RunFiles
  /// Whether the run should end.
  let interruption: @Sendable () -> Bool
  /// The first `expect` that did not hold.
  private(set) var unmet: Diagnostic?

  init(_ files: RunFiles, _ interruption: @escaping @Sendable () -> Bool) {
    (self.files, self.interruption) = (files, interruption)
  }

  func begin() { unmet = nil }
  func show(_ output: Output) {}
  func note(_ message: String) {}
  func report(_ diagnostic: Diagnostic) { if unmet == nil { unmet = diagnostic } }
  func progress(_ progress: Progress?) {}
  var isInterrupted: Bool { interruption() }
  var writesFiles: Bool { false }
  func leftOut(_ path: String) { files.leaveOut(path) }

  func read(_ path: String) throws(HostError) -> [UInt8] { try files.read(path) }
  func open(_ path: String) throws(HostError) -> any ByteSource { try files.open(path) }
  func shipped(_ name: String) -> String? { files.shipped(name) }
  func write(_ bytes: [UInt8], to path: String) throws(HostError) {
    throw HostError("`\(path)`: a run of a sweep writes no files")
  }
  func store(_ path: String?, creates: Bool) throws -> RunStore {
    throw HostError("a run of a sweep has no store of its own")
  }
}

/// The files that runs read, each read once, one thread at a time.
final class RunFiles: @unchecked Sendable {
  private let host: any Host
  /// Guards all else.
  private let lock = DispatchSemaphore(value: 1)
  private var known: [String: Result<[UInt8], HostError>] = [:]
  private var omitted: [String] = []

  init(_ host: any Host) { self.host = host }

  func read(_ path: String) throws(HostError) -> [UInt8] {
    lock.wait()
    defer { lock.signal() }
    if omitted.contains(path) { throw HostError("`\(path)` would have been written by a run, and runs write no files") }
    if let found = known[path] { return try found.get() }
    let found: Result<[UInt8], HostError>
    do throws(HostError) { found = .success(try host.read(path)) } catch { found = .failure(error) }
    known[path] = found
    return try found.get()
  }

  func open(_ path: String) throws(HostError) -> any ByteSource {
    lock.wait()
    defer { lock.signal() }
    return try host.open(path)
  }

  func shipped(_ name: String) -> String? {
    lock.wait()
    defer { lock.signal() }
    return host.shipped(name)
  }

  func leaveOut(_ path: String) {
    lock.wait()
    defer { lock.signal() }
    if !omitted.contains(path) { omitted.append(path) }
  }

  /// The files that runs would have written, had they been alone.
  var leftOut: [String] {
    lock.wait()
    defer { lock.signal() }
    return omitted.sorted()
  }
}
