import Core
import Foundation

/// A residual model in plain loops, with its backward pass by hand: x_k+1 = x_k + B tanh(A n(x_k) + a) + b, n a norm or none,
/// and a softmax of V x_K. Width, depth, kind and numbers are drawn.
struct PlainModel {
  enum Norm: String, CaseIterable { case none, rms, layer }

  let norm: Norm
  let (width, inner, depth, classes, points): (Int, Int, Int, Int, Int)
  static let eps = 1e-12
  /// One Block: A, a, B, b, gain, shift.
  private var blocks: [[[Double]]] = []
  private let head: [Double]
  let labels: [Int]
  private let input: [Double]

  init(_ random: inout Random) {
    func below(_ n: Int) -> Int { Int(random.bits() % UInt64(n)) }
    let norm = Norm.allCases[below(3)]
    let least = norm == .layer ? 3 : norm == .rms ? 2 : 1
    let (d, h) = (max(least, [1, 2, 3, 5, 8, 17, 40][below(7)]), 1 + below(11))
    let (depth, classes, n) = ([1, 2, 5][below(3)], 2 + below(3), 2 + below(40))
    func numbers(_ count: Int, _ size: Double) -> [Double] { (0..<count).map { _ in size * random.normal() } }
    (self.norm, width, inner, self.depth, self.classes, points) = (norm, d, h, depth, classes, n)
    for _ in 0..<depth {
      blocks.append([
        numbers(h * d, 1 / Double(d).squareRoot()), numbers(h, 0.1), numbers(d * h, 1 / Double(h).squareRoot()),
        numbers(d, 0.1), numbers(d, 0.3).map { 1 + $0 }, norm == .layer ? numbers(d, 0.2) : [],
      ])
    }
    head = numbers(classes * d, 1)
    input = numbers(n * d, 1)
    labels = (0..<n).map { _ in below(classes) }
  }

  /// States, costates and the blocks' gradients of the mean cross entropy.
  func pass() -> (x: [[Double]], g: [[Double]], gradients: [[[Double]]]) {
    var x = [[Double]](repeating: [Double](repeating: 0, count: points * width), count: depth + 1)
    var (g, gradients) = (x, blocks.map { $0.map { $0.map { _ in 0.0 } } })
    for i in 0..<points {
      var states = [Array(input[i * width..<(i + 1) * width])]
      for block in blocks { states.append(forward(states[states.count - 1], block).after) }
      var costate = atHead(states[depth], labels[i])
      for k in (0..<depth).reversed() {
        put(costate, i, into: &g[k + 1])
        costate = backward(costate, states[k], blocks[k], &gradients[k])
      }
      put(costate, i, into: &g[0])
      for k in 0...depth { put(states[k], i, into: &x[k]) }
    }
    return (x, g, gradients)
  }

  private func put(_ v: [Double], _ i: Int, into all: inout [Double]) {
    for j in 0..<width { all[i * width + j] = v[j] }
  }

  private func normed(_ x: [Double]) -> (u: [Double], size: Double) {
    guard norm != .none else { return (x, 1) }
    let mean = norm == .layer ? x.reduce(0, +) / Double(width) : 0
    let size = (x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width) + Self.eps).squareRoot()
    return (x.map { ($0 - mean) / size }, size)
  }

  private func forward(
    _ x: [Double], _ block: [[Double]]
  ) -> (after: [Double], u: [Double], size: Double, v: [Double], z: [Double]) {
    let (u, size) = normed(x)
    let v = norm == .none ? u : (0..<width).map { u[$0] * block[4][$0] + (norm == .layer ? block[5][$0] : 0) }
    let z = (0..<inner).map { r in tanh((0..<width).reduce(block[1][r]) { $0 + block[0][r * width + $1] * v[$1] }) }
    let after = (0..<width).map { r in
      (0..<inner).reduce(x[r] + block[3][r]) { $0 + block[2][r * inner + $1] * z[$1] }
    }
    return (after, u, size, v, z)
  }

  private func atHead(_ x: [Double], _ label: Int) -> [Double] {
    let scores = (0..<classes).map { c in (0..<width).reduce(0.0) { $0 + head[c * width + $1] * x[$1] } }
    let powers = scores.map { exp($0 - scores.max()!) }
    let total = powers.reduce(0, +)
    return (0..<width).map { j in
      (0..<classes).reduce(0.0) { sum, c in
        sum + (powers[c] / total - (c == label ? 1 : 0)) * head[c * width + j] / Double(points)
      }
    }
  }

  private func backward(
    _ g: [Double], _ x: [Double], _ block: [[Double]], _ gradients: inout [[Double]]
  ) -> [Double] {
    let (_, u, size, v, z) = forward(x, block)
    let before = (0..<inner).map { r in
      (0..<width).reduce(0.0) { $0 + g[$1] * block[2][$1 * inner + r] } * (1 - z[r] * z[r])
    }
    for r in 0..<inner {
      for j in 0..<width { gradients[0][r * width + j] += before[r] * v[j] }
      gradients[1][r] += before[r]
      for j in 0..<width { gradients[2][j * inner + r] += g[j] * z[r] }
    }
    let into = (0..<width).map { j in (0..<inner).reduce(0.0) { $0 + before[$1] * block[0][$1 * width + j] } }
    for j in 0..<width { gradients[3][j] += g[j] }
    guard norm != .none else { return zip(g, into).map { $0 + $1 } }
    for j in 0..<width {
      gradients[4][j] += into[j] * u[j]
      if norm == .layer { gradients[5][j] += into[j] }
    }
    let inside = (0..<width).map { into[$0] * block[4][$0] }
    let along = zip(inside, u).reduce(0) { $0 + $1.0 * $1.1 } / Double(width)
    let mean = norm == .layer ? inside.reduce(0, +) / Double(width) : 0
    return (0..<width).map { g[$0] + (inside[$0] - mean - u[$0] * along) / size }
  }

  /// As an exporter writes it.
  func recorded() -> Written {
    let (x, g, gradients) = pass()
    var file = Written()
    for k in 0...depth {
      file.add("x.\(k)", [points, width], x[k])
      file.add("g.\(k)", [points, width], g[k])
    }
    var steps: [[String: Any]] = []
    for k in 0..<depth {
      let shapes = [[inner, width], [inner], [width, inner], [width], [width], [width]]
      for (i, name) in ["i.weight", "i.bias", "o.weight", "o.bias", "n.weight", "n.bias"].enumerated()
      where i < 4 || norm == .layer || norm == .rms && i == 4 {
        file.add("p.\(k).\(name)", shapes[i], blocks[k][i])
        file.add("dp.\(k).\(name)", shapes[i], gradients[k][i])
      }
      var step: [String: Any] = ["from": k, "to": k + 1, "residual": true, "reads": ["\(k).i"], "writes": ["\(k).o"]]
      if norm != .none {
        step["norm"] = [
          "kind": norm.rawValue, "eps": Self.eps, "gain": "\(k).n.weight",
          "shift": norm == .layer ? "\(k).n.bias" : NSNull(),
        ]
      }
      steps.append(step)
    }
    file.metadata["steps"] = steps
    return file
  }
}
