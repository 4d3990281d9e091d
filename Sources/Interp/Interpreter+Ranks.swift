import Core
import Syntax

/// A statement ends the same way for all ranks.
extension Interpreter {
  /// Runs a statement, and hears how it went elsewhere.
  func agreed(_ statement: Statement, _ body: () throws -> Void) throws {
    guard let ranks = session.settings.ranks else { return try body() }
    let result = Result {
      if host.isInterrupted { throw Interrupted() }
      try body()
    }
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
        ErrorCatalogue.code(named: error.complaint.code) ?? .fault, error.message, at: statement.span, help: error.help)
    }
    try result.get()
  }

  /// Before the first statement: whether a text is right all ranks find alike, and one may have been asked to end meanwhile.
  ///
  /// - Parameter ended: why nothing of it runs here; nil where it may.
  /// - Returns: the same for all.
  func agreedToBegin(_ ended: ExitStatus?) -> ExitStatus? {
    guard let ranks = session.settings.ranks else { return ended }
    let own = ended.map { _ in
      host.isInterrupted ? ranks.wish() : Complaint(code: ErrorCode.fault.name, message: "the script is wrong here")
    }
    do throws(RankFailure) { try ranks.agree(own) } catch {
      if let ended { return ended }
      let isInterruption = error.complaint.isInterruption
      host.report(
        isInterruption
          ? .interruption()
          : Diagnostic(ErrorCatalogue.code(named: error.complaint.code) ?? .fault, error.message, help: error.help))
      return isInterruption ? .interrupted : .error
    }
    return nil
  }

  private static func complaint(_ error: any Error) -> Complaint {
    switch error {
    case let error as KeptFailure: Complaint(other: error.diagnostic)
    case is Leaving: Complaint(code: "leaving", message: "leaving")
    default: Complaint(other: error)
    }
  }
}
