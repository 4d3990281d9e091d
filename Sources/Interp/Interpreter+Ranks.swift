import Core
import Syntax

/// A statement ends the same way for all ranks.
extension Interpreter {
  /// Runs a statement, and hears how it went elsewhere.
  func agreed(_ statement: Statement, _ body: () throws -> Void) throws {
    guard let ranks = session.settings.ranks else { return try body() }
    let result = Result { try body() }
    var own: Complaint?
    if case .failure(let error) = result {
      own = Self.complaint(error)
      // Whoever was asked to end since something failed has nothing of its own to tell.
      if own == .interruption, ranks.hasFailed { own = nil }
    }
    do throws(RankFailure) { try ranks.settle(own) } catch {
      if error.isCommon || error.complaint.isInterruption, own != nil { try result.get() }
      if error.complaint.isInterruption { throw Interrupted() }
      throw Diagnostic(
        ErrorCatalogue.code(named: error.complaint.code) ?? .fault, error.message, at: statement.span,
        help: error.complaint.help.isEmpty ? nil : error.complaint.help)
    }
    try result.get()
  }

  private static func complaint(_ error: any Error) -> Complaint {
    switch error {
    case let error as KeptFailure: Complaint(other: error.diagnostic)
    case is Leaving: Complaint(code: "leaving", message: "leaving")
    default: Complaint(other: error)
    }
  }
}
