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

  private static let eccentricities = 10

  /// Eccentricities 0, 0.1, ... 0.9 and its own, as far as the steps are short enough for them.
  func neighbours(isCancelled: @escaping @Sendable () -> Bool) throws -> [Neighbour] {
    guard let own = ellipse?.eccentricity else { return [Neighbour(process: self, isOwn: true)] }
    let others = (0..<Self.eccentricities).map { Double($0) / Double(Self.eccentricities) }.filter {
      abs($0 - own) > 1e-6
    }
    return try (others + [own]).sorted().compactMap { e in
      if isCancelled() { throw CancellationError() }
      let name = NumberFormat.short(e)
      if e == own { return Neighbour(process: self, name: name, isOwn: true) }
      return (try? turned(toEccentricity: e)).flatMap { $0 }.map { Neighbour(process: $0, name: name) }
    }
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
    (stage.areas, stage.slider) = (.sectors, "eccentricity")
    stage.caption = { "The orbits of \($0) eccentricities are there." }
    return stage
  }
}
