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
    return Figure(
      title: "interactions", panels: [panel],
      caption: "M = Σ over the layers of ⟨transfer, transfer⟩; below 0, in blue: the two exchange momentum",
      altText: "The interaction matrix of \(n) clusters.")
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
    let lines = lines(ledger, places)
    let verdicts = ledger.singles.map(\.verdict)
    let middle = Point(places.map(\.x).reduce(0, +) / Double(n), places.map(\.y).reduce(0, +) / Double(n))
    let nodes = (0..<n).flatMap { c -> [Mark] in
      let isFree = verdicts[c] == .free
      return [
        .points([places[c]], isFree ? .ring : .ofRound(c), Style(.series(c), width: 2)),
        .tag(isFree ? "\(ledger.clusters[c]) (free)" : ledger.clusters[c], at: places[c], from: middle, Style(.ink)),
      ]
    }
    let ways = trace.map { Self.ways($0, from: places) } ?? []
    let isPlane = trace.map { Self.isOfThePlane($0) } ?? false
    var panel = Panel(
      x: Axis(isPlane ? "x" : "", limits: wider(places.map(\.x) + ways.flatMap(\.places).map(\.x))),
      y: Axis(isPlane ? "y" : "", limits: wider(places.map(\.y) + ways.flatMap(\.places).map(\.y))),
      equalAspect: true, marks: lines.marks + ways + nodes, keys: lines.keys)
    panel.hasAxes = isPlane
    return Figure(
      title: "who exchanges \(process.charge.title) with whom", panels: [panel],
      caption: (["lines between clusters are as wide as sqrt(-M)"] + lines.remarks
        + (ways.isEmpty ? [] : ["their ways in colour, from where they start"])).joined(separator: "; "),
      altText: "A graph of \(n) clusters with \(lines.marks.count) exchanges.")
  }

  /// With room for names.
  private static func wider(_ values: [Double]) -> ClosedRange<Double>? {
    guard let low = values.min(), let high = values.max(), high > low else { return nil }
    return ClosedRange(between: low - 0.12 * (high - low), and: high + 0.12 * (high - low))
  }

  /// What every two clusters exchange, as wide as it is large; faint where it is below what is unfinished of the third
  /// law, and nothing where all of it is rounding.
  private static func lines(_ ledger: TransferLedger, _ places: [Point]) -> (
    marks: [Mark], keys: [ScaleKey], remarks: [String]
  ) {
    let (n, matrix) = (ledger.clusters.count, ledger.matrix)
    let pairs = (0..<n).flatMap { a in Range(from: a + 1, upTo: n).map { b in (a, b, max(0, -matrix[a * n + b])) } }
    let most = (pairs.map(\.2).max() ?? 0).squareRoot()
    // Of sums of numbers of the ledger's scale.
    guard most > 1e-13 * ledger.scale else { return ([], [], ["nothing is exchanged but rounding"]) }
    let widest = 12.0
    let shown = pairs.filter { $0.2.squareRoot() > 0.01 * most }
    let floor = ledger.floor
    let marks = shown.map { a, b, m -> Mark in
      .line(
        [places[a], places[b]],
        Style(m > floor ? .neutral : .faint, width: widest * m.squareRoot() / most, opacity: 0.6))
    }
    let isDoubtful = shown.contains { $0.2 <= floor }
    return (
      marks,
      [ScaleKey("sqrt(-M)", .line(perUnit: widest / most, most: widest), Style(.neutral, opacity: 0.6))],
      isDoubtful ? ["faint ones do not stand out from what is untrained"] : []
    )
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
    return isOfThePlane(trace) ? means.map { Point($0[0], $0[1]) } : circle(means.count)
  }

  private static func isOfThePlane(_ trace: Trace) -> Bool {
    let means = trace.means(step: 0)
    return trace.dimension == 2 && Set(means).count == means.count && means.allSatisfy { $0.allSatisfy(\.isFinite) }
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

extension Mark {
  /// The points of a line.
  fileprivate var places: [Point] { if case .line(let points, _) = self { points } else { [] } }
}
