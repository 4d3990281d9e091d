import Core
import Sweeps
public import Syntax

/// All errors.
public enum ErrorCatalogue {
  /// By name.
  public static let codes: [ErrorCode] =
    (ErrorCode.syntaxErrors + ErrorCode.nameErrors + ErrorCode.commandErrors + ErrorCode.valueErrors
    + ErrorCode.formulaErrors + ErrorCode.processErrors + ErrorCode.sweepErrors + ErrorCode.fileErrors).sorted {
      $0.name < $1.name
    }

  public static func code(named name: String) -> ErrorCode? { byName[name] }

  /// The catalogue has all codes of the engine.
  static func code(of error: EngineError) -> ErrorCode { code(named: error.code.name) ?? .fault }

  private static let byName = Dictionary(uniqueKeysWithValues: codes.map { ($0.name, $0) })
}

/// Before an example's own line.
let smallChain = "seed 1\ndefine cluster red to=(1, 0)\nbuild chain layers=3\n"

extension Diagnostic {
  /// An error of the engine, at the place that caused it.
  init(_ error: EngineError, at span: Span) {
    self.init(ErrorCatalogue.code(of: error), error.message, at: span, help: error.help)
  }
}

extension Diagnostic {
  /// An error of a store of runs.
  init(_ error: StoreError, at span: Span) {
    let code: ErrorCode =
      switch error.kind {
      case .noLibrary: .missingLibrary
      case .file: .file
      case .notAStore: .badFile
      case .newer: .newerStore
      case .noSweep: .unknownSweep
      case .changed: .otherSweep
      }
    self.init(code, error.message, at: span, help: error.help)
  }
}
