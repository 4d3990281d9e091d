import Checked
import Core
import Limits
public import Syntax

/// What programs ask that hold a text: what is wrong with it, and what a word in it means.
extension Interpreter {
  /// All that is wrong with a text, in order; nothing of it runs. Nil where it was asked to end on the way.
  public func diagnostics(_ source: Source) -> [Diagnostic]? {
    Cancellation.bound(to: host.interruption) {
      MemoryLimit.bound(to: session.settings.memory) {
        examined(source, isDialogue: source.name == nil).map(\.errors)
      }
    }
  }

  /// Whether a text is whole; where it is not, the blanks with which its next line begins.
  public enum Completeness: Equatable, Sendable {
    case whole, wrong
    case beginning(indent: String)
  }

  public static func completeness(of text: String, in language: Language = .nsh) -> Completeness {
    if helpTopic(text) != nil { return .whole }
    let source = Source(text)
    var parser = Parser(source, language.vocabulary)
    _ = parser.parse()
    guard parser.isIncomplete else { return parser.errors.isEmpty ? .whole : .wrong }
    var lexer = Lexer(source)
    let open = lexer.tokens().reduce(0) { depth, token in
      if token.opens { return depth + 1 }
      return token.closes ? max(0, depth - 1) : depth
    }
    return .beginning(indent: String(repeating: "  ", count: min(open, 20)))
  }

  /// The help on the word at a byte of a text, as `help` shows it, and the bytes of what it is about: a command with its
  /// subject, a quantity, a function, a name of one's own. Nil where there is none.
  public func explanation(_ text: String, at place: Int) -> (text: String, range: Range<Int>)? {
    var lexer = Lexer(Source(text))
    let tokens = lexer.tokens()
    // The word under the cursor, or the one that it stands behind: `conserve|`.
    guard
      let i = tokens.lastIndex(where: { token in
        token.name != nil && token.range.lowerBound <= place && place <= token.range.upperBound
      })
    else { return nil }
    for phrase in phrases(tokens, around: i) {
      let words = phrase.compactMap { tokens[$0].name }.joined(separator: " ")
      guard let help = Help.text(on: words, session), let first = phrase.first, let last = phrase.last else { continue }
      return (help, Range(from: tokens[first].range.lowerBound, upTo: tokens[last].range.upperBound))
    }
    return nil
  }

  /// The words that may be one thing's name, the longest first: `train adam` for either of the two.
  private func phrases(_ tokens: [Token], around i: Int) -> [[Int]] {
    let pairs = [i - 1, i].filter { k in
      guard tokens.indices.contains(k), tokens.indices.contains(k + 1), let verb = tokens[k].name,
        let subject = tokens[k + 1].name
      else { return false }
      return language.commands(verb: verb).contains { $0.answers(to: subject) }
    }
    return pairs.map { [$0, $0 + 1] } + [[i]]
  }
}

extension Token {
  fileprivate var name: String? { if case .name(let text) = kind { text } else { nil } }
}
