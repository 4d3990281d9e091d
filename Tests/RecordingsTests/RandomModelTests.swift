import Core
import Foundation
import Recordings
import Testing

/// Models whose width, depth, norm, points, groups and types of numbers are drawn, recorded by loops of their own: every
/// charge and its error by their definitions, and everything that is checked passes.
@Suite struct RandomModelTests {
  struct Case {
    let model: PlainModel
    var file: Written
    let groups: [Int]
    let weights: [Double]
    /// What the file holds after rounding.
    var (x, g): ([[Double]], [[Double]])
  }

  static func drawn(_ seed: Int) -> Case {
    var random = Random(seed: 5, stream: "model \(seed)")
    let model = PlainModel(&random)
    var file = model.recorded()
    let n = model.points
    let groups: [Int]
    switch seed % 4 {
    case 0: groups = [Int](repeating: 3, count: n)
    case 1: groups = (0..<n).map { _ in 7 * Int(random.bits() % 60) - 9 }  // more of them than points
    default: groups = Array(0..<n)
    }
    if seed % 4 < 2 { file.add("groups", [n], groups.map(Double.init)) }
    if seed % 3 != 0 { file.add("labels.kind", [n], model.labels.map(Double.init)) }
    // Weights leave no laws of parameters: dL/dx has the loss's own.
    let weights =
      seed % 5 == 4 ? (0..<n).map { $0 == 0 ? 1 : Double(random.bits() % 3) } : [Double](repeating: 1, count: n)
    if seed % 5 == 4 {
      file.add("weights", [n], weights)
      file.metadata["steps"] = nil
    }
    var (x, g): ([[Double]], [[Double]]) = ([], [])
    for k in 0...model.depth {
      for name in ["x", "g"] {
        let type = seed % 7 < 4 ? "F64" : ["F32", "BF16", "F64"][(k + seed + (name == "x" ? 1 : 0)) % 3]
        file.types["\(name).\(k)"] = type
        let rounded = Written.rounded(file["\(name).\(k)"], type)
        if name == "x" { x.append(rounded) } else { g.append(rounded) }
      }
    }
    return Case(model: model, file: file, groups: groups, weights: weights, x: x, g: g)
  }

  @Test(arguments: 0..<40) func chargesAreThoseOfTheirDefinition(seed: Int) throws {
    let drawn = Self.drawn(seed)
    let (d, n) = (drawn.model.width, drawn.model.points)
    let process = try drawn.file.read()
    #expect(process.results.warnings.isEmpty, "\(process.results.warnings)")
    #expect(process.results.checks.allSatisfy { $0.result == .passed }, "\(process.results.checks)")
    if drawn.file.metadata["steps"] != nil { #expect(!process.results.laws.isEmpty) }
    let kept = (0..<n).filter { drawn.weights[$0] != 0 }
    let groups = Set(kept.map { drawn.groups[$0] }).sorted()
    for (k, state) in process.moments.states.enumerated() {
      var (whole, squares) = ([ChargeKind: [Double]](), [ChargeKind: Double]())
      for group in groups {
        let points = kept.filter { drawn.groups[$0] == group }
        for kind in ChargeKind.allCases {
          let charge = Self.charge(kind, d, points, drawn, k)
          whole[kind] = whole[kind].map { zip($0, charge).map { $0 + $1 } } ?? charge
          squares[kind, default: 0] += charge.reduce(0) { $0 + $1 * $1 }
        }
      }
      for kind in ChargeKind.allCases {
        let (size, scale) = (norm(whole[kind] ?? []), Self.scale(kind, d, kept, drawn, k))
        // To 1e-9 of itself, or to rounding of what it adds up from.
        func isNear(_ a: Double, _ b: Double, _ scale: Double) -> Bool {
          abs(a - b) <= max(1e-9 * abs(b), 1e-13 * scale)
        }
        #expect(isNear(state.size(kind), size, scale), "\(kind) of state \(k): \(state.size(kind)), not \(size)")
        #expect(isNear(state.scale(kind), scale, scale))
        let square = try #require(state.groupSquares[kind])
        #expect(isNear(square, squares[kind] ?? 0, scale * scale), "\(kind) of state \(k), groups")
      }
    }
  }

  private static func charge(_ kind: ChargeKind, _ d: Int, _ points: [Int], _ drawn: Case, _ k: Int) -> [Double] {
    func sum(_ f: (_ g: (Int) -> Double, _ x: (Int) -> Double) -> Double) -> Double {
      points.reduce(0) { total, i in
        total + drawn.weights[i] * f({ drawn.g[k][i * d + $0] }, { drawn.x[k][i * d + $0] })
      }
    }
    let places = (0..<d).flatMap { a in (0..<d).map { (a, $0) } }
    switch kind {
    case .translations: return (0..<d).map { j in sum { g, _ in g(j) } }
    case .linear: return places.map { a, b in sum { g, x in g(a) * x(b) } }
    case .rotations: return places.map { a, b in sum { g, x in (g(a) * x(b) - g(b) * x(a)) / 2 } }
    case .dilation: return [sum { g, x in (0..<d).reduce(0) { $0 + g($1) * x($1) } }]
    }
  }

  private static func scale(_ kind: ChargeKind, _ d: Int, _ points: [Int], _ drawn: Case, _ k: Int) -> Double {
    points.reduce(0) { total, i in
      let g = norm(Array(drawn.g[k][i * d..<(i + 1) * d])) * drawn.weights[i]
      return total + (kind.isLinear ? g * norm(Array(drawn.x[k][i * d..<(i + 1) * d])) : g)
    }
  }

  /// The same points by tables of small groups, by matrices of large ones, in pieces and in blocks: groups of every size
  /// around the bounds between them.
  @Test(arguments: [1, 2, 7, 12, 13, 30, 39, 40, 60, 700, 2500], [6, 64]) func groupsOfAllSizes(
    size: Int, width d: Int
  ) throws {
    let n = d == 6 ? 5000 : 1000
    var random = Random(seed: 2, stream: "sizes")
    let (x, g) = ((0..<n * d).map { _ in random.normal() }, (0..<n * d).map { _ in random.normal() })
    var file = Written()
    file.add("x.0", [n, d], x)
    file.add("g.0", [n, d], g)
    file.add("groups", [n], (0..<n).map { Double($0 / size) })
    let state = try file.read().moments.states[0]
    var squares = [ChargeKind: Double]()
    for first in stride(from: 0, to: n, by: size) {
      var m = Matrix(rows: d, columns: d)
      var v = [Double](repeating: 0, count: d)
      for i in first..<min(n, first + size) {
        for a in 0..<d {
          v[a] += g[i * d + a]
          for b in 0..<d { m[a, b] += g[i * d + a] * x[i * d + b] }
        }
      }
      squares[.translations, default: 0] += v.reduce(0) { $0 + $1 * $1 }
      squares[.linear, default: 0] += m.inner(m)
      squares[.rotations, default: 0] += m.antisymmetric.inner(m.antisymmetric)
      squares[.dilation, default: 0] += m.trace * m.trace
    }
    for (kind, square) in squares {
      // Products of some thousand terms.
      #expect(abs((state.groupSquares[kind] ?? 0) - square) <= 1e-11 * square, "\(kind)")
    }
  }
}
