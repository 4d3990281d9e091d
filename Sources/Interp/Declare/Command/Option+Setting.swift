import Core
import Syntax

/// Options for the settings that things in the engine's catalogues declare.
extension Option where T == Double {
  init(_ setting: Setting) {
    let domain: Domain<Double> =
      switch setting.domain {
      case .finite: .finite
      case .positive: .positive
      case .notNegative: .notNegative
      case .fraction: .fraction
      case .count: .wholeSetting
      case .angle: .finite.inDegrees
      }
    self.init(setting.name, domain, setting.summary, default: setting.standard)
  }
}

extension Call {
  /// What the call gives for settings.
  func values(of settings: [Setting]) throws -> SettingValues {
    SettingValues(Dictionary(try settings.map { ($0, try self[Option($0)]) }) { $1 })
  }

  func gives(_ setting: Setting) -> Bool { gives(Option(setting)) }

  /// - Throws: `Diagnostic` at the first setting that is given and says nothing here, for this reason.
  func refuse(_ settings: [Setting], because why: (Setting) -> String) throws {
    for setting in settings {
      guard let argument = arguments[setting.name] else { continue }
      throw Diagnostic(.unknownOption, "`\(setting.name)` \(why(setting))", at: argument.span)
    }
  }
}
