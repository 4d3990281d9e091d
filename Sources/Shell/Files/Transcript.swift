import Interp

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `--log FILE`: what was run, in canonical form, appended statement by statement. The file is a script; what failed
/// stands in comments.
struct Transcript {
  let path: String

  /// - Throws: `FileError` when the file cannot be written.
  init(path: String) throws {
    self.path = path
    var now = time(nil)
    var parts = tm()
    gmtime_r(&now, &parts)
    func two(_ n: Int32) -> String { n < 10 ? "0\(n)" : "\(n)" }
    try append(
      "# nsh \(version), \(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) \(two(parts.tm_hour)):\(two(parts.tm_min)) UTC\n"
    )
  }

  func record(_ statement: String, failure: String?) throws {
    guard let failure else { return try append(statement + "\n") }
    let lines = (statement + "\n" + "error: " + failure).split(separator: "\n", omittingEmptySubsequences: false)
    try append(lines.map { "# \($0)\n" }.joined())
  }

  private func append(_ text: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileError.now("cannot write", path) }
    defer { close(descriptor) }
    try Files.writeAll(Array(text.utf8), to: descriptor, path: path)
  }
}
