/// quit
enum Quit {
  static let command = named("quit")
  static let exit = named("exit")

  private static func named(_ verb: String) -> Command {
    Command(
      verb, nil, "leaves the dialogue, or ends the script", [],
      ranks: .alike, examples: [.init("print 1\n\(verb)\nprint 2", shows: "1")]
    ) { _, _ in throw Leaving() }
  }
}
