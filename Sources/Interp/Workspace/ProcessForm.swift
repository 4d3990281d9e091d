import Core
import Figures
import Syntax

/// What the language shows of a process. Each kind conforms in a room of its own, a folder beside this file; commands
/// ask the form, and never which kind it is.
protocol ProcessForm: Process {
  /// What is said in place of what the kind cannot.
  static var advice: Advice { get }

  /// "50 bump layers, 200 parameters, loss 0.998", behind the name.
  func describe(_ experiment: Experiment) throws -> String
  /// The rows of `inspect process`.
  func summary(_ experiment: Experiment) throws -> [[Table.Cell]]
  /// `inspect layer k`, k in 0...steps.
  ///
  /// - Throws: `EngineError` where no part has the number.
  func inspect(_ k: Int, _ experiment: Experiment) throws -> [Output]
  /// `conserve`, `conserve by cluster`.
  func laws(_ experiment: Experiment, byCluster: Bool, _ effort: Effort) throws -> LawTable
  /// What `test` asks.
  func groups(_ request: GroupRequest, _ experiment: Experiment, _ effort: Effort) throws -> GroupStudy
  /// The labellings that its points have besides their clusters, by which quantities go as well.
  var labellings: [String] { get }
  /// What charges of the classes of such a labelling are made of.
  func source(by labels: String, _ experiment: Experiment, _ effort: Effort) throws -> any ChargeSource
  /// What clusters, or the classes of another labelling, exchange.
  func exchange(
    _ charge: InteractionCharge, by labels: String?, _ experiment: Experiment, _ effort: Effort
  ) throws -> Exchange
  /// What `interact` says below its table, besides the third law.
  func remarks(on ledger: TransferLedger, _ experiment: Experiment, _ effort: Effort) throws -> [String]
  /// Why transfers do not stand out from what is unfinished.
  func doubt(_ experiment: Experiment) throws -> String
  func picture(_ experiment: Experiment, most: Int) throws -> any ProcessPicture
  /// The trace that pictures of the plane are made of, where it is another one.
  func shadow(_ experiment: Experiment) throws -> Shadow?
  /// `export page`.
  func page(_ request: PageRequest, _ experiment: Experiment) throws -> any PageFile
  /// Whether the population's destinations are where the states should come.
  var isAimed: Bool { get }
  /// What g is called: "gradient", "momentum".
  var costate: String { get }
  /// Whether the trace has not all points, so that what is a sum over them is not made of it.
  var isSampled: Bool { get }
  /// NAME.layers and the like.
  var members: [(name: String, value: Value)] { get }
}

/// What a page is asked for with.
struct PageRequest {
  /// Nil: the page has a heading of its own.
  let title: String?
  let script: String
  /// Nil where none was set.
  let seed: String?
  let isCancelled: @Sendable () -> Bool
  let effort: Effort
}

/// A process that a file can hold.
protocol Savable: ProcessForm {
  /// Writes one JSON object, piece by piece.
  func write(_ experiment: Experiment, seed: UInt64?, _ effort: Effort, to writer: inout JSONWriter) throws
}

/// The points of a process of many coordinates as a picture shows them.
struct Shadow {
  let trace: Trace
  /// What was left out, for the caption.
  let remark: String
  var axes = (x: "x", y: "y")
}

extension ProcessForm {
  func shadow(_ experiment: Experiment) throws -> Shadow? { nil }
  var isAimed: Bool { false }
  var costate: String { "gradient" }
  var isSampled: Bool { false }
  /// How many parts there are, by their own word and as layers.
  var members: [(name: String, value: Value)] {
    let count = Value.number(Double(steps))
    return part == "layer" ? [("layers", count)] : [("\(part)s", count), ("layers", count)]
  }

  static func advice(lacking ability: Ability) -> String { advice.others[ability] ?? advice.usual }
}
