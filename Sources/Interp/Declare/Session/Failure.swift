import Core
import Sweeps
public import Syntax

/// An argument that a function cannot take.
struct ArgumentError: Error {
  let message: String
}

/// A failure after which the workspace keeps what the command has done.
struct KeptFailure: Error {
  let diagnostic: Diagnostic
}

/// Thrown by `quit`; it is no error.
struct Leaving: Error {}

extension Diagnostic {
  /// What is said of Ctrl-C.
  public static func interruption(at span: Span? = nil) -> Diagnostic {
    Diagnostic(.interrupted, "interrupted", at: span, exitStatus: .interrupted)
  }
}

extension Session {
  /// What a command that was asked to end has ended for: Ctrl-C, or an error where memory has run out.
  func reason(at span: Span, _ interruption: Interrupted = Interrupted()) -> any Error {
    host.isOutOfMemory ? memoryRanOut(at: span) : interruption
  }

  /// To be called when a statement has its result, before that is kept or shown: loops that cannot throw leave their
  /// results unfinished where the work should end.
  ///
  /// - Throws: `Interrupted`; `Diagnostic` where more memory is held than may be.
  func checkEnd(at span: Span) throws {
    if host.isOutOfMemory { throw memoryRanOut(at: span) }
    if host.isInterrupted { throw Interrupted() }
  }

  func memoryRanOut(at span: Span? = nil) -> Diagnostic { settings.memoryRanOut(at: span) }
}

extension Span {
  /// Gives errors of the engine, of functions and of the host this place. What was cancelled was interrupted.
  func blamed<T>(_ body: () throws -> T) throws -> T {
    do { return try body() } catch is CancellationError {
      throw Interrupted()
    } catch let error as EngineError {
      throw Diagnostic(error, at: self)
    } catch let error as ArgumentError {
      throw Diagnostic(.wrongArgument, error.message, at: self)
    } catch let error as StoreError {
      throw Diagnostic(error, at: self)
    } catch let error as HostError {
      if error.isInterruption { throw Interrupted() }
      throw Diagnostic(.file, error.message, at: self)
    }
  }
}
