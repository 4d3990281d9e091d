import Checked
import Limits
import Syntax

/// Walks through a script, its included files in their places, and finds what each of its names belongs to.
///
/// A function has variables of its own: what is given within it is its own, what is only read may be the script's. Names are
/// told by where they stand; what only the run can tell (a table's columns, a word that is a column or a value) is a doubt.
struct NameFinder {
  let language: Language
  private(set) var names = ScriptNames()
  /// The script's own, by name; families and actions have names of their own.
  private var shared: [String: Int] = [:]
  /// Of the function or formulas around, innermost last.
  var frames: [Frame] = []
  /// The condition or column of a table is looked at.
  var isInTable = false
  /// Mentions that may mean a cluster, a process or an argument, told at the end.
  var loose: [String: [Span]] = [:]
  var texts: [String: [Span]] = [:]
  var named: [(function: String, name: Name)] = []
  var arguments: [String: [(argument: String, symbol: Int)]] = [:]
  var turns = Turns(every: 64)

  struct Frame {
    var symbols: [String: Int] = [:]
    let scope: Span
    /// A function by name sees of what stands around only the script's; one without a name all.
    let isOpaque: Bool
    /// The function gives these values somewhere within.
    var own: Set<String> = []
  }

  init(_ language: Language) { self.language = language }

  mutating func find(_ statements: [Statement]) {
    walk(statements)
    settle()
  }

  mutating func settle() {
    for (function, name) in named {
      guard let symbol = arguments[function]?.first(where: { $0.argument == name.text })?.symbol else {
        loose[name.text, default: []].append(name.span)
        continue
      }
      names.symbols[symbol].uses.append(name.span)
    }
    for i in names.symbols.indices {
      let symbol = names.symbols[i]
      switch symbol.kind {
      case .cluster, .process, .data, .family, .action, .quantity:
        for span in loose[symbol.name] ?? [] { names.symbols[i].doubts.append(("`.\(symbol.name)` may mean it", span)) }
        for span in texts[symbol.name] ?? [] { names.symbols[i].doubts.append(("a text names it", span)) }
      case .argument:
        for span in loose[symbol.name] ?? [] where span.source.bytes.indices.contains(span.range.upperBound) {
          names.symbols[i].doubts.append(("`\(symbol.name)=` may mean it", span))
        }
      default: break
      }
    }
    names.symbols.removeAll { $0.definitions.isEmpty && $0.statement == nil }
  }

  /// The names of a script within this one are seen there alone.
  mutating func take(_ symbols: [ScriptNames.Symbol], within scope: Span) {
    for var symbol in symbols {
      symbol.scope = symbol.scope ?? scope
      names.symbols.append(symbol)
    }
  }

  // MARK: Names

  private static func key(_ name: String, _ kind: ScriptNames.Kind) -> String {
    switch kind {
    case .family: "family \(name)"
    case .action: "action \(name)"
    default: name
    }
  }

  private mutating func symbol(shared name: String, _ kind: ScriptNames.Kind) -> Int {
    let key = Self.key(name, kind)
    if let known = shared[key] { return known }
    names.symbols.append(.init(name: name, kind: kind))
    shared[key] = names.symbols.count - 1
    return names.symbols.count - 1
  }

  /// A name is given, by the innermost function or by the script.
  mutating func define(_ name: Name, _ kind: ScriptNames.Kind, in statement: Span, usage: String? = nil) {
    let i: Int
    if let frame = frames.indices.last(where: { frames[$0].isOpaque }), Self.isVariable(kind) {
      i = own(name.text, kind, frame)
    } else {
      i = symbol(shared: name.text, kind)
    }
    add(name, to: i, kind, statement, usage)
  }

  private static func isVariable(_ kind: ScriptNames.Kind) -> Bool {
    switch kind {
    case .variable, .parameter, .loop, .function: true
    default: false
    }
  }

  mutating func own(_ name: String, _ kind: ScriptNames.Kind, _ frame: Int) -> Int {
    if let known = frames[frame].symbols[name] { return known }
    names.symbols.append(.init(name: name, kind: kind))
    let i = names.symbols.count - 1
    names.symbols[i].scope = frames[frame].scope
    frames[frame].symbols[name] = i
    return i
  }

  mutating func add(
    _ name: Name, to i: Int, _ kind: ScriptNames.Kind, _ statement: Span, _ usage: String? = nil
  ) {
    if names.symbols[i].definitions.isEmpty, names.symbols[i].statement == nil {
      names.symbols[i].kind = kind
      names.symbols[i].statement = statement
      names.symbols[i].usage = usage
    }
    names.symbols[i].definitions.append(name.span)
  }

  /// A name that a command gives by itself: it stands nowhere.
  mutating func define(unwritten name: String, _ kind: ScriptNames.Kind, in statement: Span) {
    let i = symbol(shared: name, kind)
    if names.symbols[i].definitions.isEmpty, names.symbols[i].statement == nil { names.symbols[i].kind = kind }
    if names.symbols[i].statement == nil { names.symbols[i].statement = statement }
    names.symbols[i].doubts.append(("a command gives this name by itself", statement))
  }

  /// Whether the function or formula around has the name for itself.
  func isOwn(_ name: String) -> Bool { frames.contains { $0.symbols[name] != nil || $0.own.contains(name) } }

  mutating func use(_ name: Name, as kind: ScriptNames.Kind = .variable, doubt: String? = nil) {
    let i = found(name, kind)
    names.symbols[i].uses.append(name.span)
    if let doubt { names.symbols[i].doubts.append((doubt, name.span)) }
    if isInTable { names.symbols[i].doubts.append(("a table's column may have the name", name.span)) }
  }

  private mutating func found(_ name: Name, _ kind: ScriptNames.Kind) -> Int {
    for k in frames.indices.reversed() {
      if let own = frames[k].symbols[name.text] { return own }
      guard frames[k].isOpaque else { continue }
      // Read before it is given: of the script then, and the function's own later.
      if frames[k].own.contains(name.text) {
        let mine = own(name.text, .variable, k)
        let why = "a function reads `\(name.text)` before it gives it a value"
        names.symbols[mine].doubts.append((why, name.span))
        names.symbols[symbol(shared: name.text, kind)].doubts.append((why, name.span))
        return mine
      }
      break
    }
    return symbol(shared: name.text, kind)
  }
}
