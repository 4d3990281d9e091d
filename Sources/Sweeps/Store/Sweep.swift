public import Tables

/// A sweep as a store has it: what its runs have in common.
public struct Sweep: Sendable {
  public internal(set) var id = 0
  public let name: String
  /// The script's file; nil for a block.
  public let file: String?
  /// The script with the files that it includes, each behind its name.
  public let script: String
  /// The SHA-256 of that.
  public let hash: [UInt8]
  public let version: String
  public let arithmetic: String
  public internal(set) var created = ""
  /// What is swept, `seed` left out, and what is kept of each run: single values, and series.
  public let parameters: [String]
  public let results: [String]
  public let series: [String]

  public init(
    name: String, file: String?, script: String, hash: [UInt8], version: String, arithmetic: String,
    parameters: [String], results: [String], series: [String]
  ) {
    (self.name, self.file, self.script, self.hash) = (name, file, script, hash)
    (self.version, self.arithmetic) = (version, arithmetic)
    (self.parameters, self.results, self.series) = (parameters, results, series)
  }

  var table: String { "runs_\(id)" }

  /// The columns of every table of runs, before the parameters.
  public static let before = ["run", "seed"]
  /// And those behind the results.
  public static let behind = ["state", "error", "seconds", "host"]

  /// As a person is shown them: run, seed, parameters, results, state, error, seconds, host.
  public var columns: [String] { Self.before + parameters + results + Self.behind }

  /// What could not be two columns: SQLite takes small and capital letters for the same.
  public static func collision(_ names: [String]) -> (String, String)? {
    var seen: [String: String] = [:]
    for name in before + behind + ["key"] + names {
      let key = String(
        String.UnicodeScalarView(
          name.unicodeScalars.map { scalar in
            (65...90).contains(scalar.value) ? Unicode.Scalar(UInt8(truncatingIfNeeded: scalar.value) | 32) : scalar
          }))
      if let other = seen[key] { return (other, name) }
      seen[key] = name
    }
    return nil
  }
}

/// How a run ended.
public enum RunState: String, Sendable, CaseIterable {
  case done
  /// An `expect` of the script does not hold; the results are there.
  case unmet
  /// A training has diverged.
  case diverged
  /// An error.
  case failed

  public var hasResults: Bool { self == .done || self == .unmet }
}

/// A run that has ended, as it is recorded.
public struct FinishedRun: Sendable {
  /// Numbers of a run over layers or steps: a column of a series.
  public struct Numbers: Sendable {
    public let name: String
    /// "layer", "step"; empty for a list.
    public let axis: String
    public let first: Int
    public let group: String
    public let component: String
    public let values: [Double]

    public init(name: String, axis: String, first: Int, group: String, component: String, values: [Double]) {
      (self.name, self.axis, self.first) = (name, axis, first)
      (self.group, self.component, self.values) = (group, component, values)
    }
  }

  /// From 1.
  public let run: Int
  public let key: [UInt8]
  public var state: RunState
  public var error: String?
  public var seconds: Double
  public var seed: Cell
  public let parameters: [Cell]
  /// Missing where there are none.
  public var results: [Cell]
  public var series: [Numbers]

  public init(
    run: Int, key: [UInt8], state: RunState, error: String?, seconds: Double, seed: Cell, parameters: [Cell],
    results: [Cell], series: [Numbers]
  ) {
    (self.run, self.key, self.state, self.error, self.seconds) = (run, key, state, error, seconds)
    (self.seed, self.parameters, self.results, self.series) = (seed, parameters, results, series)
  }
}

extension RunKeys {
  /// The keys of a sweep's runs.
  public init(of sweep: Sweep, names: [String]) {
    self.init(script: sweep.hash, version: sweep.version, arithmetic: sweep.arithmetic, names: names)
  }
}

/// The runs that one command asked for: numbered from `first` on, in the plan's order.
public struct StoredPlan: Sendable {
  public let id: Int
  public let first: Int
  public let plan: SweepPlan
  var last: Int { first + plan.count - 1 }
}
