import Limits

/// How many threads may work on something, and whether a person wants it to end.
struct Effort {
  let threads: Int
  /// Asked by the thread that runs the interpreter.
  let isCancelled: () -> Bool
  /// The same, from any thread.
  let interruption: @Sendable () -> Bool

  /// To be called every few milliseconds by what takes long.
  ///
  /// - Throws: `CancellationError` when a person wants it to end.
  func pause() throws { if isCancelled() { throw CancellationError() } }

  /// One thread.
  static var quiet: Effort {
    Effort(threads: 1, isCancelled: Cancellation.isAsked, interruption: Cancellation.isAsked)
  }
}
