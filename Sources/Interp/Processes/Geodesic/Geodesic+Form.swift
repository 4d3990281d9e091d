import Core
import Figures
import Syntax

extension Geodesic: TrajectoryForm {
  static let advice = Advice(
    usual: "conserve",
    others: [
      .file: "history save \"geodesic.nsh\"", .own: "print energy", .training: "print energy",
      .layers: "discover drifts",
    ])

  static let declaration = ProcessKind(build: BuildGeodesic.command, standardName: "geodesic")

  var isAimed: Bool { true }

  /// 60 points, 50 gauss steps, energy 6.02, largest error 1.11e-3, loss 9.18e-4
  var sentence: String {
    let f = NumberFormat.short
    return "\(count(trace.count, "point")), \(count(steps, "\(hamiltonian.kernel.rawValue) step")), "
      + "\(energyAndError), loss \(f(loss))"
  }

  private func count(_ n: Int, _ what: String) -> String { "\(n) \(what)\(n == 1 ? "" : "s")" }

  private var energyAndError: String {
    let (f, energies) = (NumberFormat.short, energies ?? [])
    let error = energies.map { abs($0 - energies[0]) }.max() ?? 0
    return "energy \(f(energies.first ?? .nan)), largest error \(f(error))"
  }

  func summary(_ experiment: Experiment) throws -> [[Table.Cell]] {
    let f = NumberFormat.short
    return [
      ["what", .init("\(count(trace.count, "point")) in \(count(trace.clusters.count, "cluster"))")],
      ["steps", .number(Double(steps))],
      ["kernel", "\(hamiltonian.kernel.rawValue), s = \(f(hamiltonian.scale))"],
      ["symmetries", .init(symmetries.map(\.name).joined(separator: ", "))],
      ["energy H", .init(energyAndError)], ["length sqrt(2H)", .number(length, f)], ["match", .number(match, f)],
      ["loss", .number(loss, f)], ["farthest point", .number(try experiment.farthest() ?? .nan, f)],
      ["residual", .number(residual, f)],
    ]
  }

  func remarks(on ledger: TransferLedger, _ experiment: Experiment, _ effort: Effort) -> [String] {
    ["every cluster acts on every other within the reach of the kernel; what one gains the others lose"]
  }

  func doubt(_ experiment: Experiment) -> String { "unresolved: the clusters act on each other all the way" }

  func picture(_ experiment: Experiment, most: Int) throws -> any ProcessPicture {
    GeodesicPicture(self, try PlanePicture(experiment, most: most))
  }

  /// That of points on their way to destinations, which carries a grid along.
  func page(_ request: PageRequest, _ experiment: Experiment) throws -> any PageFile {
    var page = try TrainedPage(experiment).page(request)
    page.part = part
    page.altText = "\(sentence); the slider chooses the \(part)."
    return page
  }

  func stage(_ plane: PlanePicture) -> Stage {
    Stage(remark: "Arrows are momenta. All points move with one velocity field, the sum of what their momenta spread.")
  }
}
