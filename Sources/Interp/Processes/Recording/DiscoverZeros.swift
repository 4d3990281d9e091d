import Checked
import Core
import Recordings
import Syntax

/// discover zeros
enum DiscoverZeros {
  static let command = Command(
    "discover", "zeros", "finds motions whose charge vanishes at every point of a recording, whatever the parameters",
    details: [
      "Directions that no costate has are null vectors of the points' costates g; in up to \(ZeroDiscovery.widest) dimensions, and of enough points, linear "
        + "motions are null vectors of g (x) x. A charge that is zero by itself says nothing of training.",
      "smallest: the last two singular values over the first. A LayerNorm before which nothing else reads the state leaves <g, 1> = 0: one zero, the "
        + "common shift, and with it the shifts by <u, x>; what a norm alone reads has <g, x> = 0, the dilation.",
    ], [],
    asksProcess: true,
    ranks: .alike, examples: [.init("import trace \"letters.safetensors\"\ndiscover zeros", shows: "*common shift*")]
  ) { call, session in
    let experiment = try session.experiment()
    let process: RecordedProcess = try experiment.asked(for: .own, else: "is no recording, as `discover zeros` asks")
    guard let recording = process.recording else {
      throw experiment.shortcoming(.own, "holds sums and no points, which `discover zeros` goes through")
    }
    var rows: [[Table.Cell]] = []
    let memory = session.settings.memory
    try session.placed(call.span) { _ in
      try MemoryLimit.bound(to: memory) {
        for k in recording.states.indices { rows += try Self.rows(recording, k, process.moments.states[k]) }
      }
    }
    session.show(
      .table(
        Table(
          headings: ["state", "motions", "zeros", "smallest", "", "among them"], rows: rows,
          footer: "zeros hold at every point: their charges are identities, and no evidence")))
  }

  private static func rows(_ recording: Recordings.Recording, _ k: Int, _ sums: StateSums) throws -> [[Table.Cell]] {
    let d = recording.states[k].width
    let length = sums.scales.shift > 0 ? sums.scales.linear / sums.scales.shift / Double(d).squareRoot() : 1
    var rows: [[Table.Cell]] = []
    for space in [ZeroDiscovery.Space.translations, .affine] {
      // Of fewer points some motions vanish by counting alone.
      let size = space == .translations ? d : d * d + d
      guard space == .translations || d <= ZeroDiscovery.widest && recording.points.count >= 2 * size else { continue }
      let found = try ZeroDiscovery(recording, state: k, space, length: length)
      let least = found.singularValues.prefix(2).map { Table.Cell.number($0, .short) }
      rows.append(
        [
          .number(Double(found.state)), .init(space == .translations ? "translations" : "affine"),
          .init("\(found.count) of \(size)", number: Double(found.count)),
        ] + least + [Table.Cell](repeating: .none, count: max(0, 2 - least.count))
          + [found.names.isEmpty ? .none : .init(found.names.joined(separator: ", "))])
    }
    return rows
  }
}

extension Experiment {
  /// What `discover drifts` shows of a recording; nil of what is none.
  func recordedDrifts(_ width: Int?, _ session: Session) throws -> Table? {
    guard let process = form as? RecordedProcess else { return nil }
    return try MemoryLimit.bound(to: session.settings.memory) { try process.drifts(within: width) }
  }
}

extension RecordedProcess {
  /// What `discover drifts` shows of a recording.
  ///
  /// - Parameter width: into how many directions states and costates are restricted.
  func drifts(within width: Int?) throws -> Table {
    var basis: Matrix?
    if let width {
      guard let recording else {
        throw EngineError(
          .wrongProcess, "a recording of sums has no points, whose directions `within` asks for", about: "within",
          help: "discover drifts")
      }
      basis = try recording.principalDirections(width)
    }
    let scales = (shift: conservation.scales[.translations] ?? 1, linear: conservation.scales[.linear] ?? 1)
    let found = try RecordedDrifts(moments, scales: scales, within: basis)
    let f = NumberFormat.short
    let untold = max(0, found.motionCount - found.steps)
    let shown = found.relative.dropFirst(untold)
    let rows = shown.prefix(32).enumerated().map { i, value -> [Table.Cell] in
      [
        .number(Double(untold + i + 1)), .init(i < found.motions.count ? found.motions[i].name : "-"),
        .number(value, f),
      ]
    }
    return Table(
      headings: ["number", "motion", "singular value"], rows: rows, footer: Self.remark(found, f))
  }

  private static func remark(_ found: RecordedDrifts, _ f: NumberFormat) -> String {
    let (k, n, m) = (found.steps, found.motionCount, found.dimension)
    guard let count = found.count else {
      let most = Range(from: 1, through: m).last { $0 * ($0 + 1) <= k } ?? 0
      return
        "\(k) steps and \(n) motions of R^\(m): \(n - k) of them are conserved by counting alone, and none can be named"
        + (most > 0 ? "; within=\(most) has as many steps as motions" : "")
    }
    return count == 0
      ? "no gap: nothing is seen to be conserved"
      : count == found.relative.count
        ? "all \(count) conserved: nothing changes" : "\(count) conserved, then a gap to \(f(found.relative[count]))"
  }
}
