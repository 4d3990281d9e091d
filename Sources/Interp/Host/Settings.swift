public import Core
import Syntax

/// What a run may use.
public struct Settings: Sendable {
  public var threads: Int
  public var memory: MemoryLimit
  public var arithmetic: Arithmetic
  /// The bytes of the stack of the thread on which the interpreter runs; nil for a thread's default.
  public var stack: Int?
  /// Which nsh this is, for what is written into files.
  public var version = ""
  /// Loops and functions are compiled before they run; without, the syntax tree itself is walked. Nothing else differs.
  public var compiles = true
  /// So many turns and calls of compiled code go by until it asks whether to end; these take well below a millisecond.
  public var turns = 128
  /// The other processes of this run; nil where it is one.
  public var ranks: Ranks?

  public init(
    threads: Int = 1, memory: MemoryLimit = MemoryLimit(bytes: 4 * 1_073_741_824), arithmetic: Arithmetic = .portable,
    stack: Int? = nil
  ) {
    self.threads = threads
    self.memory = memory
    self.arithmetic = arithmetic
    self.stack = stack
  }
}

extension Settings {
  func memoryRanOut(at span: Span? = nil) -> Diagnostic {
    Diagnostic(
      .outOfMemory,
      "memory has run out: with this the session would hold more than \(MemoryLimit.text(memory.bytes))",
      at: span, help: "nothing of it is kept; --max-memory raises the limit")
  }
}
