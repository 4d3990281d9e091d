import Core
import Foundation
import Inference
import Recordings
import Testing

/// What exchangeable groups say, beside what an independent program made of the same files.
@Suite struct GroupTests {
  nonisolated(unsafe) private static let all = try! RecordingFiles.json("expected.json")
  static let files = all.keys.sorted().filter {
    (try? expected($0)["tests"]) != nil && $0 != "minilm_slice.safetensors"
  }

  private static func expected(_ file: String) throws -> [String: Any] {
    let own = try #require(all[file] as? [String: Any])
    if let other = own["same_as"] as? String { return try #require(all[other] as? [String: Any]) }
    return own
  }

  /// To 1e-9 of itself or 1e-12 of the scale; what is zero but for rounding only by being below 1e-11 of the scale.
  private static func isNear(_ x: Double, _ y: Double, scale: Double) -> Bool {
    if abs(y) < 1e-12 * scale { return abs(x) < 1e-11 * scale }
    return abs(x - y) <= max(1e-9 * abs(y), 1e-12 * scale)
  }

  /// The names of the classes; where the file has none, those of the reference, by their order.
  private func names(of file: String, _ process: RecordedProcess) throws -> [String] {
    guard file.hasPrefix("hf_") else { return process.moments.clusters }
    let interact = try #require(try Self.expected(file)["interact"] as? [String: Any])
    return try #require(interact["labels"] as? [String])
  }

  @Test(arguments: files) func testsAreAsExpected(file: String) throws {
    let process = try RecordingFiles.read(file)
    let list = try #require(try Self.expected(file)["tests"] as? [[String: Any]])
    #expect(!list.isEmpty)
    let classes = try names(of: file, process)
    let scale = try #require(process.conservation.scales[.translations])
    var random = Random(seed: 7, stream: "flips of " + file)
    var vectors: [Int: [GroupVectors]] = [:]
    for entry in list {
      let ends = try #require(entry["step"] as? [Int])
      let label = try #require(entry["label"] as? String)
      let c = try #require(classes.firstIndex(of: label))
      let step = try vectors[ends[0]] ?? process.groupVectors(ends[0]...ends[1], .translations, by: "cluster")
      vectors[ends[0]] = step
      let sample = step[c]
      #expect(sample.groups == entry["groups"] as? Int && !sample.isIdentity)
      guard case .vectors(let matrix) = sample.form else {
        Issue.record("no vectors")
        continue
      }
      let flips = try SignFlips(matrix, flips: 9999, random: &random)
      let statistic = try #require(entry["statistic"] as? Double)
      #expect(Self.isNear(flips.statistic, statistic, scale: scale * scale), "\(flips.statistic), not \(statistic)")
      let p = try #require(entry["p"] as? Double)
      let method = try #require(entry["method"] as? String)
      #expect(flips.isComplete == (method == "flips, all"))
      #expect(try (Hotelling(matrix, resolution: 1e-9) == nil) == method.hasPrefix("flips"))
      // Of random flips four errors of theirs, and as many of ours.
      let error =
        (entry["p_error"] as? Double ?? 0) + (flips.isComplete ? 1e-12 : 4 * (p * (1 - p) / 9999).squareRoot())
      #expect(abs(flips.p - p) <= error, "\(method): \(flips.p), not \(p)")
    }
  }

  @Test(arguments: files) func exchangesAreAsExpected(file: String) throws {
    let process = try RecordingFiles.read(file)
    let expected = try #require(try Self.expected(file)["interact"] as? [String: Any])
    let (shift, linear) = try (
      #require(process.conservation.scales[.translations]), #require(process.conservation.scales[.linear])
    )
    let exchange = try process.exchange(.translations, by: "cluster", threads: 2)
    let n = exchange.ledger.clusters.count
    #expect(try names(of: file, process) == expected["labels"] as? [String])
    #expect(process.moments.counts == expected["points"] as? [Int])
    func check(_ ours: [Double], _ theirs: [Double], _ what: String, scale: Double) {
      #expect(ours.count == theirs.count && !ours.isEmpty, "\(what)")
      for (x, y) in zip(ours, theirs) { #expect(Self.isNear(x, y, scale: scale), "\(what): \(x), not \(y)") }
    }
    func matrix(_ name: String) throws -> [Double] { try #require(expected[name] as? [[Double]]).flatMap { $0 } }
    check(exchange.ledger.matrix, try matrix("matrix"), "matrix", scale: shift * shift)
    check(exchange.ledger.volumes, try #require(expected["volume"] as? [Double]), "volume", scale: shift * shift)
    check([exchange.ledger.floor], [try #require(expected["floor"] as? Double)], "floor", scale: shift * shift)
    check(exchange.ledger.singles.map(\.violation), try #require(expected["V"] as? [Double]), "V", scale: 1)
    let turns = try process.exchange(.rotations, by: nil, threads: 1)
    check(turns.ledger.matrix, try matrix("rotation_matrix"), "rotation matrix", scale: linear * linear)
    // By the moments, which another pass made.
    let other = try TransferLedger(process.moments)
    check(exchange.ledger.matrix, other.matrix, "matrix by moments", scale: shift * shift)
    let norms = try matrix("momentum_norm")
    let states = process.moments.states[process.moments.stretch]
    let d = states.first?.width ?? 0
    let own = states.flatMap { state in
      (0..<n).map { c in norm((0..<d).map { state.classVectors[c * d + $0] }) }
    }
    check(own, norms, "momentum", scale: shift)
  }

  /// The split-half volume by its definition, over many random halves, within four of their errors.
  @Test func halvesOfGroups() throws {
    let process = try RecordingFiles.read("lm_rms_tied.safetensors")
    let exchange = try process.exchange(.translations, by: "cluster", threads: 1)
    let recording = try #require(process.recording)
    let steps = try process.moments.stretch.dropFirst().map {
      try recording.parts($0 - 1...$0)
    }
    var random = Random(seed: 3, stream: "halves")
    let groups = exchange.groups
    for c in exchange.ledger.clusters.indices {
      let volume = SplitHalf.volume(whole: exchange.ledger.volumes[c], own: exchange.own[c], groups: groups)
      let drawn = (0..<400).map { _ -> Double in
        var order = Array(0..<groups)
        for i in order.indices.dropLast() {
          order.swapAt(i, i + Int(random.uniform() * Double(groups - i)))
        }
        let half = Set(order.prefix(groups / 2))
        return steps.reduce(0) { sum, parts in
          var (a, b) = ([Double](repeating: 0, count: 6), [Double](repeating: 0, count: 6))
          for part in parts where part.label == c {
            for (i, x) in part.values.enumerated() { if half.contains(part.group) { a[i] += x } else { b[i] += x } }
          }
          return sum + 4 * zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
        }
      }
      let error = Statistics.deviation(drawn) / 20
      #expect(abs(Statistics.mean(drawn) - volume) <= 4 * error, "\(Statistics.mean(drawn)), not \(volume)")
    }
  }

  /// A name that begins like a sum's makes no recording of sums.
  @Test func sumsOfClassesAloneAreRefused() {
    var file = Written()
    file.add("sum.gx.0.kind", [1, 2, 2], [1, 2, 3, 4])
    #expect(throws: EngineError.self) { try file.read() }
  }

  /// Matrices of wide states are made by BLAS, those of narrow ones point by point: both by hand, with weights, classes and
  /// groups that lie among each other.
  @Test(arguments: [3, 40]) func sweepsByHand(width d: Int) throws {
    let n = 37
    var random = Random(seed: 9, stream: "sweep")
    func numbers(_ count: Int) -> [Double] { (0..<count).map { _ in random.normal() } }
    let (x, g) = ([numbers(n * d), numbers(n * d)], [numbers(n * d), numbers(n * d)])
    let (labels, groups) = ((0..<n).map { $0 % 3 }, (0..<n).map { $0 * 7 % 5 })
    let weights = (0..<n).map { $0 % 11 == 4 ? 0 : 1 + Double($0 % 2) }
    var file = Written()
    for k in 0..<2 {
      file.add("x.\(k)", [n, d], x[k])
      file.add("g.\(k)", [n, d], g[k])
    }
    file.add("weights", [n], weights)
    file.add("labels", [n], labels.map(Double.init))
    file.add("groups", [n], groups.map(Double.init))
    let process = try file.read()
    for kind in [ChargeKind.translations, .rotations, .dilation] {
      let found = try process.groupVectors(0...1, kind, by: "labels")
      for c in 0..<3 {
        guard case .vectors(let matrix) = found[c].form else { continue }
        var row = 0
        for group in 0..<5 {
          let points = (0..<n).filter { labels[$0] == c && groups[$0] == group && weights[$0] != 0 }
          guard !points.isEmpty else { continue }
          var sum = [Double](repeating: 0, count: kind.size(width: d))
          for k in 0..<2 {
            for i in points {
              let a = (0..<d).map { (k == 0 ? -1 : 1) * weights[i] * g[k][i * d + $0] }
              let b = (0..<d).map { x[k][i * d + $0] }
              switch kind {
              case .dilation: for j in 0..<d { sum[0] += a[j] * b[j] }
              case .rotations:
                var place = 0
                for p in 0..<d {
                  for q in p + 1..<d {
                    sum[place] += (a[p] * b[q] - a[q] * b[p]) * 0.5.squareRoot()
                    place += 1
                  }
                }
              default: for j in 0..<d { sum[j] += a[j] }
              }
            }
          }
          // Sums of some ten terms of order one.
          #expect(
            (0..<sum.count).allSatisfy { abs(matrix[row, $0] - sum[$0]) <= 1e-13 * Double(d) }, "\(kind) \(c) \(group)")
          row += 1
        }
        #expect(row == matrix.rows)
      }
    }
  }
}

extension Recording {
  fileprivate func parts(_ k: ClosedRange<Int>) throws -> [GroupPart] {
    var parts: [GroupPart] = []
    try sweepGroups(k, .translations, labelling) { parts.append($0) }
    return parts
  }
}
