import Syntax

/// What a command takes, declared once: the checker, the completer and the help read it too. A class, since each argument
/// of each call is kept beside its parameter.
public final class Parameter: Sendable {
  public enum Kind: Sendable, Equatable {
    case number, count, point, layer, quantity, values
    /// Expressions that the command evaluates itself: what it draws, what is recorded while it trains.
    case expressions
    /// Expressions that say something elsewhere: in the runs of a sweep, of their table.
    case apart
    /// A sweep in a store.
    case sweep
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
    /// A process that exists.
    case process
    /// Processes that exist, by their names, or all.
    case processes
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
    /// Something that has a name, whatever it is.
    case named
    /// The names of such, as they stand.
    case names
    /// Symmetries that `discover` found.
    case symmetries
    /// A list of numbers or of points.
    case numbers
    /// Whole numbers that become part of names.
    case seeds
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
  /// Of a file that is written.
  let endings: Endings?

  init(
    name: String, kind: Kind, isPositional: Bool, isRequired: Bool, standard: String?, summary: String,
    endings: Endings? = nil
  ) {
    (self.name, self.kind, self.isPositional, self.isRequired) = (name, kind, isPositional, isRequired)
    (self.standard, self.summary, self.endings) = (standard, summary, endings)
  }

  /// [bump, swirl], for a parameter that takes names of families.
  func words(_ expression: Expression) -> [String]? {
    guard kind == .families, case .list(let items) = expression.kind else { return nil }
    return items.map { $0.bareName ?? $0.span.text }
  }

  /// An option that the command does not declare.
  static func more(_ name: String) -> Parameter {
    Parameter(name: name, kind: .quantity, isPositional: false, isRequired: false, standard: nil, summary: "")
  }
}

extension Parameter.Kind {
  /// Takes all positional arguments that are left.
  var isRepeated: Bool {
    self == .values || self == .words || self == .names || self == .processes || self == .expressions
  }

  /// What stands there may be a quantity, which `of` narrows down itself.
  var mayHoldQuantities: Bool {
    switch self {
    case .quantity, .expressions, .apart, .values, .word, .numbers, .seeds: true
    default: false
    }
  }

  /// For messages and help.
  public var title: String {
    switch self {
    case .number: "a number"
    case .count: "a whole number"
    case .point: "a point (x, y)"
    case .layer: "a layer"
    case .quantity: "a quantity"
    case .values: "values"
    case .expressions: "quantities or values"
    case .apart: "quantities or columns"
    case .sweep: "a sweep's name"
    case .words: "a word"
    case .choice(let words): words.joined(separator: "|")
    case .newName: "a new name"
    case .cluster: "a cluster"
    case .clusters: "a cluster or a list of clusters"
    case .process: "a process"
    case .processes: "processes"
    case .data: "a table of data"
    case .word: "a word"
    case .family: "a family's name"
    case .families: "a family or a list of families"
    case .action: "an action's name"
    case .place: "a point, a cluster, a list of points or a file"
    case .file: "a file name in quotes"
    case .text: "a text in quotes"
    case .named: "a name"
    case .names: "names"
    case .symmetries: "symmetries"
    case .numbers, .seeds: "a list"
    case .points: "a point (x, y) or a list of points"
    }
  }
}
