import Checked
import Limits
import Syntax

/// apropos gradient
enum Apropos {
  static let word = Option.required("word", .value(.words), "words, or their beginnings", positional: true)
  static let command = Command(
    "apropos", nil, "looks for something by its name, by what it means, or by another word for it; the best first",
    details: [
      "Several words ask for what has all of them, or else some. Words of one stem are alike: `average`, `averages`, `averaging`."
    ], [word], isAboutTheDialogue: true, ranks: .alike, also: ["search", "find", "look up", "how do i"],
    examples: [
      .init(
        "apropos hyperbolic",
        shows: "  cosh  the hyperbolic cosine\n  sinh  the hyperbolic sine\n  tanh  the hyperbolic tangent"),
      .init("apropos noether", shows: "*conserve*"),
    ]
  ) { call, session in
    guard case .list(let items) = try call[word] else { return }
    let asked = items.map(\.text).joined(separator: " ")
    let entries = Help.everything(session.language)
    let found = try Finding(asked).ranked(entries)
    guard !found.isEmpty else {
      let words = entries.map(\.name) + entries.flatMap(\.also)
      throw Diagnostic(
        .nothingFound, "nothing speaks of `\(asked)`", at: call.span(of: word.parameter),
        label: Suggestion.phrase(asked.lowercased(), among: words), help: "help")
    }
    let most = 30
    let more = found.count > most ? "\n  ... and \(found.count - most) more; another word finds fewer" : ""
    session.show(.text(Help.columns(found.prefix(most).map { ($0.name, $0.summary) }) + more))
  }
}

/// Words that are looked for, and how well something answers to them.
struct Finding {
  private let words: [String]

  init(_ text: String) { words = Self.words(text) }

  private static func words(_ text: String) -> [String] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init)
  }

  /// The best first, those alike by name. What answers to some words only comes where nothing answers to all.
  ///
  /// - Throws: `CancellationError`.
  func ranked(_ entries: [Help.Entry]) throws -> [Help.Entry] {
    var turns = Turns(every: 16)
    let scored: [(entry: Help.Entry, scores: [Int])] = try entries.map { entry in
      let scores = try words.map { word in
        try turns.check()
        return Self.score(word, entry)
      }
      return (entry, scores)
    }
    let all = scored.filter { !$0.scores.isEmpty && $0.scores.allSatisfy { $0 > 0 } }
    let found = all.isEmpty ? scored.filter { $0.scores.contains { $0 > 0 } } : all
    let sums: [(entry: Help.Entry, sum: Int)] = found.map { ($0.entry, $0.scores.reduce(0, +)) }
    return sums.sorted { a, b in a.sum != b.sum ? a.sum > b.sum : a.entry.name < b.entry.name }.map(\.entry)
  }

  /// How well an entry answers to a word: by its name, by another word for it, by its line, by all that is said of it.
  private static func score(_ word: String, _ entry: Help.Entry) -> Int {
    let stem = stem(word)
    func best(_ text: String, exact: Int, beginning: Int) -> Int {
      words(text).map { $0 == word || Self.stem($0) == stem ? exact : $0.hasPrefix(stem) ? beginning : 0 }.max() ?? 0
    }
    let name = entry.name.lowercased() == word ? 100 : best(entry.name, exact: 60, beginning: 40)
    let also = entry.also.map { best($0, exact: 50, beginning: 30) }.max() ?? 0
    let found = max(name, also, best(entry.summary, exact: 20, beginning: 12), best(entry.text, exact: 8, beginning: 5))
    return found > 0 ? found : word.count > 2 && entry.text.lowercased().contains(word) ? 1 : 0
  }

  /// A word without its ending: train, trains, trained, training are one.
  private static func stem(_ word: String) -> String {
    for ending in ["ations", "ation", "ings", "ing", "ions", "ies", "ion", "ed", "es", "s", "e", "y"]
    where word.hasSuffix(ending) && word.count - ending.count >= 4 {
      return String(word.dropLast(ending.count))
    }
    return word
  }
}
