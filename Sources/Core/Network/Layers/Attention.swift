import Limits

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Attention with one head over short sequences, as a residual block without a norm: for the tokens x_t of one sample
///
///     y_t = x_t + W_O sum_s a_ts W_V x_s,   a_t = softmax over s of <W_Q x_t, W_K x_s> / sqrt(h)
///
/// Tokens are points; the tokens of a sample are neighbours. A linear change of coordinates goes into the four
/// matrices:
///
///     E[g_out y'] - E[g_in x'] = G_O W_O' - W_Q' G_Q - W_K' G_K - W_V' G_V
///
/// and queries against keys, values against outputs may be changed among themselves: G_Q W_Q' = W_K G_K', G_V W_V' =
/// W_O' G_O.
public struct Attention: Layer {
  public let inputs: Int
  public let hidden: Int
  /// The length of a sequence.
  public let tokens: Int

  public init(inputs: Int, hidden: Int, tokens: Int) {
    (self.inputs, self.hidden, self.tokens) = (inputs, hidden, tokens)
  }

  public var outputs: Int { inputs }
  public var mixesPoints: Bool { true }
  public var name: String { "attention \(hidden)" }
  public var parameters: [LayerParameter] {
    [
      .weight("WQ", hidden, inputs), .weight("WK", hidden, inputs), .weight("WV", hidden, inputs),
      .weight("WO", inputs, hidden),
    ]
  }

  public func forward(_ x: Matrix, _ theta: LayerParameters) -> (y: Matrix, tape: [Matrix]) {
    let (q, k, v) = (Matrix.product(theta[0], x), Matrix.product(theta[1], x), Matrix.product(theta[2], x))
    // a[s, t] of each sample side by side: weights of the keys s for the query t.
    var a = Matrix(rows: tokens, columns: x.columns)
    var o = Matrix(rows: hidden, columns: x.columns)
    let scale = 1 / Double(hidden).squareRoot()
    var turns = turns
    for t in 0..<x.columns {
      // What is left unfinished is no result: whoever called asks as well.
      if turns.isOver { break }
      let first = t - t % tokens
      var largest = -Double.infinity
      for s in 0..<tokens {
        var score = 0.0
        for i in 0..<hidden { score += q[i, t] * k[i, first + s] }
        a[s, t] = score * scale
        largest = max(largest, a[s, t])
      }
      var total = 0.0
      for s in 0..<tokens {
        a[s, t] = exp(a[s, t] - largest)
        total += a[s, t]
      }
      for s in 0..<tokens {
        a[s, t] /= total
        for i in 0..<hidden { o[i, t] += a[s, t] * v[i, first + s] }
      }
    }
    var y = Matrix.product(theta[3], o)
    y.add(x)
    return (y, [q, k, v, a, o])
  }

  public func backward(
    _ g: Matrix, _ x: Matrix, _ tape: [Matrix], _ theta: LayerParameters, into gradient: LayerParameters
  ) -> Matrix {
    let (q, k, v, a, o) = (tape[0], tape[1], tape[2], tape[3], tape[4])
    gradient[3].add(g, o, .transposed)
    let go = Matrix.product(theta[3], .transposed, g)
    var gq = Matrix(rows: hidden, columns: x.columns)
    var (gk, gv) = (gq, gq)
    let scale = 1 / Double(hidden).squareRoot()
    var slope = [Double](repeating: 0, count: tokens)
    var turns = turns
    for t in 0..<x.columns {
      if turns.isOver { break }
      let first = t - t % tokens
      var mean = 0.0
      for s in 0..<tokens {
        slope[s] = 0
        for i in 0..<hidden {
          slope[s] += go[i, t] * v[i, first + s]
          gv[i, first + s] += a[s, t] * go[i, t]
        }
        mean += a[s, t] * slope[s]
      }
      for s in 0..<tokens {
        let score = a[s, t] * (slope[s] - mean) * scale
        for i in 0..<hidden {
          gq[i, t] += score * k[i, first + s]
          gk[i, first + s] += score * q[i, t]
        }
      }
    }
    var pulled = g
    for (i, h) in [gq, gk, gv].enumerated() {
      gradient[i].add(h, x, .transposed)
      pulled.add(Matrix.product(theta[i], .transposed, h))
    }
    return pulled
  }

  /// A turn is a token's.
  private var turns: Turns { Turns(every: max(1, 1_000_000 / (tokens * hidden))) }

  public var laws: [Law] {
    [
      Law(.both, .linear, "gain of E[g x'] = G_O W_O' - W_Q' G_Q - W_K' G_K - W_V' G_V") { theta, gradient in
        var matrix = Matrix.product(gradient[3].matrix, .plain, theta[3].matrix, .transposed)
        for i in 0..<3 {
          let inner = Matrix.product(theta[i].matrix, .transposed, gradient[i].matrix)
          for j in inner.values.indices { matrix.values[j] -= inner.values[j] }
        }
        return Moment(matrix: matrix, vector: [Double](repeating: 0, count: matrix.rows))
      }
    ]
  }

  public var identities: [LayerIdentity] {
    [
      .parameters("queries and keys", "G_Q W_Q' = W_K G_K'") { theta, gradient in
        (
          Matrix.product(gradient[0].matrix, .plain, theta[0].matrix, .transposed),
          Matrix.product(theta[1].matrix, .plain, gradient[1].matrix, .transposed)
        )
      },
      .parameters("values and outputs", "G_V W_V' = W_O' G_O") { theta, gradient in
        (
          Matrix.product(gradient[2].matrix, .plain, theta[2].matrix, .transposed),
          Matrix.product(theta[3].matrix, .transposed, gradient[3].matrix)
        )
      },
    ]
  }
}
