import Syntax
import Testing

/// Statements within statements.
@Suite struct StatementTests {
  static let text = """
    let a = 1
    for k in 1..3 { print k }
    while a < 3 { print a }
    if a { print 1 } else if a { print 2 } else { print 3 }
    try { print 1 } otherwise { print error }
    def f(x) = x
    def g(x) { return x }
    include "b.nsh"
    expect a "why"
    """

  static func statements() throws -> [Statement] {
    var parser = Parser(Source(text), Vocabulary(verbs: ["print"]))
    let statements = parser.parse()
    #expect(parser.errors.isEmpty)
    return statements
  }

  @Test func keepingWhatIsWithinKeepsTheStatement() throws {
    let statements = try Self.statements()
    #expect(statements.count == 9)
    let same = statements.map { $0.mapBlocks { $0 } }
    #expect(same == statements)
  }

  @Test func whatIsWithinCanBeExchanged() throws {
    let statements = try Self.statements()
    let emptied = statements.map { $0.mapBlocks { _ in [] } }
    #expect(emptied.flatMap(\.blocks).allSatisfy { $0.isEmpty })
    // All that hold any: for, while, if, try, the second def. Each is asked once for each of its blocks.
    let changed = zip(statements, emptied).count { $0 != $1 }
    #expect(changed == 5)
    let filled = statements.map { $0.mapBlocks { _ in statements } }
    let blocks = filled.flatMap(\.blocks)
    #expect(blocks.count == 8 && blocks.allSatisfy { $0 == statements })
  }

  /// A bracket waits for more text, but not where another's partner stands.
  @Test(arguments: [
    ("let a = [1, (2", true), ("let a = [1, (2, 3]", false), ("print (1]", false), ("print f(1", true),
    ("print )", false),
    ("let a = [1, (2, 3)", true), ("let a = [1]", false), ("if true { print (1 }", false), ("if true {", true),
  ])
  func moreTextIsWaitedForWhereItCanHelp(_ text: String, _ isIncomplete: Bool) {
    var parser = Parser(Source(text), Vocabulary(verbs: ["print"]))
    _ = parser.parse()
    #expect(parser.isIncomplete == isIncomplete)
  }

  /// What is parsed is walked on the stack: it is bounded by whatever way it becomes deep.
  @Test(arguments: [
    String(repeating: "(", count: 90) + "1" + String(repeating: String(repeating: "+1", count: 490) + ")", count: 90),
    String(repeating: "(", count: 90) + "a" + String(repeating: String(repeating: "[1]", count: 99) + ")", count: 90),
    String(repeating: "\"{", count: 20) + "1"
      + String(repeating: String(repeating: " + 1", count: 490) + "}\"", count: 20),
    "if a { }" + String(repeating: " else if a { }", count: 100_000),
    String(repeating: "if a { }" + String(repeating: " else if a { }", count: 400) + " else { ", count: 90)
      + String(repeating: "}", count: 90),
  ])
  func depthIsBounded(text: String) {
    var parser = Parser(Source(text), Vocabulary())
    _ = parser.parse()
    #expect(parser.errors.contains { $0.code == .tooDeep || $0.code == .tooLong })
  }

  @Test func whatIsLongIsNotDeep() {
    let terms = "1" + String(repeating: " + 1", count: 490)
    let long = "let a = [" + Array(repeating: terms, count: 300).joined(separator: ", ") + "]\n"
    let chain = "if a { }" + String(repeating: " else if a { }", count: 400) + "\n"
    var parser = Parser(Source(String(repeating: long, count: 3) + String(repeating: chain, count: 3)), Vocabulary())
    #expect(parser.parse().count == 6)
    #expect(parser.errors.isEmpty)
  }
}
