import Core
import Figures

/// A process whose training a page can run.
protocol Playable: ProcessForm {
  /// - Parameter clusters: those that are defined, for how their points were drawn.
  /// - Throws: `EngineError` where a page cannot.
  func playground(_ experiment: Experiment, clusters: [Cluster], seed: UInt64?) throws -> PlaygroundContent
}

/// What a page that trains is made of.
struct PlaygroundContent {
  var state: Playground.State
  /// Families that no other page knows.
  var maps: [Playground.Map]
  /// What is not as it is here.
  var remark = ""
}
