import Core
import Figures
import Syntax

extension Orbit: TrajectoryForm {
  static let advice = Advice(
    usual: "conserve",
    others: [
      .file: "history save \"orbit.nsh\"", .own: "print energy", .planeMap: "plot layer 1", .layers: "discover drifts",
    ])

  static let declaration = ProcessKind(
    build: BuildOrbit.command, standardName: "orbit", quantities: [.runge])

  var sentence: String { BuildOrbit.describe(self) }

  func picture(_ experiment: Experiment, most: Int) throws -> any ProcessPicture {
    OrbitPicture(self, try PlanePicture(experiment, most: most))
  }

  /// Bodies and steps that a page moves while they are dragged.
  private static let live = (bodies: 8, steps: 20_000)

  /// A page on which bodies are dragged, where it can make the steps; else one that plays the states that were kept.
  func page(_ request: PageRequest, _ experiment: Experiment) throws -> any PageFile {
    let n = start.count
    guard n <= Self.live.bodies, stepsMade <= Self.live.steps else {
      return try TrajectoryPage(self, experiment).page(request)
    }
    func points(_ values: [Double], _ scale: (Int) -> Double) -> [Point] {
      (0..<n).map { Point(values[$0] * scale($0), values[n + $0] * scale($0)) }
    }
    let picture = try picture(experiment, most: n)
    var page = LivePage(
      title: request.title ?? sentence,
      lead:
        "Bodies that attract each other. Drag them, or the heads of their velocities. What each gives to the others they give back: the sum of "
        + "the momenta, the thick arrow in the corner, does not change, nor does the sum of the areas that they sweep, each times its mass.",
      piece: .orbit(
        masses: start.masses, positions: points(start.positions) { _ in 1 },
        velocities: points(start.momenta) { 1 / start.masses[$0] }, softening: start.softening, step: step,
        steps: stepsMade, integrator: integrator.name), library: .nsh(), still: picture.still(picture.usualArrows),
      script: request.script, seed: request.seed,
      remark:
        "The page makes the steps that nsh makes, by the same rules. Keys: Tab goes to what is dragged, arrow keys move it."
    )
    page.isTitled = request.title != nil
    return page
  }

  func stage(_ plane: PlanePicture) -> Stage {
    var stage = Stage(
      remark: "Arrows are momenta. A sector is what a body has swept in the last eighth of the time; mass times area, "
        + "summed over the bodies, is the same in all.")
    let (total, n) = (start.masses.reduce(0, +), start.count)
    func mean(_ c: Int) -> Double {
      (0..<n).reduce(0) { $0 + start.masses[$1] * start.positions[c * n + $1] } / total
    }
    stage.centre = n > OrbitPicture.most ? nil : Point(mean(0), mean(1))
    stage.areas = .sectors
    return stage
  }
}
