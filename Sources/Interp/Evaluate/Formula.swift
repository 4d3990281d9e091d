import Core
import Syntax

/// A quantity of one's own: an expression in a point's state `x`, its costate `g`, the `layer` and its cluster's name
/// `label`.
///
/// The value of a group is E[1_C f(x, g, layer, label)], so that the clusters' parts add up to the whole, as momentum's
/// do; of a point it is f itself. `mean(...)` around the expression says the same.
struct Formula {
  private let expression: Expression
  private let session: Session

  init(_ expression: Expression, _ session: Session) {
    if case .call(let name, let arguments) = expression.kind, name.text == "mean", arguments.count == 1 {
      self.expression = arguments[0]
    } else {
      self.expression = expression
    }
    self.session = session
  }

  /// One row of numbers over the layers for each component.
  func means(in experiment: Experiment, _ group: Group) throws -> [[Double]] {
    let trace = try experiment.stretch()
    var evaluator = Evaluator(session)
    evaluator.session.scope.enter([:])
    var rows: [[Double]] = []
    for k in 0...trace.steps {
      if session.host.isInterrupted { throw Interrupted() }
      let sums = try sum(trace, k, group, &evaluator)
      if k == 0 { rows = sums.map { _ in [] } }
      guard sums.count == rows.count else {
        throw Diagnostic(
          .wrongType, "the quantity has \(rows.count) components at first and \(sums.count) at layer \(k)",
          at: expression.span)
      }
      for c in rows.indices { rows[c].append(sums[c]) }
    }
    return rows
  }

  private func sum(_ trace: Trace, _ k: Int, _ group: Group, _ evaluator: inout Evaluator) throws -> [Double] {
    if case .point(let i) = group { return try value(trace, k, i, &evaluator) }
    var sums: [CompensatedSum] = []
    for i in 0..<trace.count where group.cluster == nil || trace.labels[i] == group.cluster {
      let values = try value(trace, k, i, &evaluator)
      if sums.isEmpty { sums = values.map { _ in CompensatedSum() } }
      for c in sums.indices where c < values.count { sums[c].add(trace.weights[i] * values[c]) }
    }
    return sums.map(\.value)
  }

  private func value(_ trace: Trace, _ k: Int, _ i: Int, _ evaluator: inout Evaluator) throws -> [Double] {
    let (x, g) = (trace.states[k], trace.costates[k])
    evaluator.session.scope.replace([
      "x": .vector((0..<x.dimension).map { x[i, $0] }), "g": .vector((0..<g.dimension).map { g[i, $0] }),
      "layer": .number(Double(k)),
      "label": .string(trace.clusters[trace.labels[i]]),
    ])
    switch try evaluator.settledValue(expression) {
    case .number(let x): return [x]
    case .bool(let b): return [b ? 1 : 0]
    case .vector(let v): return v
    case let other:
      throw Diagnostic(
        .wrongType, "a quantity is a number or a vector at each point, not \(other.kind)", at: expression.span)
    }
  }
}
