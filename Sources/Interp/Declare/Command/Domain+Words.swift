import Syntax

/// Words, texts and values of any kind.
extension Domain where T == String {
  /// The name of something that the command defines.
  static var newName: Domain { name(.newName).checked { word, _ in complaint(newName: word) } }

  /// What is wrong with a name, if anything: it has letters of any script, digits and _, no digit first, and is so long
  /// that it can be written.
  static func complaint(newName word: String) -> String? {
    func isLetter(_ c: Unicode.Scalar) -> Bool {
      switch c.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
      default: c == "_"
      }
    }
    func isPart(_ c: Unicode.Scalar) -> Bool {
      switch c.properties.generalCategory {
      case .nonspacingMark, .spacingMark, .decimalNumber: true
      default: isLetter(c)
      }
    }
    guard let first = word.unicodeScalars.first, isLetter(first), word.unicodeScalars.allSatisfy(isPart) else {
      return "a name has letters, digits and _, not `\(word)`"
    }
    return word.utf8.count <= Lexer.longestName ? nil : "a name of more than \(Lexer.longestName) letters"
  }

  /// The name of something that exists, or a word as it stands.
  static func name(_ kind: Parameter.Kind) -> Domain {
    Domain(kind, text: { $0 }) {
      switch $0 {
      case .string(let s), .cluster(let s), .process(let s): s
      default: nil
      }
    }
  }

  /// Expressions that the command evaluates itself: it finds them in the call.
  static var expressions: Domain {
    Domain(.expressions, text: { $0 }) { if case .string(let s) = $0 { s } else { nil } }
  }

  static var text: Domain {
    Domain(.text, text: { "\"\($0)\"" }) { if case .string(let s) = $0 { s } else { nil } }
  }
}

extension Domain where T == [String] {
  /// Words that stand for all processes.
  static var allProcesses: [String] { ["processes", "chains"] }

  /// Processes by their names: what a parameter that takes several has collected.
  static var processes: Domain {
    Domain(
      .processes, text: { $0.joined(separator: " ") },
      check: { words, name in words.isEmpty ? "`\(name)` needs at least one process" : nil },
      convert: { names(of: $0) })
  }

  private static func names(of value: Value) -> [String]? {
    switch value {
    case .string(let word), .process(let word): return [word]
    case .list(let items):
      let words = items.map { names(of: $0) }
      return words.contains { $0 == nil } ? nil : words.flatMap { $0 ?? [] }
    default: return nil
    }
  }

  /// One family or a list of them, by name.
  static var families: Domain {
    Domain(
      .families, text: { $0.count == 1 ? $0[0] : "[" + $0.joined(separator: ", ") + "]" },
      check: { words, name in words.isEmpty ? "`\(name)` needs at least one family" : nil },
      convert: {
        switch $0 {
        case .string(let word): return [word]
        case .list(let items):
          let words = items.compactMap { if case .string(let word) = $0 { word } else { nil } }
          return words.count == items.count ? words : nil
        default: return nil
        }
      })
  }
}

extension Domain where T == Value {
  /// A value as it is, for the command to look at.
  static func value(_ kind: Parameter.Kind) -> Domain {
    Domain(kind, text: { $0.text }, convert: { $0 })
  }
}

// MARK: One of several

extension Domain {
  /// One of these, by its word.
  static func choice(of entries: [T], word: @escaping @Sendable (T) -> String) -> Domain {
    let words = entries.map(word)
    return Domain(.choice(words), text: word) { value, name in
      guard case .string(let text) = value else { return .otherKind }
      if let i = words.firstIndex(of: text) { return .taken(entries[i]) }
      return .refused(
        "`\(name)` cannot be `\(text)`: "
          + (Suggestion.phrase(text, among: words)
            ?? (words.count == 1 ? "it is `\(words[0])`" : "it is one of " + words.joined(separator: ", "))))
    }
  }
}

extension Domain where T: RawRepresentable & CaseIterable, T.RawValue == String {
  /// One of the type's cases.
  static var choice: Domain { choice(of: Array(T.allCases)) }

  static func choice(of cases: [T]) -> Domain { choice(of: cases) { $0.rawValue } }
}

extension Domain where T == Bool {
  /// One of two words.
  static func either(no: String, yes: String) -> Domain { choice(of: [false, true]) { $0 ? yes : no } }

  static func either(yes: String, no: String) -> Domain { choice(of: [true, false]) { $0 ? yes : no } }
}
