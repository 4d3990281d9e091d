import Archives
import Core
import Figures
import Limits
import Sweeps
import Syntax

/// The host of one of several ranks: rank 0 speaks and writes for all, and what each reads must be the same.
final class RankedHost: Host {
  private let host: any Host
  private let ranks: Ranks

  init(_ host: any Host, _ ranks: Ranks, _ settings: Settings) {
    (self.host, self.ranks) = (host, ranks)
    ranks.wish = { host.isOutOfMemory ? Complaint(other: settings.memoryRanOut()) : .interruption }
  }

  /// What was computed while another rank failed says nothing.
  private var speaks: Bool { ranks.rank == 0 && !ranks.hasFailed }

  func show(_ output: Output) { if speaks { host.show(output) } }
  func note(_ message: String) { if speaks { host.note(message) } }
  func report(_ diagnostic: Diagnostic) { if ranks.rank == 0 { host.report(diagnostic) } }
  func progress(_ progress: Progress?) { if speaks { host.progress(progress) } }
  func present(_ statement: String) { if speaks { host.present(statement) } }
  var keepsLog: Bool { host.keepsLog }
  func executed(_ lines: () -> String, number: Int) { if ranks.rank == 0 { host.executed(lines, number: number) } }

  var isInterrupted: Bool { host.isInterrupted || ranks.hasFailed }
  var interruption: @Sendable () -> Bool { { [asked = host.interruption, ranks] in asked() || ranks.hasFailed } }
  var isOutOfMemory: Bool { host.isOutOfMemory }
  func settleMemory() { host.settleMemory() }

  var machine: String { host.machine }

  // MARK: Files

  func shipped(_ name: String) -> String? { host.shipped(name) }

  /// Commands that ask a store are for one process, and refused before they run.
  func store(_ path: String?, creates: Bool) throws -> RunStore {
    throw HostError("there is no store of runs where several ranks run a script")
  }

  func read(_ path: String) throws(HostError) -> [UInt8] {
    let bytes = try agreed { () throws(HostError) in try host.read(path) }
    try checkSame(Self.digest(bytes), path)
    return bytes
  }

  func open(_ path: String) throws(HostError) -> any ByteSource {
    let (source, digest) = try agreed { () throws(HostError) -> (any ByteSource, UInt64) in
      let source = try host.open(path)
      return (source, try Self.digest(endsOf: source, path))
    }
    try checkSame(digest, path)
    return source
  }

  /// Of a file that may be large: its size, where it begins, which tells what lies in it, and its end.
  private static func digest(endsOf source: any ByteSource, _ path: String) throws(HostError) -> UInt64 {
    let most = min(source.size, 1 << 16)
    var ends = [UInt8](repeating: 0, count: 2 * most)
    do {
      try ends.withUnsafeMutableBytes { ends in
        try source.read(at: 0, into: UnsafeMutableRawBufferPointer(rebasing: ends[..<most]))
        try source.read(at: source.size - most, into: UnsafeMutableRawBufferPointer(rebasing: ends[most...]))
      }
    } catch {
      throw HostError("cannot read `\(path)`: \((error as? EngineError)?.message ?? "\(error)")")
    }
    return digest(ends) ^ UInt64(clamping: source.size)
  }

  func write(_ bytes: [UInt8], to path: String) throws(HostError) {
    var complaint: Complaint?
    if ranks.rank == 0 { do { try host.write(bytes, to: path) } catch { complaint = Complaint(error) } }
    try written(complaint)
  }

  /// Every rank makes the content, since ranks may meet in that; one writes it.
  func write(to path: String, _ content: (_ put: @escaping ([UInt8]) throws -> Void) throws -> Void) throws {
    let result = Result { ranks.rank == 0 ? try host.write(to: path, content) : try content { _ in } }
    var complaint: Complaint?
    if case .failure(let error) = result { complaint = Complaint(other: error) }
    do { try written(complaint) } catch {
      try result.get()
      throw error
    }
  }

  /// No rank goes on before the file is there.
  private func written(_ complaint: Complaint?) throws(HostError) {
    do throws(RankFailure) { try ranks.agree(complaint) } catch {
      throw HostError(error.rank == 0 ? error.complaint.message : error.message, isInterruption: isOver(error))
    }
  }

  private func agreed<T>(_ body: () throws(HostError) -> T) throws(HostError) -> T {
    let result: Result<T, HostError>
    do throws(HostError) { result = .success(try body()) } catch { result = .failure(error) }
    var complaint: Complaint?
    if case .failure(let error) = result { complaint = Complaint(error) }
    do throws(RankFailure) { try ranks.agree(complaint) } catch {
      // What all lack may lie elsewhere.
      if error.isCommon, case .failure(let own) = result, own.isMissing { throw own }
      throw HostError(error.message, isInterruption: isOver(error))
    }
    return try result.get()
  }

  private func isOver(_ failure: RankFailure) -> Bool { ranks.failure != nil || failure.complaint.isInterruption }

  private func checkSame(_ digest: UInt64, _ path: String) throws(HostError) {
    let digests: [UInt64]
    do throws(RankFailure) { digests = try ranks.numbers(digest) } catch {
      throw HostError(error.message, isInterruption: true)
    }
    if let other = digests.firstIndex(where: { $0 != digests[0] }) {
      throw HostError("`\(path)` is another file on rank \(other) than on rank 0")
    }
  }

  /// Of eight bytes at a time; it need not be safe from those who mean harm.
  private static func digest(_ bytes: [UInt8]) -> UInt64 {
    bytes.withUnsafeBytes { bytes in
      var digest = UInt64(clamping: bytes.count) ^ 0xcbf2_9ce4_8422_2325
      func take(_ word: UInt64) {
        digest = (digest ^ word) &* 0x100_0000_01b3
        digest ^= digest >> 29
      }
      let words = bytes.count / 8
      for i in 0..<words { take(bytes.loadUnaligned(fromByteOffset: 8 * i, as: UInt64.self)) }
      for byte in bytes.dropFirst(8 * words) { take(UInt64(clamping: byte)) }
      return digest
    }
  }
}

extension Complaint {
  fileprivate init(_ error: HostError) {
    self = error.isInterruption ? .interruption : Complaint(code: ErrorCode.file.name, message: error.message)
  }

  /// Of what ended a statement, or the making of a file.
  init(other error: any Error) {
    switch error {
    case is Interrupted: self = .interruption
    case let error as HostError: self.init(error)
    case let error as Diagnostic: self.init(code: error.code.name, message: error.message, help: error.help)
    default: self.init(error)
    }
  }
}
