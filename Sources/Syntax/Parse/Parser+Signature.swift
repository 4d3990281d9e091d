extension Parser {
  /// Whether `f(...) =` or `f(...; ...)` stands here: a formula with its variables.
  var startsSignature: Bool {
    guard next.isSymbol("("), !next.isSpaced else { return false }
    var at = position + 2
    var open = 1
    var hasSemicolon = false
    while open > 0, at < tokens.count, tokens[at].kind != .end {
      if tokens[at].isSymbol("(") || tokens[at].isSymbol("[") { open += 1 }
      if tokens[at].isSymbol(")") || tokens[at].isSymbol("]") { open -= 1 }
      // A line's end cannot stand within brackets, but a semicolon can.
      if tokens[at].kind == .newline {
        if source.bytes[tokens[at].range.lowerBound] != UInt8(ascii: ";") { return false }
        hasSemicolon = true
      }
      at += 1
    }
    return open == 0 && at < tokens.count && (hasSemicolon || tokens[at].isSymbol("="))
  }

  /// wave(x, y; c: centre, a = 1) =
  mutating func signature() throws -> Signature {
    let name = try self.name("a name")
    advance()
    let (variables, parameters) = try brackets()
    try expect("=")
    return Signature(name: name, variables: variables, parameters: parameters)
  }

  /// x, y; c: centre, a = 1)
  private mutating func brackets() throws -> ([Signature.Variable], [Signature.Declaration]) {
    do { return try declarations() } catch {
      // The semicolon ends no statement here: what is left of the brackets is passed over.
      while !current.isSymbol(")"), current.kind != .end { advance() }
      throw error
    }
  }

  private mutating func declarations() throws -> ([Signature.Variable], [Signature.Declaration]) {
    var variables: [Signature.Variable] = []
    var parameters: [Signature.Declaration] = []
    var isBehind = false
    let outer = separatesBySpace
    separatesBySpace = false
    defer { separatesBySpace = outer }
    while !current.isSymbol(")") {
      if current.kind == .newline, !isBehind {
        isBehind = true
        advance()
        continue
      }
      if isBehind { parameters.append(try declaration()) } else { variables.append(try variable()) }
      if current.isSymbol(",") {
        advance()
      } else if !current.isSymbol(")"), isBehind || current.kind != .newline {
        throw unexpected(isBehind ? "`,` or `)`" : "`,`, `;` or `)`")
      }
    }
    advance()
    return (variables, parameters)
  }

  /// x, or a: point
  private mutating func variable() throws -> Signature.Variable {
    let name = try self.name("a variable's name")
    guard current.isSymbol(":") else { return .init(name: name, kind: nil) }
    advance()
    return .init(name: name, kind: try self.name("a kind of variable"))
  }

  private mutating func declaration() throws -> Signature.Declaration {
    let name = try self.name("a parameter's name")
    var role: Name?
    if current.isSymbol(":") {
      advance()
      role = try self.name("a kind of parameter")
    }
    guard current.isSymbol("=") else { return .init(name: name, role: role, rest: nil) }
    advance()
    return .init(name: name, role: role, rest: try expression())
  }
}
