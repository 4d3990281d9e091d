import Core
import Figures
import Syntax

/// A trajectory of an action: what orbits, light and paths have in common. A kind brings its sentence, its picture and
/// its page's stage.
protocol TrajectoryForm: Trajectory, ProcessForm {
  /// "2 bodies, 500 verlet steps of 8.89e-3, energy -0.5".
  var sentence: String { get }
  /// The process and others like it, which a page moves through by a slider; by itself the process alone.
  func neighbours(isCancelled: @escaping @Sendable () -> Bool) throws -> [Neighbour]
  /// What its page has beside the points.
  func stage(_ plane: PlanePicture) -> Stage
}

/// One of the trajectories that a page has.
struct Neighbour {
  var process: any TrajectoryForm
  /// What the slider shows.
  var name = ""
  /// The place by which it is chosen on the picture.
  var handle: Point?
  var isOwn = false
}

/// What a trajectory's page has beside the points.
struct Stage {
  /// What must be seen besides the points.
  var view: (x: ClosedRange<Double>, y: ClosedRange<Double>)?
  /// The medium over a view, from light to dark.
  var shades: ((x: ClosedRange<Double>, y: ClosedRange<Double>)) -> [(shade: Double, outline: [Point])] = { _ in [] }
  var centre: Point?
  var areas: Page.Scenery.Areas = .none
  /// Whether the points of one part are a wavefront.
  var fronts = false
  /// What the slider moves through.
  var slider = ""
  /// Lengths of the picture for a unit of momentum; the longest is a quarter of the picture by itself.
  var scale: Double?
  var remark: String
  /// Said of so many neighbours.
  var caption: (Int) -> String? = { _ in nil }
}

extension TrajectoryForm {
  var costate: String { "momentum" }

  func describe(_ experiment: Experiment) -> String { sentence }

  func summary(_ experiment: Experiment) -> [[Table.Cell]] {
    let names = symmetries.map(\.name)
    return [
      ["what", .init(sentence)], ["\(part)s", .number(Double(stepsMade))],
      ["symmetries", .init(names.isEmpty ? "none" : names.joined(separator: ", "))],
    ]
  }

  func inspect(_ k: Int, _ experiment: Experiment) -> [Output] {
    let kept = stepsMade == steps ? "" : ", part \(k) of the \(steps) that were kept"
    return [.text("\(part) \(step(ofState: k)) of \(stepsMade) of \(kind)\(kept)"), .table(trace.table(part: k))]
  }

  /// The motions of the plane; those that are symmetries are named as such. Where the steps are not those of an action
  /// there is no torque.
  func laws(_ experiment: Experiment, byCluster: Bool, _ effort: Effort) -> LawTable {
    charges(
      of: motions(dimension: trace.dimension), trace, byCluster: byCluster, named: "motion", marked: true,
      defect: "torque",
      footer: "relative to the scale; what is a symmetry of the action has no torque")
  }

  func remarks(on ledger: TransferLedger, _ experiment: Experiment, _ effort: Effort) -> [String] { [] }

  func doubt(_ experiment: Experiment) -> String {
    "unresolved: \(kind) is pushed from outside; only what is free can be told"
  }

  func neighbours(isCancelled: @escaping @Sendable () -> Bool) -> [Neighbour] {
    [Neighbour(process: self, isOwn: true)]
  }

  func page(_ request: PageRequest, _ experiment: Experiment) throws -> any PageFile {
    try TrajectoryPage(self, experiment).page(request)
  }
}
