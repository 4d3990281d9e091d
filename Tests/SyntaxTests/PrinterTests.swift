import Syntax
import Testing

/// Syntax to text and back.
@Suite struct PrinterTests {
  static let vocabulary = Vocabulary(verbs: ["print", "plot", "train"])

  /// A random expression with brackets everywhere, so that every shape of tree comes.
  static func expression(_ random: inout Dice, depth: Int) -> String {
    func pick(_ words: [String]) -> String { words[Int.random(in: words.indices, using: &random)] }
    func inner() -> String { expression(&random, depth: depth - 1) }
    guard depth > 0 else {
      return pick([
        "1", "2.5", "x", "true", "\"s\"", "\"a{x + 1:.2f}\"", "1e-9", "90deg", "größe", "{}",
        "\"{f(\"a\", {b: 1}):>8}\"",
        "if a then 1 else 2", "x -> x", "xs where xs > 1",
      ])
    }
    switch Int.random(in: 0..<15, using: &random) {
    case 0, 1, 2:
      return
        "(\(inner())) \(pick(["+", "-", "*", "/", "//", "%", "^", "<", "<=", "==", "!=", "and", "or", "in", "where", "not in"])) (\(inner()))"
    case 3: return pick(["-", "not "]) + "(\(inner()))"
    case 4: return "(\(inner()))..(\(inner()))" + pick(["", " step (\(inner()))"])
    case 5: return "[\(inner()), \(inner())]"
    case 6: return "(\(inner()), \(inner()))"
    case 7:
      return "(\(inner()))"
        + pick(["[\(inner())]", ".name", " by cluster", " of red", " over step", " at layer (\(inner()))"])
    case 8: return pick(["x -> ", "(x, y) -> ", "() -> "]) + inner()
    case 9: return "if \(inner()) then \(inner()) else \(inner())"
    case 10: return "{a: \(inner()), \"b c\": \(inner())}"
    case 11: return "(\(pick(["x -> ", ""]))\(inner()))[1](\(inner()), n=\(inner()))"
    case 12: return "(x -> \(inner()))(\(inner()))"
    case 13: return "f(x, y=\(inner()), z=\(inner()))"
    default: return "f(\(inner()))"
    }
  }

  static func parsed(_ text: String) -> [Statement]? {
    var parser = Parser(Source(text), Self.vocabulary)
    let statements = parser.parse()
    return parser.errors.isEmpty ? statements : nil
  }

  @Test(arguments: [
    "let a = ", "", "print ", "print 1 ", "plot path arrows=", "train adam until ", "expect ", "if ", "let r = print ",
    "def f(x, n = (1)) = ",
  ])
  func printingIsUndoneByParsing(lead: String) throws {
    var random = Dice(seed: UInt64(lead.utf8.count))
    for _ in 0..<2000 {
      let text = lead + "(\(Self.expression(&random, depth: 3)))" + (lead == "if " ? " { print 1 }" : "")
      let first = try #require(Self.parsed(text), "\(text)")
      let printed = Printer(Self.vocabulary).text(first)
      #expect(Self.parsed(printed) == first, "\(text)\nprinted as \(printed)")
    }
  }
}

/// Random numbers that repeat (SplitMix64).
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
