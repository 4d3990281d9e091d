/// What a run is given and never changes.
final class Environment {
  let language: Language
  let settings: Settings
  let host: any Host
  /// `name=value` from the command line, by `param`.
  let given: [String: Value]

  init(language: Language, settings: Settings, host: any Host, given: [String: Value] = [:]) {
    self.language = language
    self.settings = settings
    self.host = host
    self.given = given
  }
}
