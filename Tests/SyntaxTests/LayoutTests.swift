import Syntax
import Testing

/// The layout of a text changes where its words stand and nothing else.
@Suite struct LayoutTests {
  private func laidOut(_ text: String) throws -> String { try Layout(Source(text), vocabulary).text() }

  private let vocabulary = Vocabulary(
    verbs: ["define", "build", "print", "plot", "train"], quantities: ["momentum", "loss"], functions: ["sin", "table"])

  @Test(arguments: [
    ("let  a=1", "let a = 1\n"), ("a   +1", "a +1\n"), ("f( 1 ,2 )", "f(1, 2)\n"), ("print 1 -2", "print 1 -2\n"),
    ("build chain n=1 m = 2", "build chain n=1 m = 2\n"), ("def f(a,b=2)=a", "def f(a, b = 2) = a\n"),
    ("if a{print b}", "if a { print b }\n"), ("let r={a:1,b:{}}", "let r = {a: 1, b: {}}\n"),
    ("plot loss>\"a.svg\"", "plot loss > \"a.svg\"\n"), ("let f=x->x^2", "let f = x -> x^2\n"),
    ("for k in 1..3 {\nprint k\n}", "for k in 1..3 {\n  print k\n}\n"),
    ("f([1,\n2],\n3\n)", "f([1,\n  2],\n  3\n)\n"), ("a # x \n\n\n\nb", "a # x\n\nb\n"),
    ("print \\\n1", "print \\\n  1\n"),
    ("if a {\n# in\n}\nelse {\nb\n}", "if a {\n  # in\n}\nelse {\n  b\n}\n"), ("a;b ;c", "a; b ; c\n"),
    ("a   # x\n    # y", "a   # x\n    # y\n"), ("\tlet\ta = 1\t# x", "let a = 1 # x\n"), ("", ""), ("# x", "# x\n"),
  ])
  func aText(_ text: String, _ laid: String) throws {
    #expect(try laidOut(text) == laid)
    #expect(try laidOut(laid) == laid)
  }

  /// With other white space wherever some may stand, a text is laid out or refused, and what was laid out stays.
  @Test func anyText() throws {
    let words = [
      "let", "a", "=", "1", "(", ")", "[", "]", "{", "}", ",", ";", "\n", "\n", "# c\n", "print", "+", "-", "\"s\"",
      ">", "def",
      "f", "for", "in", "1..3", "if", "else", "x->x", ":", "by", "cluster", "momentum", ".", "\\\n", "not", "\r\n",
      "\t",
    ]
    var random = Generator(state: 1)
    var laid = 0
    for _ in 0..<30_000 {
      let count = Int.random(in: 1...12, using: &random)
      let text = (0..<count).map { _ in
        words.randomElement(using: &random)! + (Bool.random(using: &random) ? " " : "")
      }.joined()
      guard let layout = try? Layout(Source(text), vocabulary) else { continue }
      let once = try layout.text()
      #expect(try laidOut(once) == once, "\(text.debugDescription) -> \(once.debugDescription)")
      laid += 1
    }
    #expect(laid > 1000, "too few of the texts can be read: \(laid)")
  }

  @Test func whatCannotBeReadIsRefused() {
    #expect(throws: Diagnostic.self) { try laidOut("let a = (") }
  }

  @Test func fixesAreWhatLabelsSay() {
    #expect(Suggestion.words(in: Suggestion.phrase("chian", among: ["chain"])!) == ["chain"])
    #expect(Suggestion.words(in: Suggestion.phrase("lo", among: ["loss", "log", "a"])!) == ["loss", "log"])
    #expect(Suggestion.words(in: "there are `a`").isEmpty)
  }

  private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
  }
}
