import Checked
import Core
import Figures
import Syntax

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Who exchanges with whom, in three ways.
enum InteractionPicture {
  static let kinds = ["matrix", "graph", "couplings"]

  static func figure(_ kind: String, _ process: Interaction) throws -> Figure {
    switch kind {
    case "graph": try graph(process)
    case "couplings": try couplings(process)
    default: try matrix(process.ledger)
    }
  }

  private static func matrix(_ ledger: TransferLedger) throws(EngineError) -> Figure {
    let n = ledger.clusters.count
    guard n <= 300 else {
      throw EngineError(
        .outOfRange, "a matrix is drawn for at most 300 clusters, not \(n)", help: "plot interactions as=couplings")
    }
    let matrix = ledger.matrix
    let rows = (0..<n).map { Array(matrix[Range(from: $0 * n, upTo: ($0 + 1) * n)]) }
    var panel = HeatMap.panel(rows, rowNames: ledger.clusters, x: Axis("", names: ledger.clusters), label: "M")
    panel.equalAspect = true
    return Figure(title: "interactions", panels: [panel], altText: "The interaction matrix of \(n) clusters.")
  }

  /// Clusters where they start; lines as wide as what two of them exchange, sqrt(-M).
  private static func graph(_ process: Interaction) throws -> Figure {
    let ledger = process.ledger
    let n = ledger.clusters.count
    guard n <= 200 else {
      throw EngineError(
        .outOfRange, "a graph shows at most 200 clusters, not \(n)", help: "plot interactions as=couplings")
    }
    // The classes of another labelling have no places among the clusters.
    let trace = process.labels == nil ? try process.experiment.trace() : nil
    let places = trace.map { Self.places($0) } ?? circle(n)
    let matrix = ledger.matrix
    func exchanged(_ a: Int, _ b: Int) -> Double { max(0, -matrix[a * n + b]).squareRoot() }
    let pairs = (0..<n).flatMap { a in Range(from: a + 1, upTo: n).map { (a, $0) } }
    let largest = pairs.map(exchanged).max() ?? 0
    let lines = pairs.filter { exchanged($0, $1) > 0.01 * largest }.map { a, b in
      Mark.line([places[a], places[b]], Style(.neutral, width: 12 * exchanged(a, b) / largest, opacity: 0.6))
    }
    let verdicts = ledger.singles.map(\.verdict)
    let nodes = (0..<n).flatMap { c -> [Mark] in
      let name = verdicts[c] == .free ? "\(ledger.clusters[c]) (free)" : ledger.clusters[c]
      return [
        .points([places[c]], verdicts[c] == .free ? .ring : .dot, Style(.series(c), width: 2)),
        .label("  " + name, places[c], Style(.ink)),
      ]
    }
    let isPlane = trace?.dimension == 2
    let ways = trace.map { Self.ways($0, from: places) } ?? []
    let panel = Panel(
      x: Axis(isPlane ? "x" : ""), y: Axis(isPlane ? "y" : ""), equalAspect: true, marks: lines + ways + nodes)
    return Figure(
      title: "who exchanges \(process.charge.title) with whom", panels: [panel],
      caption: "lines between clusters are as wide as sqrt(-M)"
        + (ways.isEmpty ? "" : "; their ways in colour, from where they start"),
      altText: "A graph of \(n) clusters with \(lines.count) exchanges.")
  }

  /// Each cluster's mean state over the layers, where the clusters stand at their places in the plane.
  private static func ways(_ trace: Trace, from places: [Point]) -> [Mark] {
    let steps = Swift.stride(from: 0, through: trace.steps, by: max(1, trace.steps / 400)).map { trace.means(step: $0) }
    guard trace.dimension == 2, zip(steps[0], places).allSatisfy({ $0[0] == $1.x && $0[1] == $1.y }) else { return [] }
    return places.indices.map { c in .line(steps.map { Point($0[c][0], $0[c][1]) }, Style(.series(c), width: 1.5)) }
  }

  /// Mean states at the start; on a circle where those are not of the plane or coincide.
  private static func places(_ trace: Trace) -> [Point] {
    let means = trace.means(step: 0)
    if trace.dimension == 2, Set(means).count == means.count, means.allSatisfy({ $0.allSatisfy(\.isFinite) }) {
      return means.map { Point($0[0], $0[1]) }
    }
    return circle(means.count)
  }

  private static func circle(_ count: Int) -> [Point] {
    (0..<count).map { c in
      let angle = 2 * Double.pi * Double(c) / Double(count)
      return Point(cos(angle), sin(angle))
    }
  }

  private static func couplings(_ process: Interaction) throws -> Figure {
    let values = try process.groups().couplings
    guard !values.isEmpty else {
      throw EngineError(.nothingFound, "all clusters are free: there is no coupling to draw")
    }
    let points = values.enumerated().map { Point(Double($0), max($1, 1e-18)) }
    let names = values.count <= 30 ? values.indices.map { String($0 + 1) } : []
    let panel = Panel(
      x: Axis("number", limits: ClosedRange(between: -0.5, and: Double(values.count) - 0.5), names: names),
      y: Axis("coupling", scaling: .log),
      marks: [.points(points, values.count > 100 ? .speck : .dot, Style(.series(1), width: 3))])
    return Figure(
      title: "coupling strengths", panels: [panel],
      caption: "singular values of the matrix of transfers; a gap parts groups from what holds within them",
      altText:
        "\(values.count) coupling strengths from \(NumberFormat.short(values[0])) to \(NumberFormat.short(values[values.count - 1]))."
    )
  }
}
