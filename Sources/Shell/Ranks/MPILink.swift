import Checked
import Core
import Dispatch
import Limits
import Syntax

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The ranks of a run by MPI.
final class MPILink: RankLink {
  let rank: Int
  let size: Int
  /// MPI counts in 32 bits.
  let most = 1 << 30
  private let shim: MPIShim
  /// Seconds that a rank waits for the others within a run; nil for ever, since one may be writing a long file.
  private let patience: Double?
  /// Whether nothing can be said to the others any more.
  private(set) var isBroken = false

  /// Seconds that a rank waits for all to have joined.
  static let joining = 4.0

  /// Joins the others.
  ///
  /// - Throws: `LaunchError` where MPI fails, or counts other ranks than the launcher. Where one does not come the process
  ///   ends.
  init(_ shim: MPIShim, _ launch: Launch, timeout: Double?) throws(LaunchError) {
    let watch = JoinWatch(launch, seconds: timeout ?? Self.joining)
    guard let (rank, size) = shim.begin() else {
      throw LaunchError(message: "MPI cannot begin: \(shim.failure)", help: nil)
    }
    watch.end()
    guard size == launch.size else {
      throw LaunchError(
        message:
          "\(launch.launcher) has started \(launch.size) ranks, and \(shim.title) counts \(size)",
        help: "they are of two MPIs: make \(MPIShim.fileName) anew with the mpicc that belongs to the launcher")
    }
    (self.shim, self.rank, self.size, patience) = (shim, rank, size, timeout)
  }

  func gather(_ own: UnsafeRawBufferPointer, counts: [Int], into all: UnsafeMutableRawBufferPointer)
    throws(EngineError)
  {
    let counts = counts.map { Int64(clamping: $0) }
    try finish(shim.gather(own, counts, all))
  }

  func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) throws(EngineError) {
    try finish(shim.broadcast(bytes, from: root))
  }

  /// Waits for a transfer that has begun.
  private func finish(_ hasBegun: Bool) throws(EngineError) {
    guard hasBegun else { throw lost("MPI has failed: \(shim.failure)") }
    let begin = DispatchTime.now().uptimeNanoseconds
    var interrupted: Double?
    while true {
      guard let isDone = shim.isDone else { throw lost("MPI has failed: \(shim.failure)") }
      if isDone { return }
      let waited = Double(DispatchTime.now().uptimeNanoseconds - begin) / 1e9
      // Others that were interrupted as well come yet to say so.
      if Signals.isInterrupted {
        if waited - (interrupted ?? waited) > 1 { throw lost("interrupted") }
        interrupted = interrupted ?? waited
      }
      if let patience, waited > patience {
        throw lost(
          "the other ranks have not answered for \(patience) s", help: "one of them hangs, or needs more: --mpi-timeout"
        )
      }
      // Soon, most of the time; else the processor is another's.
      if waited < 0.02 { sched_yield() } else { usleep(waited < 1 ? 100 : 1000) }
    }
  }

  private func lost(_ message: String, help: String? = nil) -> EngineError {
    isBroken = true
    return EngineError(.brokenRanks, message, help: help)
  }

  /// Leaves, with the others where they are to be reached.
  func end(_ status: Int32) {
    if isBroken { shim.abort(status == 0 ? 1 : status) } else { shim.end() }
  }
}

/// Ends the process where others do not join.
private final class JoinWatch: @unchecked Sendable {
  private let done = DispatchSemaphore(value: 0)

  init(_ launch: Launch, seconds: Double) {
    _ = Thread.start { [done] in
      guard done.wait(timeout: .now() + seconds) == .timedOut else { return }
      // Each knows this much, and one tells it: rank 0 at once, others only where that has not ended them meanwhile.
      if launch.rank > 0, done.wait(timeout: .now() + min(0.5 * Double(launch.rank), 1)) == .success { return }
      let error = LaunchError(
        message: "not all of the \(launch.size) ranks have joined within \(seconds) s",
        help:
          "does each of them run nsh, and have \(MPIShim.fileName)? --mpi-timeout=SECONDS waits longer")
      if launch.rank <= 1 { try? Stream.errors.write(Array((error.text() + "\n").utf8)) }
      _exit(ExitStatus.error.rawValue)
    }
  }

  func end() { done.signal() }
}
