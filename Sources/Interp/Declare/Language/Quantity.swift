import Core
import Syntax

/// A quantity of an experiment, declared once.
public struct Quantity: Sendable {
  public let name: String
  public let summary: String
  public let formula: String
  public let example: Command.Example
  /// Other words for it.
  var also: [String] = []
  let source: Source
  /// Whether a process has it, by its kind and the longest stretch of its states that are alike: of others it is empty, or
  /// refused.
  var isOf: @Sendable (Experiment, _ stretch: Trace) -> Bool = { _, _ in true }

  enum Source: Sendable {
    /// Charges of generators, one a component; they have drift and defect.
    case charges(@Sendable (_ dimension: Int) throws -> [(component: String, generator: Generator)])
    /// Over the parts or states of a process from `first` on, a row for each component; components that are not named
    /// are x, y or 1, 2, ...
    case layers(components: [String]?, @Sendable (Experiment, Group, Effort) throws -> (first: Int, rows: [[Double]]))
    /// An expression in x, g, layer and label, its mean over the points.
    case formula(Expression)
    /// All states and costates.
    case trace
    /// One number now, and one for each step of the training; perhaps a part of it for each cluster.
    case history(
      now: @Sendable (Experiment) throws -> Double, then: @Sendable (TrainingPoint) -> Double,
      part: (@Sendable (Experiment, _ cluster: Int) throws -> Double)? = nil)
  }
}

/// Whose part of a quantity.
enum Group: Sendable {
  case all
  case cluster(Int)
  case point(Int)
}

extension Quantity {
  /// What the formula of a quantity of one's own may speak of.
  static let variables = ["x", "g", "layer", "label"]

  init(own: QuantityDefinition) {
    self.init(
      name: own.name, summary: "a quantity of this session", formula: Printer.text(own.formula),
      example: .init("", shows: ""), source: .formula(own.formula))
  }
}

extension Group {
  var cluster: Int? { if case .cluster(let c) = self { c } else { nil } }
}
