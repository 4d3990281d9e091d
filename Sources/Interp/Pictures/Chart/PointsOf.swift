import Core
import Limits
import Syntax

/// `points of red at layer 25`: where a process' points are, where no variable is called `points`.
struct PointsOf {
  private let process: String?
  private var cluster: Name?
  private var layer: Expression?
  private let span: Span

  /// - Returns: nil of what is something else.
  init?(_ expression: Expression, _ session: inout Session) throws {
    var (value, slices): (Expression, [Expression.Slice]) = (expression, [])
    while case .slice(let inner, let slice) = value.kind {
      slices.append(slice)
      value = inner
    }
    switch value.kind {
    case .name(DrawnWord.points) where session.variable(DrawnWord.points) == nil: process = nil
    case .member(let owner, let name) where name.text == DrawnWord.points:
      guard let word = owner.bareName, session.variable(word) == nil, session.workspace.processes[word] != nil else {
        return nil
      }
      process = word
    default: return nil
    }
    span = expression.span
    for slice in slices {
      switch slice {
      case .of(let name): cluster = name
      case .at(_, let place): layer = place
      case .by(let name), .over(let name): throw Self.refusal(at: name.span)
      case .per(let x): throw Self.refusal(at: x.span)
      }
    }
  }

  private static func refusal(at span: Span) -> Diagnostic {
    Diagnostic(
      .unknownGroup, "points are drawn `of` a cluster and `at` a layer", at: span,
      label: "such as `plot points of red at layer 3`")
  }

  /// The points of one cluster, or of each; without a layer those at the end.
  func subjects(_ session: inout Session) throws -> [Drawn.Subject] {
    let experiment = try span.blamed { try session.experiment(process) }
    let k = try number(experiment, &session)
    let trace = try span.blamed { try experiment.trace() }
    let shown = try span.blamed { try Shown(trace.states[k], weights: trace.weights) }
    var chosen = Array(trace.clusters.indices)
    if let cluster {
      guard let c = trace.clusters.firstIndex(of: cluster.text) else {
        throw Diagnostic(
          .unknownCluster, "the process carries no cluster `\(cluster.text)`", at: cluster.span,
          label: Suggestion.phrase(cluster.text, among: trace.clusters))
      }
      chosen = [c]
    }
    return try chosen.map { c in
      var (x, y): ([Double], [Double]) = ([], [])
      var turns = Turns(every: 4096)
      for i in 0..<trace.count where trace.labels[i] == c {
        try turns.check()
        x.append(shown.states[i, 0])
        y.append(shown.states.dimension > 1 ? shown.states[i, 1] : 0)
      }
      let numbers = DrawnNumbers(
        columns: [.init(component: shown.axes.x, values: x), .init(component: shown.axes.y, values: y)],
        places: x.indices.map { Double($0 + 1) }, axis: "point", isPlane: true, remark: shown.remark)
      return Drawn.Subject(value: .nothing, label: trace.clusters[c], span: span, points: numbers, color: c)
    }
  }

  private func number(_ experiment: Experiment, _ session: inout Session) throws -> Int {
    guard let layer else { return experiment.steps }
    if layer.bareName == "last", session.variable("last") == nil { return experiment.steps }
    let value = try session.evaluating { try $0.settledValue(layer) }
    return try experiment.partNumber(value, at: layer.span)
  }
}

/// States of any number of coordinates as a picture shows them: those of one along a line, those of more than two on the
/// directions in which all of the layer's points vary most, whichever cluster is drawn.
private struct Shown {
  let states: Columns<State>
  let axes: (x: String, y: String)
  var remark: String?

  init(_ states: Columns<State>, weights: [Double]) throws {
    guard states.dimension > 2 else {
      self.states = states
      axes = ("x", states.dimension == 2 ? "y" : "")
      if states.dimension == 1 { remark = "points of one coordinate, along a line" }
      return
    }
    let principal = try PrincipalAxes([states], weights: weights)
    self.states = principal.flat(states)
    axes = PrincipalAxes.names
    remark = principal.remark
  }
}
