/// What some nodes of a graph need, in order, without the rest: for values at one point after the other.
public struct Tape: Sendable {
  private let operations: [Graph.Operation]
  private let results: [Int]

  public var count: Int { operations.count }

  public init(_ graph: Graph, _ outputs: [Graph.Node]) {
    var places: [Graph.Node: Int] = [:]
    var operations: [Graph.Operation] = []
    for node in graph.ancestors(of: outputs) {
      places[node] = operations.count
      let operation: Graph.Operation =
        switch graph.operations[node] {
        case .constant, .input: graph.operations[node]
        case .unary(let f, let a): .unary(f, places[a]!)
        case .binary(let f, let a, let b): .binary(f, places[a]!, places[b]!)
        }
      operations.append(operation)
    }
    self.operations = operations
    results = outputs.map { places[$0]! }
  }

  /// Writes the values of the outputs.
  ///
  /// - Parameter inputs: as many as the graph's formula has.
  func run(_ inputs: UnsafePointer<Double>, into outputs: UnsafeMutablePointer<Double>) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, operations.count)) { values in
      for (i, operation) in operations.enumerated() {
        let value =
          switch operation {
          case .constant(let x): x
          case .input(let k): inputs[k]
          case .unary(let f, let a): Graph.apply(f, values[a])
          case .binary(let f, let a, let b): Graph.apply(f, values[a], values[b])
          }
        values.initializeElement(at: i, to: value)
      }
      for (i, place) in results.enumerated() { outputs[i] = values[place] }
    }
  }

  public func callAsFunction(_ inputs: [Double]) -> [Double] {
    [Double](unsafeUninitializedCapacity: results.count) { buffer, count in
      inputs.withUnsafeBufferPointer { run($0.baseAddress!, into: buffer.baseAddress!) }
      count = results.count
    }
  }
}
