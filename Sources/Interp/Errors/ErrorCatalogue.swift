public import Core
public import Syntax

/// All errors.
public enum ErrorCatalogue {
  /// By name.
  public static let codes: [ErrorCode] =
    (ErrorCode.syntaxErrors + ErrorCode.nameErrors + ErrorCode.commandErrors + ErrorCode.valueErrors
    + ErrorCode.formulaErrors + ErrorCode.processErrors + ErrorCode.fileErrors).sorted { $0.name < $1.name }

  public static func code(named name: String) -> ErrorCode? { byName[name] }

  private static let byName = Dictionary(uniqueKeysWithValues: codes.map { ($0.name, $0) })
}

/// Before an example's own line.
let smallChain = "seed 1\ndefine cluster red to=(1, 0)\nbuild chain layers=3\n"

extension ErrorCode {
  /// What the engine reports; the catalogue has all of its codes.
  public init(_ code: EngineError.Code) { self = ErrorCatalogue.code(named: code.name) ?? .fault }
}

extension Diagnostic {
  /// An error of the engine, at the place that caused it.
  init(_ error: EngineError, at span: Span) {
    self.init(ErrorCode(error.code), error.message, at: span, help: error.help)
  }
}
