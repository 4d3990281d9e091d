/// Several processes in one file, each as it is in a file of its own.
///
/// Fields: `processes`, an object of them by their names, and optionally `current`, the name of the one that was in use.
public struct ProcessesFile: Sendable {
  public let processes: [(name: String, fields: JSONFields)]
  /// The last where the file does not say.
  public let current: String

  /// Nil where these are fields of a single process.
  ///
  /// - Throws: `EngineError` naming the field that is missing or of the wrong kind.
  public init?(_ fields: JSONFields) throws {
    guard let processes = try fields.namedParts("processes") else { return nil }
    guard let last = processes.last else { throw EngineError(.badFile, "`processes` is empty") }
    current = try fields.find("current", .text) ?? last.name
    guard processes.contains(where: { [current] in $0.name == current }) else {
      throw EngineError(
        .badFile, "`current` is `\(current)`; there are " + processes.prefix(10).map(\.name).joined(separator: ", "))
    }
    self.processes = processes
  }

  /// Writes them one after the other, and a newline.
  ///
  /// - Parameters:
  ///   - put: takes the pieces.
  ///   - content: writes one as an object.
  /// - Throws: what `content` and `put` throw.
  public static func write(
    _ names: [String], current: String, to put: @escaping ([UInt8]) throws -> Void,
    _ content: (_ name: String, _ writer: inout JSONWriter) throws -> Void
  ) throws {
    var writer = JSONWriter(put)
    try writer.object { w in
      let present = names.contains(current) ? current : names.last
      if let present { try w.member("current") { try $0.string(present) } }
      try w.member("processes") { w in
        try w.object { w in for name in names { try w.member(name) { try content(name, &$0) } } }
      }
    }
    writer.newline()
    try writer.finish()
  }
}
