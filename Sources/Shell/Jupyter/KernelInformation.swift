/// What a kernel says of itself and of its language.
enum KernelInformation {
  static let language = "nsh"

  static var content: [String: JSON] {
    [
      "status": "ok", "protocol_version": .string(Wire.protocolVersion), "implementation": "nsh",
      "implementation_version": .string(version),
      "banner": .string("nsh \(version) - `help` to start, `help tour` for a five-minute tour"),
      "debugger": .bool(false),
      "help_links": .list([]),
      "language_info": .object([
        "name": .string(language), "version": .string(version), "mimetype": "text/x-nsh", "file_extension": ".nsh",
        // The lexer is in the Python package; without that Pygments takes text. Editors that know no mode for nsh take one that has the
        // same comments, strings, numbers and braces.
        "pygments_lexer": "nsh", "codemirror_mode": "r",
      ]),
    ]
  }
}
