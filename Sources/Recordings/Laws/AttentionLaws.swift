import Checked
import Core

/// What an attention's parameters have in common head by head, whatever lies between them. Scores are products of queries
/// and keys, so a linear map of the one is undone by one of the other; outputs are made of values by one matrix:
///
///     (W_Q G_Q' + b_Q G_bQ')' = ... that is  sum g_q q' of a head = (sum g_k k')'
///     G_V W_V' + G_bV b_V' = W_O' G_O
///
/// summed over the query heads that share a head of keys and values. Behind rotary embeddings only maps that commute
/// with the turns of each plane are undone: its scale and its turn; where a part of a head is turned, also all maps of the
/// rest to itself.
struct AttentionLaws {
  /// The largest failure over the heads, relative to the parts' size.
  var queryKey = 0.0
  var valueOutput = 0.0

  /// Nil where a parameter is not in the file, or the shapes are no heads.
  init?(_ attention: RecordingMetadata.Attention, _ parameters: ModelParameters) throws {
    guard let q = try parameters.linear(attention.query), let k = try parameters.linear(attention.key),
      let v = try parameters.linear(attention.value), let o = try parameters.linear(attention.output)
    else { return nil }
    let (heads, keyHeads) = (attention.heads, attention.keyHeads)
    let isFused = attention.query == attention.key && attention.key == attention.value
    let all = isFused ? heads + 2 * keyHeads : heads
    guard q.weight.rows % all == 0 else { return nil }
    let size = q.weight.rows / all
    let turned = attention.rotary == .none ? 0 : attention.rotaryWidth ?? size / 2 * 2
    guard turned <= size else {
      throw EngineError(
        .badRecording,
        "\"rotary_dim\" is \(turned), and a head of \(attention.query) has \(size) coordinates")
    }
    let (firstKey, firstValue) = isFused ? (heads, heads + keyHeads) : (0, 0)
    guard k.weight.rows == (isFused ? all : keyHeads) * size, v.weight.rows == k.weight.rows,
      o.weight.columns == heads * size
    else { return nil }
    func rows(_ head: Int) -> Range<Int> { Range(from: head * size, upTo: (head + 1) * size) }
    for shared in 0..<keyHeads {
      let queries = Range(from: 0, upTo: heads / keyHeads).map { shared * (heads / keyHeads) + $0 }
      guard let keys = Self.pairing(k, rows(firstKey + shared)), let values = Self.pairing(v, rows(firstValue + shared))
      else { return nil }
      var (asked, given) = (Matrix(rows: size, columns: size), Matrix(rows: size, columns: size))
      for head in queries {
        guard let one = Self.pairing(q, rows(head)) else { return nil }
        asked = asked + one
        given.add(o.weight.columns(rows(head)), .transposed, o.gradient.columns(rows(head)), .plain)
      }
      let (a, b) =
        attention.rotary == .none
        ? (asked, keys.transposed)
        : (
          Self.commuting(asked, attention.rotary, turned), Self.commuting(keys.transposed, attention.rotary, turned)
        )
      let queriesSize = queries.reduce(0.0) { $0 + Self.size(q, rows($1)) }
      let outputsSize = queries.reduce(0.0) { $0 + o.weight.columns(rows($1)).norm * o.gradient.columns(rows($1)).norm }
      queryKey = max(queryKey, Self.difference(a, b, queriesSize + Self.size(k, rows(firstKey + shared))))
      valueOutput = max(
        valueOutput, Self.difference(values, given, outputsSize + Self.size(v, rows(firstValue + shared))))
    }
  }

  /// sum g y' of some rows of y = W u + b, by G W' + G_b b'.
  private static func pairing(_ map: ModelParameters.Linear, _ rows: Range<Int>) -> Matrix? {
    let sum = Matrix.product(map.gradient.rows(rows), .plain, map.weight.rows(rows), .transposed)
    guard let bias = map.bias else { return sum }
    guard let gradient = map.biasGradient else { return nil }
    return sum + .outer(Array(gradient[rows]), Array(bias[rows]))
  }

  /// |G||W| of some rows: what their pairings add up from. Near stationarity the sums are small beside it.
  private static func size(_ map: ModelParameters.Linear, _ rows: Range<Int>) -> Double {
    map.weight.rows(rows).norm * map.gradient.rows(rows).norm
  }

  private static func difference(_ a: Matrix, _ b: Matrix, _ scale: Double) -> Double {
    scale == 0 ? 0 : (a - b).norm / scale
  }

  /// Scale and turn of each plane of two coordinates that are turned together, and all of what is not turned.
  private static func commuting(_ m: Matrix, _ rotary: RecordingMetadata.Rotary, _ turned: Int) -> Matrix {
    let half = turned / 2
    let planes = (0..<half).map { rotary == .half ? ($0, $0 + half) : (2 * $0, 2 * $0 + 1) }
    let rest = Range(from: turned, upTo: m.rows)
    let values =
      planes.flatMap { [m[$0, $0] + m[$1, $1], m[$0, $1] - m[$1, $0]] } + rest.flatMap { i in rest.map { m[i, $0] } }
    return Matrix(rows: 1, columns: values.count, values: values)
  }
}
