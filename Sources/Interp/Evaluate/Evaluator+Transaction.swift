import Syntax

/// All or nothing.
extension Evaluator {
  /// Runs on a copy, which replaces the session when the body succeeds, or when it fails in a way that keeps what was
  /// done.
  mutating func transaction<T>(_ body: (inout Evaluator) throws -> T) throws -> T {
    var copy = self
    do {
      let result = try body(&copy)
      self = copy
      return result
    } catch let failure as KeptFailure {
      self = copy
      throw failure
    } catch let interruption as Interrupted {
      // Only what ends early of itself, as a training, has put its finished part into the copy.
      if !session.host.isOutOfMemory { self = copy }
      throw interruption
    }
  }

  /// An expression changes nothing, unless it calls a function of the script that holds commands.
  mutating func whole<T>(_ body: (inout Evaluator) throws -> T) throws -> T {
    session.workspace.hasEffects ? try transaction(body) : try body(&self)
  }

  /// What a command shows, without showing it; its last table, figure or value.
  mutating func captured(_ body: (inout Evaluator) throws -> Void) rethrows -> Value {
    let outer = session.results
    session.results.begin()
    do { try body(&self) } catch {
      session.results = outer
      throw error
    }
    return session.results.end(outer)
  }
}
