/// What a file holds, by the ending of its name (RFC 2046, and the types in use where none is registered).
enum MediaType {
  private static let known = [
    ("csv", "text/csv"), ("gif", "image/gif"), ("html", "text/html"), ("json", "application/json"),
    ("npz", "application/x-npz"), ("nsh", "text/x-nsh"), ("pdf", "application/pdf"), ("png", "image/png"),
    ("safetensors", "application/x-safetensors"), ("svg", "image/svg+xml"), ("txt", "text/plain"),
  ]

  static func of(_ path: String) -> String {
    let ending = path.split(separator: ".").last.map { $0.lowercased() }
    return known.first { $0.0 == ending }?.1 ?? "application/octet-stream"
  }
}
