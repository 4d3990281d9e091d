import CKernel

/// What the kernel runs for a layer given by a formula: the programs of `nsh_program`, and the memory in which they
/// lie.
///
/// y = f(x, theta) forward, and backward, with g at y, the pullback g f_x and g f_theta. Both come from one graph, so
/// that what the forward program has computed need not be computed again: it is kept.
final class Program: @unchecked Sendable {
  let value: nsh_program
  private let codes: [UnsafeMutableBufferPointer<nsh_instruction>]
  private let constants: UnsafeMutableBufferPointer<Double>

  /// More registers than this an instruction cannot name.
  static let limit = 4000

  /// - Parameters:
  ///   - graph: inputs 0 and 1 are the state, those after it the parameters, and then come two of the covector.
  ///   - outputs: y.
  /// - Throws: `EngineError` when the formula is too long.
  init(_ graph: Graph, outputs: [Graph.Node], parameters: Int) throws(EngineError) {
    var graph = graph
    let state = [graph.input(0), graph.input(1)]
    let theta = (0..<parameters).map { graph.input(2 + $0) }
    let covector = [graph.input(2 + parameters), graph.input(3 + parameters)]
    let pulled = graph.gradient(of: outputs, seeds: covector, by: state + theta)
    guard graph.operations.count <= Self.limit else {
      throw EngineError(
        .tooLong,
        "the formula is too long: it and its derivatives take \(graph.operations.count) operations; the limit is \(Self.limit)"
      )
    }
    let isPoint = { (node: Graph.Node) in !graph.isUniform(node) }
    let sinks = pulled.dropFirst(2).map { node in
      graph.negated(node).map { Assembler.Sink(node: $0, gains: false) } ?? Assembler.Sink(node: node, gains: true)
    }
    var forward = Set(graph.ancestors(of: outputs, where: isPoint))
    let whole = Set(graph.ancestors(of: pulled.prefix(2) + sinks.map(\.node), where: isPoint))
    // Sine and cosine come together.
    for node in whole.subtracting(forward) {
      if let partner = graph.partner(of: node), forward.contains(partner) { forward.insert(node) }
    }
    let backward = whole.subtracting(forward)
    let read = backward.flatMap(graph.operands) + pulled.prefix(2) + sinks.map(\.node)
    let kept = forward.intersection(read).sorted()
    let there = Assembler(
      graph, forward.sorted(), inputs: state, outputs: outputs, kept: kept, uniforms: Uniforms(graph, theta: theta))
    let back = Assembler(
      graph, backward.sorted(), inputs: covector, outputs: Array(pulled.prefix(2)), sinks: sinks, kept: kept,
      uniforms: there.uniforms)
    let uniforms = back.uniforms
    func stored<T>(_ items: [T]) -> UnsafeMutableBufferPointer<T> {
      let buffer = UnsafeMutableBufferPointer<T>.allocate(capacity: max(1, items.count))
      _ = buffer.initialize(from: items)
      return buffer
    }
    let codes = [stored(uniforms.code), stored(there.code), stored(back.code)]
    let constants = stored(uniforms.constants)
    (self.codes, self.constants) = (codes, constants)
    let counts = [uniforms.code.count, there.code.count, back.code.count]
    let code = (0..<3).map { nsh_code(instructions: UnsafePointer(codes[$0].baseAddress), count: counts[$0]) }
    value = nsh_program(
      uniform: code[0], forward: code[1], backward: code[2], constants: UnsafePointer(constants.baseAddress),
      uniforms: uniforms.constants.count,
      kept: kept.count, scratch: max(there.scratch, back.scratch))
  }

  deinit {
    for code in codes { code.deallocate() }
    constants.deallocate()
  }
}

extension Graph {
  /// cos a of sin a, and the other way.
  fileprivate func partner(of node: Node) -> Node? {
    switch operations[node] {
    case .unary(.sine, let a): known(.unary(.cosine, a))
    case .unary(.cosine, let a): known(.unary(.sine, a))
    default: nil
    }
  }
}
