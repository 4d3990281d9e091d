import Core
import Interp
import Syntax
import Testing

/// Syntax to text and back.
@Suite struct PrinterTests {
  /// A random expression with brackets everywhere, so that every shape of tree comes.
  static func expression(_ random: inout Random, depth: Int) -> String {
    func pick(_ words: [String]) -> String { words[Int(random.uniform() * Double(words.count))] }
    func inner() -> String { expression(&random, depth: depth - 1) }
    guard depth > 0 else { return pick(["1", "2.5", "x", "true", "\"s\"", "\"a{x + 1:.2f}\"", "1e-9", "90deg"]) }
    switch Int(random.uniform() * 9) {
    case 0, 1, 2:
      return
        "(\(inner())) \(pick(["+", "-", "*", "/", "//", "%", "^", "<", "<=", "==", "!=", "and", "or"])) (\(inner()))"
    case 3: return pick(["-", "not "]) + "(\(inner()))"
    case 4: return "(\(inner()))..(\(inner()))" + pick(["", " step (\(inner()))"])
    case 5: return "[\(inner()), \(inner())]"
    case 6: return "(\(inner()), \(inner()))"
    case 7:
      return "(\(inner()))"
        + pick(["[\(inner())]", ".name", " by cluster", " of red", " over step", " at layer (\(inner()))"])
    default: return "f(\(inner()))"
    }
  }

  static func parsed(_ text: String) -> [Statement]? {
    var parser = Parser(Source(text), Registry.vocabulary)
    let statements = parser.parse()
    return parser.errors.isEmpty ? statements : nil
  }

  @Test(arguments: ["let a = ", "", "print ", "print 1 ", "plot path arrows=", "train adam until ", "expect ", "if "])
  func printingIsUndoneByParsing(lead: String) throws {
    var random = Random(seed: 4, stream: "printer \(lead)")
    for _ in 0..<2000 {
      let text = lead + "(\(Self.expression(&random, depth: 3)))" + (lead == "if " ? " { print 1 }" : "")
      let first = try #require(Self.parsed(text), "\(text)")
      let printed = Registry.printer.text(first)
      #expect(Self.parsed(printed) == first, "\(text)\nprinted as \(printed)")
    }
  }
}
