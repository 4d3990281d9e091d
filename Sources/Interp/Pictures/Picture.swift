import Core
import Figures
import Limits
import Syntax

/// What a `plot` command shows: a figure, and where the subject moves, an animation and a page.
struct Picture {
  let still: () throws -> Figure
  var moving: (() throws -> Animation)?
  /// An HTML file.
  var page: (() throws -> [UInt8])?

  init(
    _ still: @escaping () throws -> Figure, moving: (() throws -> Animation)? = nil, page: (() throws -> [UInt8])? = nil
  ) {
    self.still = still
    self.moving = moving
    self.page = page
  }

  // MARK: What all commands that draw have in common

  static let theme = Option("theme", .choice, "light or dark ground, in files", default: Theme.light)
  static let size = Option.optional(
    "size",
    .point.checked { size, _ in
      size.allSatisfy { Format.sides.contains($0) && $0 == $0.rounded() }
        ? nil : "`size` is (width, height), whole numbers from 32 to 8192"
    }, "width and height: pixels of a PNG or GIF, points of an SVG or PDF")
  static let options: [any AnyOption] = [theme, size]

  static let endings =
    "Behind `>`, the file's ending says what it becomes: .svg, .pdf or .png; .gif where the subject moves."

  private static let stills = [".svg", ".pdf", ".png"]
  /// Of a picture that does not move.
  static let still = Endings(stills, "this picture does not move: it is written as .svg, .pdf or .png")
  /// Of one that does.
  static let moving = Endings(stills + [".gif"], "pictures are written as .svg, .pdf or .png, .gif moves")
  /// Of one that a page plays with, too.
  static let playing = Endings(
    stills + [".gif", ".html"],
    "pictures are written as .svg, .pdf or .png, .gif moves, .html is a page to play with")

  static func format(_ call: Call) throws -> Format {
    Format(
      size: try call[size].map { ($0[0], $0[1]) },
      theme: try call[theme])
  }

  /// To the terminal, or to the file behind `>`.
  func deliver(_ call: Call, _ session: inout Session) throws {
    guard let file = call.file else {
      let figure = try still()
      try Cancellation.check()
      return session.show(.figure(figure))
    }
    guard case .string(let path) = file.value else {
      throw Diagnostic(.wrongType, "a file name stands in quotes", at: file.span)
    }
    try write(to: path, at: file.span, try Self.format(call), &session)
  }

  /// - Throws: where what draws pictures is not installed.
  static func requireLibraries(forAnimation isAnimated: Bool = false, at span: Span) throws {
    guard let missing = PictureLibraries.missing(forAnimation: isAnimated) else { return }
    throw Diagnostic(
      .missingLibrary, "\(missing.name), which draws pictures in files, is not installed", at: span,
      help: "install it: \(missing.installation); without it `plot` draws in the terminal")
  }

  func write(to path: String, at span: Span, _ format: Format, _ session: inout Session) throws {
    let ending = Endings.ending(of: path)
    try Self.requireLibraries(forAnimation: ending == ".gif", at: span)
    let bytes: [UInt8]
    switch ending {
    case ".svg": bytes = try still().svg(format)
    case ".png":
      try Self.allow(8, format.size, at: span, session)
      bytes = try still().png(format)
    case ".pdf": bytes = try still().pdf(format)
    case ".gif":
      guard let moving else { fallthrough }
      return try write(moving, to: path, at: span, format, &session)
    case ".html": bytes = try page?() ?? []
    default: bytes = []  // as declared, there is no such ending
    }
    // Drawing that was asked to end has ended early.
    try session.placed(span) { session in
      try Cancellation.check()
      try session.host.write(bytes, to: path)
    }
    session.show(.report("\(path) written", seconds: nil))
  }

  /// An animation, whose frames go into the file as they are drawn.
  private func write(
    _ moving: () throws -> Animation, to path: String, at span: Span, _ format: Format, _ session: inout Session
  ) throws {
    let animation = try moving()
    try session.placed(span) { session in
      try Cancellation.check()
      try session.settings.memory.require(animation.memory(format), for: "an animation of this size")
      try session.host.write(to: path) { put in
        guard try animation.gif(format, to: put) else {
          throw Diagnostic(.outOfMemory, "there is not enough memory for the animation", at: span)
        }
      }
    }
    session.show(.report("\(path) written", seconds: nil))
  }

  /// - Throws: where the pixels, of so many bytes each, do not fit.
  private static func allow(
    _ bytes: Double, _ size: (width: Double, height: Double)?, at span: Span, _ session: Session
  ) throws {
    guard let size else { return }
    try span.blamed {
      try session.settings.memory.require(bytes * size.width * size.height, for: "a picture of this size")
    }
  }
}
