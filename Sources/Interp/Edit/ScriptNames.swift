import Checked
public import Syntax

/// The names of a script: where each is given, where it is used, and where it can be seen.
public struct ScriptNames: Sendable {
  public enum Kind: String, Sendable {
    /// A variable of the script; one that the caller may set; one of a function or formula; a loop's.
    case variable, parameter, argument, loop
    case function, cluster, process, data, family, action, quantity

    /// As messages say it.
    public var title: String {
      switch self {
      case .loop: "a loop's variable"
      case .argument: "an argument"
      case .parameter: "a parameter of the script"
      case .data: "a table of data"
      case .action: "an action"
      default: "a \(rawValue)"
      }
    }
  }

  public struct Symbol: Sendable {
    public let name: String
    public internal(set) var kind: Kind
    /// Where it is given, in order.
    public internal(set) var definitions: [Span] = []
    /// The statement of the first of these.
    public internal(set) var statement: Span?
    public internal(set) var uses: [Span] = []
    /// Places of the name that may mean something else when they run, so that it cannot be renamed: why, and where.
    public internal(set) var doubts: [(why: String, span: Span)] = []
    /// The function or formula that it belongs to; nil for one of the script.
    public internal(set) var scope: Span?
    /// How a function is written.
    public internal(set) var usage: String?

    public var places: [Span] { definitions + uses }
  }

  public internal(set) var symbols: [Symbol] = []

  /// What stands at a byte of a source, and its span.
  public func symbol(in source: Source, at place: Int) -> (symbol: Symbol, span: Span)? {
    for symbol in symbols {
      for span in symbol.places where span.source === source {
        if span.range.lowerBound <= place, place <= span.range.upperBound { return (symbol, span) }
      }
    }
    return nil
  }

  /// Those that can be spoken of at a byte: of the script, those that are given before, and within a function all; of
  /// what stands around, its own. Inner ones come first.
  public func visible(in source: Source, at place: Int) -> [Symbol] {
    let isInFunction = symbols.contains { $0.scope.map { Self.holds($0, source, place) } ?? false }
    let own = symbols.filter { $0.scope.map { Self.holds($0, source, place) } ?? false }
    let shared = symbols.filter { symbol in
      guard symbol.scope == nil, !symbol.definitions.isEmpty || symbol.statement != nil else { return false }
      if isInFunction || symbol.kind == .function { return true }
      return (symbol.definitions + (symbol.statement.map { [$0] } ?? [])).contains {
        $0.source !== source || $0.range.lowerBound < place
      }
    }
    return own.reversed() + shared
  }

  private static func holds(_ scope: Span, _ source: Source, _ place: Int) -> Bool {
    scope.source === source && scope.range.lowerBound <= place && place <= scope.range.upperBound
  }
}

extension ScriptNames {
  /// Where a name would have to be written anew.
  ///
  /// - Throws: `Diagnostic`: why it cannot be renamed without a change of what the script does.
  func renaming(_ symbol: Symbol, to name: String, in language: Language) throws -> [Span] {
    guard Identifier.isName(name), name.utf8.count <= Lexer.longestName else {
      throw Diagnostic(.syntax, "`\(name)` is no name: letters, digits and _, no digit first")
    }
    if let taken = language.reserved(name, isProcess: symbol.kind == .process) {
      throw Diagnostic(.reservedName, "`\(name)` is \(taken); choose another name")
    }
    guard !symbol.definitions.isEmpty else {
      throw Diagnostic(.unknownName, "`\(symbol.name)` is given by no word of the script that could be written anew")
    }
    if let doubt = symbol.doubts.first {
      throw Diagnostic(
        .reservedName, "`\(symbol.name)` cannot be renamed safely: \(doubt.why), in line \(doubt.span.line)")
    }
    if name != symbol.name, let other = symbols.first(where: { $0.name == name }) {
      let line = other.places.first.map { ", in line \($0.line)" } ?? ""
      throw Diagnostic(.reservedName, "`\(name)` is already a name of this script\(line)")
    }
    return symbol.places
  }
}
