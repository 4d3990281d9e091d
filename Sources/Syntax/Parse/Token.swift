/// A word of the language's text.
public struct Token: Sendable {
  public enum Kind: Sendable, Equatable {
    case number(Double)
    /// The bytes between the quotes, escapes and interpolations untouched.
    case string(Range<Int>)
    case name(String)
    case symbol(String)
    case newline
    case end
  }
  public let kind: Kind
  public let range: Range<Int>
  /// White space, or the beginning, stands before it.
  public let isSpaced: Bool

  public func isSymbol(_ text: String) -> Bool { if case .symbol(let own) = kind { own == text } else { false } }
  public var isString: Bool { if case .string = kind { true } else { false } }
  public func isName(_ text: String) -> Bool { if case .name(let own) = kind { own == text } else { false } }
  var isNameOrString: Bool {
    switch kind {
    case .name, .string: true
    default: false
    }
  }
}
