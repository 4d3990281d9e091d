import Core
import Syntax

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

extension Span {
  /// Gives errors of the engine, of functions and of the host this place. What was cancelled was interrupted.
  func blamed<T>(_ body: () throws -> T) throws -> T {
    do { return try body() } catch is CancellationError {
      throw Interrupted()
    } catch let error as EngineError {
      throw Diagnostic(error, at: self)
    } catch let error as ArgumentError {
      throw Diagnostic(.wrongArgument, error.message, at: self)
    } catch let error as HostError {
      if error.isInterruption { throw Interrupted() }
      throw Diagnostic(.file, error.message, at: self)
    }
  }
}
