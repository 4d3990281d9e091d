import Archives
import Core
import Foundation
import Recordings
import Testing

/// Recordings of sums: those of parts add up to what the points themselves give, and what is no part is refused.
@Suite struct SummedTests {
  /// A model, its points in six groups, and which of these belong to the second part.
  struct Case {
    let model: PlainModel
    let whole: Written
    let groups: [Int]
    var names: [String] { (0..<model.classes).map { "class \($0)" } }

    init(seed: Int) {
      var random = Random(seed: 8, stream: "sums \(seed)")
      var model = PlainModel(&random)
      while model.points < 14 || model.norm == .layer || Set(model.labels).count < model.classes {
        model = PlainModel(&random)
      }
      var file = model.recorded()
      groups = (0..<model.points).map { $0 * 6 / model.points }
      file.add("groups", [model.points], groups.map(Double.init))
      file.add("labels.kind", [model.points], model.labels.map(Double.init))
      file.metadata["label_names"] = ["kind": (0..<model.classes).map { "class \($0)" }]
      (self.model, whole) = (model, file)
    }

    /// The sums over some groups, with a share of the parameters' gradients, all times a scale.
    func part(_ kept: Range<Int>, share: Double, scale: Double = 1) -> Written {
      var file = Written()
      file.metadata = whole.metadata
      file.metadata["sums"] = ["points": model.points, "groups": kept.count, "unit": "sequence"]
      file.metadata["costate_scale"] = scale
      let (d, points) = (model.width, (0..<model.points).filter { kept.contains(groups[$0]) })
      func counts(_ of: [[Int]]) -> [Double] { of.flatMap { [Double($0.count), Double($0.count)] } }
      let classes = (0..<model.classes).map { c in points.filter { model.labels[$0] == c } }
      let units = kept.map { c in points.filter { groups[$0] == c } }
      for k in 0...model.depth {
        let (x, g) = (whole["x.\(k)"], whole["g.\(k)"].map { $0 * scale })
        func row(_ a: [Double], _ i: Int) -> [Double] { Array(a[i * d..<(i + 1) * d]) }
        func vector(_ of: [Int]) -> [Double] { (0..<d).map { j in of.reduce(0) { $0 + g[$1 * d + j] } } }
        func matrix(_ of: [Int], _ g: [Double], _ x: [Double]) -> [Double] {
          (0..<d * d).map { e in of.reduce(0) { $0 + g[$1 * d + e / d] * x[$1 * d + e % d] } }
        }
        func sizes(_ of: [Int]) -> [Double] {
          [of.reduce(0) { $0 + norm(row(g, $1)) }, of.reduce(0) { $0 + norm(row(g, $1)) * norm(row(x, $1)) }]
        }
        file.add("sum.g.\(k)", [d], vector(points))
        file.add("sum.gx.\(k)", [d, d], matrix(points, g, x))
        file.add("sum.scale.\(k)", [2], sizes(points))
        file.add("sum.g.\(k).kind", [classes.count, d], classes.flatMap(vector))
        file.add("sum.gx.\(k).kind", [classes.count, d, d], classes.flatMap { matrix($0, g, x) })
        file.add("sum.scale.\(k).kind", [classes.count, 2], classes.flatMap(sizes))
        file.add("sum.g.\(k).group", [units.count, d], units.flatMap(vector))
        file.add("sum.gx.\(k).group", [units.count, d, d], units.flatMap { matrix($0, g, x) })
        if k < model.depth {
          let after = whole["g.\(k + 1)"].map { $0 * scale }
          file.add("sum.next.\(k)", [d, d], matrix(points, after, x))
        }
        file.add("max.eps.\(k)", [1], [PlainModel.eps])
      }
      file.add("sum.points", [3], [Double(points.count), Double(points.count), 0])
      file.add("sum.points.kind", [classes.count, 2], counts(classes))
      file.add("sum.points.group", [units.count, 2], counts(units))
      for array in whole.arrays where array.name.hasPrefix("p.") || array.name.hasPrefix("dp.") {
        let factor = array.name.hasPrefix("dp.") ? share * scale : 1
        file.add(array.name, array.shape, array.values.map { $0 * factor })
      }
      return file
    }
  }

  private static func read(_ parts: [Written], _ request: RecordingRequest = .init()) throws -> RecordedProcess {
    try RecordingFiles.read(
      parts.enumerated().map { (name: "part-\($0).safetensors", bytes: MemoryBytes($1.safetensors)) }, request)
  }

  /// Charges, errors, drifts, laws and tests of groups of the points, of one file of sums, and of two, the second scaled.
  @Test(arguments: 0..<6) func partsAddUp(seed: Int) throws {
    let drawn = Case(seed: seed)
    let points = try drawn.whole.read()
    let all = [
      try Self.read([drawn.part(0..<6, share: 1)]),
      try Self.read([drawn.part(0..<4, share: 0.25), drawn.part(4..<6, share: 0.75, scale: 1024)]),
    ]
    for sums in all {
      #expect(sums.pointCount == points.pointCount && sums.moments.groups == points.moments.groups)
      #expect(sums.moments.counts == points.moments.counts && sums.moments.clusters == points.moments.clusters)
      #expect(sums.results.checks.allSatisfy { $0.result == .passed }, "\(sums.results.checks)")
      #expect(sums.results.checks.contains { $0.name.contains("E[g F'] against parameters") })
      #expect(sums.conservation.charges.count == points.conservation.charges.count)
      for (a, b) in zip(sums.conservation.charges, points.conservation.charges) {
        // Sums in another order: to rounding of the scale, which is one.
        #expect(abs(a.level - b.level) <= 1e-13 && abs(a.error - b.error) <= 1e-7 * b.error + 1e-13, "\(a) \(b)")
        #expect(abs((a.drift ?? 0) - (b.drift ?? 0)) <= 1e-13 && abs((a.defect ?? 0) - (b.defect ?? 0)) <= 1e-13)
        #expect((a.drift == nil) == (b.drift == nil) && (a.defect == nil) == (b.defect == nil))
      }
      for (a, b) in zip(sums.moments.states, points.moments.states) {
        #expect(zip(a.classVectors, b.classVectors).allSatisfy { abs($0 - $1) <= 1e-13 * b.scales.shift })
      }
    }
  }

  /// The control: a part that is left out, and nothing fits.
  @Test func aPartThatIsLeftOutIsSeen() throws {
    let drawn = Case(seed: 1)
    let (points, sums) = (try drawn.whole.read(), try Self.read([drawn.part(0..<4, share: 0.25)]))
    #expect(sums.pointCount < points.pointCount)
    #expect(sums.results.checks.contains { $0.result == .failed })
  }

  @Test func aPartCountsOnce() throws {
    let drawn = Case(seed: 2)
    let part = drawn.part(0..<3, share: 0.5)
    let error = #expect(throws: EngineError.self) {
      try Self.read([part, drawn.part(3..<6, share: 0.5), part])
    }
    #expect(error?.message == "part-2.safetensors has the same sums as part-0.safetensors: a part counts once")
  }

  @Test func whatIsNoPartIsRefused() throws {
    let drawn = Case(seed: 3)
    let first = drawn.part(0..<3, share: 0.5)
    func refused(_ change: (inout Written) -> Void) throws -> String {
      var second = drawn.part(3..<6, share: 0.5)
      change(&second)
      let error = #expect(throws: EngineError.self) { try Self.read([first, second]) }
      return error?.message ?? ""
    }
    #expect(try Self.read([first, drawn.part(3..<6, share: 0.5)]).pointCount == drawn.model.points)
    #expect(
      try refused { $0.metadata["states"] = ["other"] }
        == "part-1.safetensors is no part of the same recording as part-0.safetensors: their states, steps or norms differ"
    )
    #expect(
      try refused { file in file["p.0.o.bias"] = file["p.0.o.bias"].map { $0 + 1 } }
        == "p.0.o.bias of part-1.safetensors is not that of part-0.safetensors: they are no parts of one recording")
    #expect(
      try refused { $0.metadata["label_names"] = ["kind": drawn.names.map { $0 + "!" }] }
        == "the classes of `kind` have other names in other parts: they cannot be added")
    #expect(
      try refused { file in file.arrays.removeAll { $0.name == "sum.scale.1" } }
        == "part-1.safetensors has no sum.scale.1, which part-0.safetensors has")
    #expect(
      try refused { $0 = drawn.whole } == "part-1.safetensors holds points: only recordings of sums add up")
    #expect(
      try refused { file in file["sum.gx.0"][0] = .nan } == "sum.gx.0 of part-1.safetensors is not finite")
    // What no program can count.
    for count in [5e18, 0.5, -1, 1e300] {
      for name in ["sum.points", "sum.points.kind"] {
        let said = try refused { file in file[name][0] = count }
        #expect(said == "\(name) of part-1.safetensors does not hold numbers of points", "\(count)")
      }
    }
  }

  /// Which of several files is no recording is said.
  @Test func theWrongOneOfSeveralIsNamed() throws {
    let part = Case(seed: 2).part(0..<3, share: 0.5)
    let error = #expect(throws: EngineError.self) {
      try RecordingFiles.read([
        (name: "part-0.safetensors", bytes: MemoryBytes(part.safetensors)),
        (name: "part-1.safetensors", bytes: MemoryBytes(Array("junk".utf8))),
      ])
    }
    #expect(error?.message == "part-1.safetensors: not a safetensors file: it has 4 bytes")
  }
}
