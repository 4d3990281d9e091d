/// A word of the language's text.
public struct Token: Sendable {
  public enum Kind: Sendable, Equatable {
    case number(Double)
    /// The bytes between the quotes, escapes and interpolations untouched.
    case string(Range<Int>)
    case name(String)
    case symbol(Symbol)
    case newline
    case end
  }
  public let kind: Kind
  public let range: Range<Int>
  /// White space, or the beginning, stands before it.
  public let isSpaced: Bool

  public func isSymbol(_ symbol: Symbol) -> Bool { if case .symbol(let own) = kind { own == symbol } else { false } }
  public var isString: Bool { if case .string = kind { true } else { false } }
  public func isName(_ text: String) -> Bool { if case .name(let own) = kind { own == text } else { false } }
  /// Opens a bracket of any kind, or closes one.
  public var opens: Bool { isSymbol("(") || isSymbol("[") || isSymbol("{") }
  public var closes: Bool { isSymbol(")") || isSymbol("]") || isSymbol("}") }
  var isNameOrString: Bool {
    switch kind {
    case .name, .string: true
    default: false
    }
  }
}
/// A sign of one or two characters, written as a literal: "(", "..", "->". Two are compared as numbers, since reading a text
/// compares them more than anything else.
public struct Symbol: Sendable, Hashable, ExpressibleByStringLiteral {
  /// The first character's code, and the second's in the upper half.
  private let code: UInt16

  init(_ first: UInt8, _ second: UInt8 = 0) { code = UInt16(clamping: first) | UInt16(clamping: second) << 8 }

  /// - Parameter text: one or two characters of ASCII.
  public init(stringLiteral text: StaticString) {
    self.init(text.utf8Start[0], text.utf8CodeUnitCount > 1 ? text.utf8Start[1] : 0)
  }

  /// Nil of a word.
  init?(_ text: String) {
    let code = Array(text.utf8)
    guard (1...2).contains(code.count), !Identifier.isStart(UnicodeScalar(code[0])) else { return nil }
    self.init(code[0], code.count > 1 ? code[1] : 0)
  }

  public var text: String {
    let (first, second) = (UnicodeScalar(UInt8(clamping: code & 0xFF)), UnicodeScalar(UInt8(clamping: code >> 8)))
    return second.value == 0 ? String(first) : String(first) + String(second)
  }
}
