/// The keys of the pager, each declared once, as `less` has them: its own help and `help keys` list them.
public enum PagerKeys {
  public enum Action: Sendable {
    case down, up, pageDown, pageUp, halfDown, halfUp, start, end, percent, left, right, forward, backward, next,
      previous
    case choose, redraw, help, quit
  }

  private struct Key: Sendable {
    let action: Action
    /// As a person calls them.
    let names: String
    let meaning: String
    /// What the terminal sends.
    let sequences: [String]
  }

  private static let all: [Key] = [
    Key(
      action: .down, names: "j, Return, Down", meaning: "a line on; 5j: five",
      sequences: ["j", "e", "\r", "\n", "\u{E}", "\u{5}", "[B", "OB"]),
    Key(
      action: .up, names: "k, Up", meaning: "a line back",
      sequences: ["k", "y", "\u{10}", "\u{19}", "\u{B}", "[A", "OA"]),
    Key(
      action: .pageDown, names: "Space, f, PageDown", meaning: "a screen on",
      sequences: [" ", "f", "z", "\u{6}", "\u{16}", "[6~"]),
    Key(action: .pageUp, names: "b, PageUp", meaning: "a screen back", sequences: ["b", "w", "\u{2}", "v", "[5~"]),
    Key(action: .halfDown, names: "d", meaning: "half a screen on", sequences: ["d", "\u{4}"]),
    Key(action: .halfUp, names: "u", meaning: "half a screen back", sequences: ["u", "\u{15}"]),
    Key(
      action: .start, names: "g, Home", meaning: "to the beginning; 20g: to line 20",
      sequences: ["g", "<", "[H", "OH", "[1~", "[7~"]),
    Key(action: .end, names: "G, End", meaning: "to the end", sequences: ["G", ">", "[F", "OF", "[4~", "[8~"]),
    Key(action: .percent, names: "50%", meaning: "to half of it", sequences: ["%", "p"]),
    Key(action: .right, names: "Right", meaning: "half a screen to the right, in long lines", sequences: ["[C", "OC"]),
    Key(action: .left, names: "Left", meaning: "and back", sequences: ["[D", "OD"]),
    Key(
      action: .forward, names: "/WORD", meaning: "finds a word, or a pattern such as /drift|defect, further on",
      sequences: ["/"]),
    Key(action: .backward, names: "?WORD", meaning: "finds it further back", sequences: ["?"]),
    Key(action: .next, names: "n", meaning: "finds it once more", sequences: ["n"]),
    Key(action: .previous, names: "N", meaning: "the other way", sequences: ["N"]),
    Key(action: .choose, names: "&WORD", meaning: "shows only lines with it; & and Return shows all", sequences: ["&"]),
    Key(action: .redraw, names: "r, Ctrl-L", meaning: "draws the screen anew", sequences: ["r", "R", "\u{C}"]),
    Key(action: .help, names: "h", meaning: "lists these keys", sequences: ["h", "H", "OP", "[11~"]),
    Key(action: .quit, names: "q, Esc", meaning: "leaves", sequences: ["q", "Q", "\u{1B}", "\u{3}"]),
  ]

  private static let actions = Dictionary(
    all.flatMap { key in key.sequences.map { (isPlain($0) ? $0 : "\u{1B}" + $0, key.action) } }
  ) { first, _ in first }

  /// Whether a sequence is a key by itself, and no rest of one that begins with an escape.
  private static func isPlain(_ sequence: String) -> Bool { sequence.count == 1 }

  public static func action(of key: String) -> Action? { actions[key] }

  /// What a key that means nothing is called.
  public static func name(of key: String) -> String {
    key.unicodeScalars.map { scalar in
      scalar.value < 32 ? "^" + String(Character(Unicode.Scalar(scalar.value + 64) ?? "?")) : String(Character(scalar))
    }.joined()
  }

  /// Names and meanings.
  public static let table = all.map { (names: $0.names, meaning: $0.meaning) }
}

/// The keys at the prompt, which GNU readline knows besides others.
enum PromptKeys {
  static let table = [
    ("Tab", "completes the word, or lists what could stand there"), ("Up, Down", "earlier lines, and back"),
    ("Ctrl-R", "searches earlier lines"), ("Home, Ctrl-A", "to the line's beginning"), ("End, Ctrl-E", "to its end"),
    ("Alt-B, Alt-F", "a word back, a word on"), ("Ctrl-W, Ctrl-K", "cuts the word before, the rest of the line"),
    ("Ctrl-Y", "puts back what was cut"), ("Ctrl-_", "takes back what was typed last"), ("Ctrl-L", "wipes the screen"),
    ("Ctrl-C", "leaves the line, or what is running"), ("Ctrl-Z", "stops nsh; `fg` goes on"),
    ("Ctrl-D", "on an empty line leaves nsh"),
  ]
}
