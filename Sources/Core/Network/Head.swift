import Checked

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a network's last state is held against.
public enum Head: String, CaseIterable, Sendable {
  /// L = E 1/2 |x_K - destination|^2; g_K = x_K - destination.
  case square
  /// Cross-entropy of the softmax of x_K, whose destination is a distribution over the classes (one at the right one):
  /// L = -E sum_c destination_c log softmax(x_K)_c; g_K = softmax(x_K) - destination, so that <g_K, 1> = 0 at every
  /// point. Of a sequence the mean over its tokens is taken first.
  case softmax

  /// Losses of the points, weighted, and g_K of each point, not weighted; `targets` and `x` are m x n.
  func measure(_ x: Matrix, _ targets: Matrix, _ weights: ArraySlice<Double>, tokens: Int) -> (loss: Double, g: Matrix)
  {
    var g = x
    var loss = CompensatedSum()
    let first = weights.startIndex
    switch self {
    case .square:
      for i in g.values.indices { g.values[i] -= targets.values[i] }
      for j in 0..<x.columns {
        var square = 0.0
        for i in 0..<x.rows { square += g[i, j] * g[i, j] }
        loss.add(weights[first + j] * square / 2)
      }
    case .softmax:
      var z = [Double](repeating: 0, count: x.rows)
      for sample in stride(from: 0, to: x.columns, by: tokens) {
        let columns = Range(from: sample, upTo: sample + tokens)
        for i in 0..<x.rows { z[i] = columns.reduce(0) { $0 + x[i, $1] } / Double(tokens) }
        let largest = z.max() ?? 0
        let sum = largest + log(z.reduce(0) { $0 + exp($1 - largest) })
        let weight = columns.reduce(0) { $0 + weights[first + $1] }
        for i in 0..<x.rows {
          let target = targets[i, sample]
          if target != 0 { loss.add(weight * target * (sum - z[i])) }
          var slope = exp(z[i] - sum) - target
          // Near the end the difference is rounding: it is what the others have.
          if target == 1, slope > -1e-6 {
            slope = -(0..<x.rows).reduce(0) { $1 == i ? $0 : $0 + exp(z[$1] - sum) }
          }
          for j in columns { g[i, j] = slope }
        }
      }
    }
    return (loss.value, g)
  }
}

extension Network {
  /// The last states of a population.
  public func images(of population: Population) throws -> Columns<State> {
    try check(population)
    let batch = NetworkBatch(population)
    var x = batch.states
    for (k, layer) in layers.enumerated() { x = layer.with(parameters(ofLayer: k + 1)) { layer.forward(x, $0).y } }
    return Columns(count: x.columns, dimension: x.rows, storage: x.values)
  }

  /// The weight of the samples whose largest output is the class that they want; of a sequence the mean over its
  /// tokens. Ties go to the first class.
  public func accuracy(on population: Population) -> Double {
    guard let x = try? images(of: population) else { return .nan }
    var right = 0.0
    for sample in stride(from: 0, to: population.count, by: tokens) {
      let columns = Range(from: sample, upTo: sample + tokens)
      let sums = (0..<outputs).map { c in columns.reduce(0) { $0 + x[$1, c] } }
      let largest = sums.indices.max { sums[$0] < sums[$1] } ?? 0
      if population.destinations[sample, largest] == 1 { right += columns.reduce(0) { $0 + population.weights[$1] } }
    }
    return right
  }
}
