import Core
import Interp
import Syntax

/// A script that several ranks run together.
struct RankedRun {
  let ranks: Ranks
  private let link: MPILink

  /// Nil where this process was started by itself, or is to run so.
  ///
  /// - Throws: `LaunchError` where the ranks cannot work together.
  static func joined(_ options: Options) throws(LaunchError) -> RankedRun? {
    guard !options.isAlone, let launch = Launch.found() else { return nil }
    if let wrong = options.unfitForRanks {
      throw LaunchError(
        message: "\(launch.launcher) has started nsh \(launch.size) times, and \(wrong)",
        help: "name a script; --no-mpi lets each run by itself", isUsage: true)
    }
    let link = try MPILink(MPIShim(launch), launch, timeout: options.mpiTimeout)
    let run = RankedRun(ranks: Ranks(link), link: link)
    try run.check(options)
    return run
  }

  /// Whether all ranks are the same program, started in the same way.
  private func check(_ options: Options) throws(LaunchError) {
    let digests: [UInt64]
    do throws(RankFailure) { digests = try ranks.numbers(options.digest) } catch {
      throw LaunchError(message: error.message, help: nil)
    }
    if let other = digests.firstIndex(where: { $0 != digests[0] }) {
      link.end(ExitStatus.usage.rawValue)
      throw LaunchError(
        message:
          "rank \(other) was started with other arguments than rank 0, or is another nsh, or on another processor",
        help: "give all ranks the same", isUsage: true)
    }
  }

  /// Whether all ranks are ready.
  ///
  /// - Parameter error: why this one is not.
  func hears(_ error: (any Error)?) -> Bool {
    do throws(RankFailure) {
      try ranks.agree(error.map { Core.Complaint(code: ErrorCode.file.name, message: "\($0)") })
      return true
    } catch {
      if ranks.rank == 0, error.rank > 0 { try? Stream.errors.write(Array("error: \(error.message)\n".utf8)) }
      return false
    }
  }

  /// What rank 0 has read, to all.
  ///
  /// - Throws: what reading threw on rank 0; elsewhere `RankFailure`.
  func shared(_ read: () throws -> Source) throws -> Source {
    let result = ranks.rank == 0 ? Result { try read() } : nil
    var complaint: Core.Complaint?
    if case .failure(let error)? = result { complaint = Core.Complaint(code: ErrorCode.file.name, message: "\(error)") }
    do throws(RankFailure) { try ranks.agree(complaint) } catch {
      if let result { _ = try result.get() }
      throw error
    }
    let source = try result?.get()
    let name = try ranks.broadcast(Array((source?.name ?? "").utf8))
    let bytes = try ranks.broadcast(source?.bytes ?? [])
    return source ?? Source(name: String(decoding: name, as: UTF8.self), bytes: bytes)
  }

  /// Leaves; one that leaves before the others tells them, so that they do not wait.
  func end(_ status: Int32) {
    if ranks.failure == nil {
      let complaint = Core.Complaint(code: ErrorCode.brokenRanks.name, message: "it has left with status \(status)")
      try? ranks.settle(status == 0 ? nil : complaint)
    }
    link.end(status)
  }
}

extension Options {
  /// The same for ranks whose results have the same bits.
  var digest: UInt64 {
    let parts =
      [version, arithmetic.effective.rawValue, text ?? "", String(check), String(json), memory] + arguments
    return parts.joined(separator: "\0").utf8.fnv1a
  }
}
