import Syntax

/// Words of a line for a shell.
enum ShellWord {
  /// In quotes, whatever it holds.
  static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  /// NAME=VALUE of a script's parameter.
  static func setting(_ name: String, _ value: String) -> String { "\(name)=" + plain(value) }

  /// A file's name that is no option.
  static func file(_ name: String) -> String { plain(name.hasPrefix("-") ? "./" + name : name) }

  /// In quotes where it must be.
  private static func plain(_ text: String) -> String {
    let isPlain = text.unicodeScalars.allSatisfy { Identifier.isPart($0) || ".-+/".unicodeScalars.contains($0) }
    return isPlain ? text : quoted(text)
  }
}
