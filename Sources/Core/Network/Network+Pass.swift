import Checked
import Limits

extension Network {
  /// Points in a chunk: whole sequences, at least 256 points, at most 32 chunks. A function of the number of points
  /// alone.
  static func chunkLength(_ count: Int, tokens: Int) -> Int {
    let least = max(256, (count + 31) / 32)
    return (least + tokens - 1) / tokens * tokens
  }

  static func chunks(_ count: Int, tokens: Int) -> [Range<Int>] {
    let length = chunkLength(count, tokens: tokens)
    return stride(from: 0, to: count, by: length).map { Range(from: $0, upTo: min($0 + length, count)) }
  }

  /// Whether a pass takes more than some milliseconds, so that it asks on its way whether the work should end.
  func isLong(_ points: Int) -> Bool {
    let products = layers.reduce(0.0) { $0 + Double($1.parameterCount + ($1.mixesPoints ? tokens * $1.inputs : 0)) }
    return Double(points) * products > 1e6
  }

  /// F and its gradient, not finite where the work was asked to end on the way. The same bits for any number of threads:
  /// chunks depend on the number of points alone, and their parts are added in order.
  public func evaluate(_ population: Population, threads: Int = 1) -> Evaluation {
    evaluate(NetworkBatch(population), threads: threads)
  }

  func evaluate(_ batch: NetworkBatch, threads: Int) -> Evaluation {
    let chunks = Self.chunks(batch.count, tokens: tokens)
    let ranks = Ranks.sharing(batch.count)
    let own = ranks?.own(of: chunks.count) ?? 0..<chunks.count
    var parts = parallel(Array(chunks[own]), workers: threads) { chunk in
      var gradient = [Double](repeating: 0, count: theta.count)
      let loss = pass(batch, chunk, &gradient)
      return (loss, gradient)
    }
    if let ranks {
      // Of all ranks; where the work should end, a loss that is no number.
      let rows = ranks.rows(parts.map { [$0.0] + $0.1 }, of: chunks.count, width: 1 + theta.count)
      parts = rows?.map { ($0[0], Array($0[1...])) } ?? [(.nan, theta.map { _ in 0 })]
    }
    var loss = CompensatedSum()
    var gradient = [Double](repeating: 0, count: theta.count)
    for part in parts {
      loss.add(part.0)
      for i in gradient.indices { gradient[i] += part.1[i] }
    }
    for i in gradient.indices where isWeight[i] { gradient[i] += penalty * theta[i] }
    return Evaluation(loss: loss.value, penalty: penaltyValue, gradient: gradient)
  }

  /// Forward and back through all layers; returns the chunk's loss.
  private func pass(_ batch: NetworkBatch, _ chunk: Range<Int>, _ gradient: inout [Double]) -> Double {
    let isAsked = isLong(batch.count) ? Cancellation.isAsked : { false }
    var states = [batch.states.columns(chunk)]
    var tapes: [[Matrix]] = []
    var theta = theta
    return theta.withUnsafeMutableBufferPointer { theta in
      gradient.withUnsafeMutableBufferPointer { gradient in
        let start = { (base: UnsafeMutablePointer<Double>?, k: Int) in (base ?? .init(bitPattern: 8)!) + offsets[k] }
        for (k, layer) in layers.enumerated() {
          if isAsked() { return .nan }
          let (y, tape) = layer.forward(states[k], LayerParameters(layer.parameters, start(theta.baseAddress, k)))
          states.append(y)
          tapes.append(tape)
        }
        var (loss, g) = head.measure(
          states[layers.count], batch.targets.columns(chunk), batch.weights[chunk], tokens: tokens)
        g.scaleColumns(by: batch.weights[chunk])
        for (k, layer) in layers.enumerated().reversed() {
          if isAsked() { return .nan }
          g = layer.backward(
            g, states[k], tapes[k], LayerParameters(layer.parameters, start(theta.baseAddress, k)),
            into: LayerParameters(layer.parameters, start(gradient.baseAddress, k)))
        }
        return loss
      }
    }
  }

  /// All states and costates: g_K from the head, g_{k-1} = g_k f_x at each point.
  ///
  /// - Throws: `EngineError` when the population does not fit or a state or costate is not finite.
  public func trace(of population: Population, threads: Int = 1) throws -> Trace {
    try check(population)
    let numbers = layers.reduce(2.0 * Double(inputs)) { $0 + 2 * Double($1.outputs) }
    try MemoryLimit.present.require(
      2 * 8 * Double(population.count) * numbers, for: "the states and costates of every point at every layer")
    let batch = NetworkBatch(population)
    let chunks = Self.chunks(batch.count, tokens: tokens)
    let parts = parallel(chunks, workers: threads) { record(batch, $0) }
    try Cancellation.check()
    func joined<Role>(_ part: ([Matrix], [Matrix]) -> Matrix, _ d: Int) -> Columns<Role> {
      var whole = Matrix(rows: d, columns: batch.count)
      for (chunk, p) in zip(chunks, parts) { whole.setColumns(chunk, part(p.0, p.1)) }
      return Columns(count: batch.count, dimension: d, storage: whole.values)
    }
    let widths = [inputs] + layers.map(\.outputs)
    let states: [Columns<State>] = widths.enumerated().map { k, d in joined({ states, _ in states[k] }, d) }
    let costates: [Columns<Costate>] = widths.enumerated().map { k, d in joined({ _, costates in costates[k] }, d) }
    if let k = widths.indices.first(where: { !states[$0].isFinite }) {
      throw EngineError(.notFinite, "the states behind layer \(k) are not finite")
    }
    if let k = widths.indices.last(where: { !costates[$0].isFinite }) {
      throw EngineError(.notFinite, "the gradients at layer \(k) are not finite")
    }
    return try Trace(
      states: states, costates: costates, weights: population.weights, labels: population.labels,
      clusters: population.clusters)
  }

  private func record(_ batch: NetworkBatch, _ chunk: Range<Int>) -> ([Matrix], [Matrix]) {
    var states = [batch.states.columns(chunk)]
    var tapes: [[Matrix]] = []
    for (k, layer) in layers.enumerated() {
      if Cancellation.isAsked() { return ([], []) }
      let (y, tape) = layer.with(parameters(ofLayer: k + 1)) { layer.forward(states[k], $0) }
      states.append(y)
      tapes.append(tape)
    }
    var costates = [
      head.measure(states[layers.count], batch.targets.columns(chunk), batch.weights[chunk], tokens: tokens).g
    ]
    for (k, layer) in layers.enumerated().reversed() {
      if Cancellation.isAsked() { return ([], []) }
      var unused = [Double](repeating: 0, count: layer.parameterCount)
      costates.append(
        layer.with(parameters(ofLayer: k + 1), adding: &unused) {
          layer.backward(costates[costates.count - 1], states[k], tapes[k], $0, into: $1)
        })
    }
    return (states, costates.reversed())
  }

  /// dL/dtheta_k of the data's loss, from the trace alone; with a cluster, of that cluster's part of the loss.
  public func layerGradient(_ k: Int, trace: Trace, cluster: Int? = nil) -> [Double] {
    let layer = layers[k - 1]
    var sums = [CompensatedSum](repeating: CompensatedSum(), count: layer.parameterCount)
    let t = k - trace.first
    let (x, g) = (trace.states[t - 1].matrix, trace.costates[t].matrix)
    for chunk in Self.chunks(trace.count, tokens: tokens) where !Cancellation.isAsked() {
      var gradient = [Double](repeating: 0, count: layer.parameterCount)
      var covectors = g.columns(chunk)
      covectors.scaleColumns(
        by: chunk.map { cluster == nil || trace.labels[$0] == cluster ? trace.weights[$0] : 0 }[...])
      let states = x.columns(chunk)
      layer.with(parameters(ofLayer: k), adding: &gradient) { theta, gradient in
        _ = layer.backward(covectors, states, layer.forward(states, theta).tape, theta, into: gradient)
      }
      for i in sums.indices { sums[i].add(gradient[i]) }
    }
    return sums.map(\.value)
  }
}

/// A population as matrices.
struct NetworkBatch: Sendable {
  let states: Matrix
  let targets: Matrix
  let weights: [Double]
  var count: Int { states.columns }

  init(_ population: Population) {
    states = population.states.matrix
    targets = population.destinations.matrix
    weights = population.weights
  }
}

extension Columns {
  /// One point a column.
  var matrix: Matrix { Matrix(rows: dimension, columns: count, values: storage) }
}

extension Matrix {
  mutating func scaleColumns(by weights: ArraySlice<Double>) {
    let columns = columns
    weights.withUnsafeBufferPointer { w in
      values.withUnsafeMutableBufferPointer { v in
        for i in 0..<rows { for j in 0..<columns { v[i * columns + j] *= w[j] } }
      }
    }
  }
}

/// f of each element, on up to `workers` threads.
private func parallel<Element, T>(_ elements: [Element], workers: Int, _ f: (Element) -> T) -> [T] {
  parallel(elements.count, workers: workers) { f(elements[$0]) }
}
