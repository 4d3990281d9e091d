import Syntax

/// What the name of a file that a command writes may end in, which says how it is written: .svg, .SVG.
public struct Endings: Sendable {
  /// In small letters.
  let all: [String]
  /// "tables are written as .csv"
  private let rule: String
  /// What the command shows goes into the file, without its doing.
  let takesOutputs: Bool

  init(_ all: [String], _ rule: String, takesOutputs: Bool = false) {
    (self.all, self.rule, self.takesOutputs) = (all, rule, takesOutputs)
  }

  /// Of what a command shows.
  static let results = Endings(
    [".txt", ".csv", ".json", ".npz"], "values are written as .csv, .json, .npz or .txt", takesOutputs: true)
  /// Of text alone.
  static let texts = Endings(
    [".txt", ".md", ".log", ".tex"], "text is written as .txt, .md, .log or .tex", takesOutputs: true)

  /// The ending of a path's last part, in small letters; empty where it has none.
  static func ending(of path: String) -> String {
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    return name.lastIndex(of: ".").map { name[$0...].lowercased() } ?? ""
  }

  /// What is wrong with the name, if anything.
  func complaint(_ path: String) -> String? { all.contains(Self.ending(of: path)) ? nil : rule }

  /// What can be said of a name as it is written, before the values within are known: `"x{k}.jpg"` ends in .jpg.
  func complaint(_ name: Expression) -> String? {
    guard case .string(let pieces) = name.kind, case .text(let text)? = pieces.last else { return nil }
    let isKnown = pieces.count == 1 || text.split(separator: "/").last?.contains(".") == true
    return isKnown ? complaint(text) : nil
  }

  func check(_ path: String, at span: Span) throws {
    if let complaint = complaint(path) { throw Diagnostic(.unknownEnding, complaint, at: span) }
  }
}

extension Domain where T == String {
  /// The name of a file that is written.
  static func file(_ ending: String, _ rule: String) -> Domain { file([ending], rule) }

  static func file(_ all: [String], _ rule: String) -> Domain {
    let endings = Endings(all, rule)
    var domain = Domain(
      .file, text: { "\"\($0)\"" }, check: { path, _ in endings.complaint(path) },
      convert: { if case .string(let path) = $0 { path } else { nil } })
    domain.endings = endings
    domain.code = .unknownEnding
    return domain
  }
}
