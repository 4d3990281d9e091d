import Archives
import Checked
import Core
import Limits
import Syntax
import Tables

/// export arrays "run.npz"
enum ExportArrays {
  static let file = Option.required(
    "file", .file(".npz", "arrays are written as .npz"), "the file's name, ending in .npz", positional: true)
  static let command = Command(
    "export", "arrays", "writes states, costates, weights, clusters, parameters and the training's history for numpy",
    details: [
      "Arrays: `x` and `g` [states][points][coordinates] (where their number changes `x0`, `x1`, ..., `g0`, ...), `weight` [points], `cluster` "
        + "[points], `theta` [parameters], and of a training `step`, `loss`, `gradient`. `numpy.load` reads them, as `read` does.",
      "Uncompressed; a file of more than 4 GiB is a ZIP64 archive.",
    ], [file],
    examples: [
      .init(exampleSetup + "export arrays \"run.npz\"", shows: "run.npz written: x, g, weight, cluster, theta")
    ]
  ) { call, session in
    let (path, span) = (try call[file], call.span(of: file.parameter))
    let experiment = try session.experiment()
    let trace = try session.placed(call.span) { _ in try experiment.trace() }
    let arrays = Self.arrays("x", trace.states) + Self.arrays("g", trace.costates) + others(experiment, trace)
    try session.placed(span) { try $0.host.write(to: path) { put in try Archive.write(arrays, put) } }
    let names = arrays.map { String($0.name.dropLast(".npy".count)) }
    session.show(.report("\(path) written: \(names.joined(separator: ", "))", seconds: nil))
  }

  /// Of all states, or all costates: one array where they have one shape.
  private static func arrays<Role>(_ name: String, _ all: [Columns<Role>]) -> [Archive.Entry] {
    guard let first = all.first, all.allSatisfy({ $0.dimension == first.dimension }) else {
      return all.enumerated().map { k, points in
        NumpyArray.entry("\(name)\(k)", shape: [points.count, points.dimension]) { put in try rows(of: points, put) }
      }
    }
    return [
      NumpyArray.entry(name, shape: [all.count, first.count, first.dimension]) { put in
        for points in all { try rows(of: points, put) }
      }
    ]
  }

  /// Some thousand points at a time.
  private static func rows<Role>(of points: Columns<Role>, _ put: ([Double]) throws -> Void) throws {
    let d = points.dimension
    for first in stride(from: 0, to: points.count, by: 4096) {
      let last = min(first + 4096, points.count)
      try put(Range(from: first, upTo: last).flatMap { i in (0..<d).map { points[i, $0] } })
    }
  }

  private static func others(_ experiment: Experiment, _ trace: Trace) -> [Archive.Entry] {
    var arrays = [
      NumpyArray(trace.weights).entry("weight"), NumpyArray(trace.labels.map { trace.clusters[$0] }).entry("cluster"),
    ]
    if !experiment.theta.isEmpty { arrays.append(NumpyArray(experiment.theta).entry("theta")) }
    let history = experiment.record.history
    guard !history.isEmpty else { return arrays }
    return arrays + [
      NumpyArray(history.map { Double($0.step) }).entry("step"), NumpyArray(history.map(\.loss)).entry("loss"),
      NumpyArray(history.map(\.gradientNorm)).entry("gradient"),
    ]
  }
}
