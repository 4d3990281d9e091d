/// The layers by their words. A new layer is one file and one line here.
public enum LayerCatalogue {
  public struct Kind: Sendable {
    public let word: String
    public let formula: String
    public let summary: String
    /// What may stand behind the width.
    public let words: [String]
    let make: @Sendable (_ inputs: Int, _ width: Int, _ words: [String], _ tokens: Int) -> any Layer
  }

  public static let kinds: [Kind] =
    [
      Kind(word: "linear", formula: "W x", summary: "a matrix", words: []) { d, m, _, _ in
        Dense(inputs: d, outputs: m, hasBias: false)
      },
      Kind(word: "affine", formula: "W x + b", summary: "a matrix and a shift", words: []) { d, m, _, _ in
        Dense(inputs: d, outputs: m)
      },
    ]
    + Activation.allCases.map { activation in
      Kind(
        word: activation.rawValue, formula: "phi(W x + b), phi(z) = \(activation.formula)",
        summary: "a dense layer with its activation", words: []
      ) {
        d, m, _, _ in Dense(inputs: d, outputs: m, activation: activation)
      }
    }
    + [
      residual("residual", nil, "x + W2 phi(W1 x + b1) + b2", "a residual block of so many hidden numbers"),
      residual(
        "rmsnorm", .rms, "x + W2 phi(W1 N(x) + b1) + b2, N(x) = x / rms(x)",
        "a residual block behind a root-mean-square norm"),
      residual(
        "layernorm", .layer, "x + W2 phi(W1 N(x) + b1) + b2, N(x) = (x - mean)/sd",
        "a residual block behind a layer normalisation"),
      Kind(
        word: "attention", formula: "x_t + W_O sum_s a_ts W_V x_s",
        summary: "one head of so many numbers over the tokens of a sample", words: []
      ) { d, h, _, tokens in Attention(inputs: d, hidden: h, tokens: tokens) },
    ]

  private static func residual(_ word: String, _ norm: Normalisation?, _ formula: String, _ summary: String) -> Kind {
    Kind(word: word, formula: formula, summary: summary, words: Activation.allCases.map(\.rawValue) + ["nobias"]) {
      d, h, words, _ in
      Residual(
        inputs: d, hidden: h, activation: words.lazy.compactMap(Activation.init).first ?? .tanh, norm: norm,
        hasOutputBias: !words.contains("nobias"))
    }
  }

  /// The layers that a text asks for: a kind, a width, words of the kind, and how many: "residual 16 relu x4".
  ///
  /// - Throws: `EngineError` that says which word is wrong and what is expected.
  public static func layers(_ text: String, inputs: Int, tokens: Int) throws -> [any Layer] {
    var words = text.split(separator: " ").map(String.init)
    guard let word = words.first else {
      throw EngineError(.wrongLayer, "a layer is a kind and a width, such as \"affine 16\"")
    }
    guard let kind = kinds.first(where: { $0.word == word }) else {
      throw EngineError(
        .wrongLayer, "there is no layer `\(word)`", help: "layers: " + kinds.map(\.word).joined(separator: ", "))
    }
    var count = 1
    if let last = words.last, last.hasPrefix("x"), let n = Int(last.dropFirst(), radix: 10) {
      guard (1...10_000).contains(n) else {
        throw EngineError(.wrongLayer, "\"\(text)\": from 1 to 10000 layers alike, not \(n)")
      }
      (count, words) = (n, Array(words.dropLast()))
    }
    guard words.count >= 2, let width = Int(words[1], radix: 10), (1...65_536).contains(width) else {
      throw EngineError(.wrongLayer, "\"\(text)\" needs its width behind `\(word)`, from 1 to 65536: \"\(word) 16\"")
    }
    let rest = Array(words.dropFirst(2))
    if let odd = rest.first(where: { !kind.words.contains($0) }) {
      throw EngineError(
        .wrongLayer, "\"\(text)\": `\(odd)` does not belong to \(word)",
        help: kind.words.isEmpty
          ? "\"\(word) \(width)\", or \"\(word) \(width) x4\" for four"
          : "it may be " + kind.words.joined(separator: ", "))
    }
    guard word != "attention" || tokens > 1 else {
      throw EngineError(
        .wrongLayer, "attention needs points that are sequences",
        help: "tokens=8 cuts each row of the data into eight tokens")
    }
    var d = inputs
    return (0..<count).map { _ in
      let layer = kind.make(d, width, rest, tokens)
      d = layer.outputs
      return layer
    }
  }
}
