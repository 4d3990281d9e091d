import Syntax

/// What a command takes, declared once: the checker, the completer and the help read it too.
public struct Parameter: Sendable {
  public enum Kind: Sendable, Equatable {
    case number, count, point, layer, quantity, values
    /// Words as they stand, not evaluated.
    case words
    /// One of these words.
    case choice([String])
    /// A name that the command defines.
    case newName
    /// A cluster that exists.
    case cluster
    /// A cluster or a list of clusters.
    case clusters
    /// A chain that exists.
    case chain
    /// A table of data that exists.
    case data
    /// A word as it stands, such as a column's name, or a value.
    case word
    /// A family of maps: of the catalogue or one's own.
    case family
    /// A family or a list of families.
    case families
    /// An action of one's own.
    case action
    /// A point, a cluster, a list of points or a file.
    case place
    case file
    case text
    /// A list of numbers or of points.
    case numbers
    /// A point or a list of points.
    case points
  }

  public let name: String
  public let kind: Kind
  public let isPositional: Bool
  public let isRequired: Bool
  /// What holds when it is left out, as it would be written.
  public let standard: String?
  public let summary: String

  /// An option that the command does not declare.
  static func more(_ name: String) -> Parameter {
    Parameter(name: name, kind: .quantity, isPositional: false, isRequired: false, standard: nil, summary: "")
  }
}

/// A parameter together with the type in which a command reads it.
public struct Option<T>: Sendable {
  public let parameter: Parameter
  /// Nil when the value is not of the kind.
  let convert: @Sendable (Value) -> T?
  /// What is wrong with a value of the right kind.
  let check: @Sendable (T) -> String?

  init(
    _ name: String, _ kind: Parameter.Kind, positional: Bool, required: Bool, standard: String?, _ summary: String,
    check: @escaping @Sendable (T) -> String? = { _ in nil }, convert: @escaping @Sendable (Value) -> T?
  ) {
    parameter = Parameter(
      name: name, kind: kind, isPositional: positional, isRequired: required, standard: standard, summary: summary)
    self.check = check
    self.convert = convert
  }
}

extension Option where T == Double {
  static func number(
    _ name: String, _ summary: String, standard: String? = nil, positional: Bool = false, required: Bool = false,
    check: @escaping @Sendable (Double) -> String? = { _ in nil }
  ) -> Option<Double> {
    Option(name, .number, positional: positional, required: required, standard: standard, summary, check: check) {
      if case .number(let x) = $0 { x } else { nil }
    }
  }

  static func positive(_ name: String, _ summary: String, standard: String? = nil) -> Option<Double> {
    number(name, summary, standard: standard) {
      $0 > 0 && $0.isFinite ? nil : "`\(name)` must be positive, not \(NumberFormat.standard($0))"
    }
  }

  static func notNegative(_ name: String, _ summary: String, standard: String? = nil) -> Option<Double> {
    number(name, summary, standard: standard) {
      $0 >= 0 && $0.isFinite ? nil : "`\(name)` must be zero or positive, not \(NumberFormat.standard($0))"
    }
  }

  /// A whole number, kept as it is written: 1e12 is a number of points that no integer option should refuse to name.
  static func count(_ name: String, _ summary: String, standard: String? = nil, from least: Double = 1) -> Option<
    Double
  > {
    Option(
      name, .count, positional: false, required: false, standard: standard, summary,
      check: { x in
        x == x.rounded() && x >= least && x.isFinite
          ? nil
          : "`\(name)` must be a whole number from \(NumberFormat.standard(least)), not \(NumberFormat.standard(x))"
      },
      convert: { if case .number(let x) = $0 { x } else { nil } })
  }
}

extension Option where T == [Double] {
  static func point(_ name: String, _ summary: String, standard: String? = nil) -> Option<[Double]> {
    Option(
      name, .point, positional: false, required: false, standard: standard, summary,
      check: { $0.allSatisfy(\.isFinite) ? nil : "`\(name)` is not finite" },
      convert: { if case .vector(let v) = $0, v.count == 2 { v } else { nil } })
  }
}

extension Option where T == [[Double]] {
  /// One point, or several.
  static func points(_ name: String, _ summary: String, standard: String? = nil) -> Option<[[Double]]> {
    Option(
      name, .points, positional: false, required: false, standard: standard, summary,
      check: { points in
        points.isEmpty
          ? "`\(name)` is empty" : points.allSatisfy({ $0.allSatisfy(\.isFinite) }) ? nil : "`\(name)` is not finite"
      },
      convert: { value in
        let items: [Value] = if case .list(let items) = value { items } else { [value] }
        let points = items.compactMap { if case .vector(let v) = $0, v.count == 2 { v } else { nil } }
        return points.count == items.count ? points : nil
      })
  }
}

extension Option where T == [[Double]] {
  /// Where a process of any number of coordinates is: a number, a point, or a list of points of the plane.
  static func state(_ name: String, _ summary: String, required: Bool = false, standard: String? = nil) -> Option<
    [[Double]]
  > {
    Option(
      name, .points, positional: false, required: required, standard: standard, summary,
      check: { points in
        if points.isEmpty { return "`\(name)` is empty" }
        guard points.allSatisfy({ $0.count == points[0].count }) else {
          return "the points of `\(name)` differ in their number of coordinates"
        }
        return points.joined().allSatisfy(\.isFinite) ? nil : "`\(name)` is not finite"
      },
      convert: { value in
        switch value {
        case .number(let x): return [[x]]
        case .vector(let v): return [v]
        case .list(let items):
          let points = items.compactMap {
            if case .vector(let v) = $0 { v } else if case .number(let x) = $0 { [x] } else { nil }
          }
          return points.count == items.count ? points : nil
        default: return nil
        }
      })
  }
}

extension Option where T == String {
  static func choice(
    _ name: String, _ words: [String], _ summary: String, standard: String? = nil, positional: Bool = false,
    required: Bool = false
  ) -> Option<String> {
    Option(
      name, .choice(words), positional: positional, required: required, standard: standard, summary,
      check: { word in
        words.contains(word)
          ? nil
          : "`\(name)` cannot be `\(word)`: "
            + (Suggestion.phrase(word, among: words) ?? "it is one of " + words.joined(separator: ", "))
      }, convert: { if case .string(let s) = $0 { s } else { nil } })
  }

  static func word(
    _ name: String, _ kind: Parameter.Kind, _ summary: String, positional: Bool = true, required: Bool = true,
    standard: String? = nil
  ) -> Option<String> {
    Option(
      name, kind, positional: positional, required: required, standard: standard, summary,
      check: { kind == .newName ? complaint(aboutName: $0) : nil }
    ) {
      switch $0 {
      case .string(let s), .cluster(let s), .chain(let s): s
      default: nil
      }
    }
  }
}

/// What is wrong with a name that is to be defined.
private func complaint(aboutName name: String) -> String? {
  let isName =
    name.utf8.first.map(Lexer.isLetter) == true && name.utf8.allSatisfy { Lexer.isLetter($0) || Lexer.isDigit($0) }
  return isName ? nil : "a name has letters, digits and _, not `\(name)`"
}

extension Option where T == [String] {
  /// One family or a list of them, by name.
  static func families(_ name: String, _ summary: String, standard: String? = nil) -> Option<[String]> {
    Option(
      name, .families, positional: false, required: false, standard: standard, summary,
      check: { $0.isEmpty ? "`\(name)` needs at least one family" : nil },
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

extension Option where T == [Double] {
  /// Whole numbers from 0, each once: one, a list or a range.
  static func seeds(_ name: String, _ summary: String) -> Option<[Double]> {
    Option(
      name, .numbers, positional: false, required: false, standard: nil, summary,
      check: { seeds in
        if seeds.isEmpty { return "`\(name)` needs at least one seed" }
        if seeds.count > 1000 { return "`\(name)` takes at most 1000 seeds, not \(seeds.count)" }
        if let wrong = seeds.first(where: { UInt64(exactly: $0) == nil }) {
          return "a seed is a whole number from 0, not \(NumberFormat.standard(wrong))"
        }
        return Set(seeds).count == seeds.count ? nil : "`\(name)` names a seed twice"
      },
      convert: {
        var numbers: [Double] = []
        switch $0 {
        case .number(let x): numbers = [x]
        case .vector(let v): numbers = v
        case .range(let r) where r.count <= 100_000: numbers = (0..<r.count).map { r[$0] }
        case .list(let items):
          for item in items { if case .number(let x) = item { numbers.append(x) } else { return nil } }
        default: return nil
        }
        return numbers
      })
  }
}

extension Option where T == String {
  static func text(_ name: String, _ summary: String) -> Option<String> {
    Option(name, .text, positional: false, required: false, standard: nil, summary) {
      if case .string(let s) = $0 { s } else { nil }
    }
  }
}

extension Option where T == Value {
  static func value(
    _ name: String, _ kind: Parameter.Kind, _ summary: String, positional: Bool = true, required: Bool = true
  ) -> Option<Value> {
    Option(name, kind, positional: positional, required: required, standard: nil, summary) { $0 }
  }
}

extension Parameter.Kind {
  /// Takes all positional arguments that are left.
  var isRepeated: Bool { self == .values || self == .words }

  /// For messages and help.
  public var title: String {
    switch self {
    case .number: "a number"
    case .count: "a whole number"
    case .point: "a point (x, y)"
    case .layer: "a layer"
    case .quantity: "a quantity"
    case .values: "values"
    case .words: "a word"
    case .choice(let words): words.joined(separator: "|")
    case .newName: "a new name"
    case .cluster: "a cluster"
    case .clusters: "a cluster or a list of clusters"
    case .chain: "a chain"
    case .data: "a table of data"
    case .word: "a word"
    case .family: "a family's name"
    case .families: "a family or a list of families"
    case .action: "an action's name"
    case .place: "a point, a cluster, a list of points or a file"
    case .file: "a file name in quotes"
    case .text: "a text in quotes"
    case .numbers: "a list"
    case .points: "a point (x, y) or a list of points"
    }
  }
}
