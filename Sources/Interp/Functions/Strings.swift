import Checked
import Core
import Limits

extension Function {
  /// Of strings. Characters are counted as they are read: an accent belongs to its letter.
  static let strings: [Function] = [
    Function(
      name: "split", parameters: ["text", "separator?"],
      summary: "the pieces between a separator, between white space without one; \"\" gives the characters",
      example: .init("print split(\"a,b,,c\", \",\") split(\" two words \")", shows: "[a, b, , c] [two, words]")
    ) { arguments, _ in
      let text = try arguments[0].text("split")
      guard arguments.count > 1 else { return .texts(try words(text)) }
      let separator = try arguments[1].text("split")
      return .texts(
        separator.isEmpty
          ? try text.characters().patientlyMapped { String($0) } : try Search(text, separator).pieces())
    }.also("tokenize", "explode"),
    Function(
      name: "join", parameters: ["texts", "separator?", "by?", "keep?"],
      summary:
        "a list of strings as one, with a separator between; or two tables side by side, row by row of equal keys: join(a, b, by=\"id\"), and keep=\"all\" for rows of the first without a partner",
      example: .init("print join([\"a\", \"b\"], \", \")", shows: "a, b")
    ) { arguments, session in
      if case .table(let table) = arguments[0] { return .table(try table.joined(with: arguments.dropFirst())) }
      guard arguments.count < 3 else { throw ArgumentError(message: "`by` and `keep` belong to tables") }
      guard case .list(let items) = arguments[0] else {
        throw ArgumentError(message: "`join` takes a list of strings, not \(arguments[0].kind)")
      }
      return .string(try joined(items, by: arguments.count > 1 ? arguments[1].text("join") : ""))
    }.also("merge"),
    each("upper", "the text in capital letters", "upper(\"straße\")", "STRASSE") { text in
      try scalars(text) { $0.properties.uppercaseMapping }
    }.also("uppercase", "toupper"),
    each("lower", "the text in small letters", "lower(\"ABC\")", "abc") { text in
      try scalars(text) { $0.properties.lowercaseMapping }
    }.also("lowercase", "tolower"),
    each("trim", "the text without white space at its ends", "trim(\"  a b \") + \"|\"", "a b|") { text in
      let isSpace: (Character) -> Bool = \.isWhitespace
      let rest = text.drop(while: isSpace)
      return String(rest.prefix(upTo: rest.lastIndex { !isSpace($0) }.map { rest.index(after: $0) } ?? rest.startIndex))
    }.also("strip"),
    Function(
      name: "find", parameters: ["where", "what"],
      summary: "where a text stands first in another, or an entry in a list: from 1, and 0 where it does not",
      example: .init("print find(\"conserve\", \"serve\") find([3, 1, 2], 7)", shows: "4 0")
    ) { arguments, session in
      switch try session.settled(arguments[0]) {
      case .string(let text):
        let place = try Search(text, arguments[1].text("find"), limit: 1).first
        return .number(Double((place ?? -1) + 1))
      case .list, .range:
        let (entries, wanted) = (try session.entries(arguments[0]), try session.settled(arguments[1]))
        var turns = Turns()
        let place = try entries.firstIndex {
          try turns.check()
          return try Value.same($0, wanted) ?? false
        }
        return .number(Double((place ?? -1) + 1))
      case let other: throw ArgumentError(message: "`find` looks into a string or a list, not into \(other.kind)")
      }
    }.also("search", "indexof"),
    Function(
      name: "replace", parameters: ["text", "old", "new"], summary: "the text with every `old` made `new`",
      example: .init("print replace(\"a-b-c\", \"-\", \"+\")", shows: "a+b+c")
    ) { arguments, session in
      let (text, old, new) = (
        try arguments[0].text("replace"), try arguments[1].text("replace"), try arguments[2].text("replace")
      )
      guard !old.isEmpty else { throw ArgumentError(message: "`replace` needs something to replace, not \"\"") }
      return .string(try joined(try Search(text, old).pieces().map { .string($0) }, by: new))
    }.also("substitute"),
    edge("starts", "whether a text begins with another", "starts(\"momentum\", \"mom\")") { $0.starts(with: $1) }.also(
      "startswith"),
    edge("ends", "whether a text ends with another", "ends(\"path.svg\", \".svg\")") {
      $0.reversed().starts(with: $1.reversed())
    }.also("endswith"),
  ]

  private static func edge(
    _ name: String, _ summary: String, _ input: String, _ f: @escaping @Sendable ([Character], [Character]) -> Bool
  ) -> Function {
    Function(
      name: name, parameters: ["text", "part"], summary: summary, example: .init("print \(input)", shows: "true")
    ) { arguments, _ in
      .bool(f(try arguments[0].text(name).characters(), try arguments[1].text(name).characters()))
    }
  }

  /// Of a string, or of every one of a list.
  private static func each(
    _ name: String, _ summary: String, _ input: String, _ output: String,
    _ f: @escaping @Sendable (String) throws -> String
  ) -> Function {
    Function(name: name, parameters: ["text"], summary: summary, example: .init("print \(input)", shows: output)) {
      arguments, _ in
      func map(_ value: Value) throws -> Value {
        guard case .list(let items) = value else { return .string(try f(value.text(name))) }
        return .list(try items.patientlyMapped(every: 256, map))
      }
      return try map(arguments[0])
    }
  }

  private static func words(_ text: String) throws -> [String] {
    var (words, word, turns) = ([String](), "", Turns(every: 1 << 14))
    for character in text {
      try turns.check()
      if !character.isWhitespace {
        word.append(character)
      } else if !word.isEmpty {
        words.append(word)
        word = ""
      }
    }
    return word.isEmpty ? words : words + [word]
  }

  private static func scalars(_ text: String, _ f: (Unicode.Scalar) -> String) throws -> String {
    try MemoryLimit.present.require(3 * Double(text.utf8.count), for: "the string")
    var (result, turns) = ("", Turns(every: 1 << 14))
    for scalar in text.unicodeScalars {
      try turns.check()
      result += f(scalar)
    }
    return result
  }

  private static func joined(_ items: [Value], by separator: String) throws -> String {
    let texts = try items.patientlyMapped { item in
      guard case .string(let text) = item else {
        throw ArgumentError(
          message: "`join` takes a list of strings; it holds \(item.kind): map(string, ...) makes strings")
      }
      return text
    }
    let size = texts.reduce(0) { $0 + Double($1.utf8.count + separator.utf8.count) }
    try MemoryLimit.present.require(size, for: "the string")
    var (result, turns) = ("", Turns())
    result.reserveCapacity(Int(saturating: size))
    for (i, text) in texts.enumerated() {
      try turns.check()
      if i > 0 { result += separator }
      try result.append(inPieces: text)
    }
    return result
  }
}

extension Value {
  fileprivate func text(_ name: String) throws -> String {
    guard case .string(let text) = self else { throw ArgumentError(message: "`\(name)` takes a string, not \(kind)") }
    return text
  }

  fileprivate static func texts(_ texts: [String]) -> Value { .list(texts.map { .string($0) }) }
}
