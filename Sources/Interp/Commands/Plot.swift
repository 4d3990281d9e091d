import Core
import Figures

/// plot path arrows=gradient
enum PlotPath {
  static let arrows = Option<String>.choice(
    "arrows", ["none", "gradient", "mean"], "each point's gradient at the start and the end, or one mean gradient per cluster on its way",
    standard: "none")
  static let command = Command(
    "plot", "path", "draws the way of every point through the chain, with start (dots) and destination (crosses)",
    details: ["Arrows show the gradient's direction, -g being downhill; the longest is a sixth of the picture."], [arrows], takesFile: true,
    examples: [.init(exampleSetup + "plot path > \"path.svg\"", shows: "path.svg written")]
  ) { call, session in
    let experiment = try session.experiment()
    let trace = try experiment.trace()
    var marks: [Mark] = []
    for i in 0..<trace.count {
      let way = trace.states.map { Point($0[i, 0], $0[i, 1]) }
      marks.append(.line(way, Style(.series(trace.labels[i]), width: 0.8, opacity: 0.45)))
    }
    for (c, name) in trace.clusters.enumerated() {
      let members = (0..<trace.count).filter { trace.labels[$0] == c }
      func points(_ states: Columns<State>) -> [Point] { members.map { Point(states[$0, 0], states[$0, 1]) } }
      marks.append(.points(points(trace.states[0]), .dot, Style(.series(c), name: name)))
      marks.append(.points(points(trace.states[trace.steps]), .ring, Style(.series(c), width: 0.8, opacity: 0.8)))
      let goals = Set(points(experiment.population.destinations).map { [$0.x, $0.y] }).sorted { $0.lexicographicallyPrecedes($1) }
      marks.append(.points(goals.map { Point($0[0], $0[1]) }, .cross, Style(.series(c), width: 2)))
    }
    let kind = try call[arrows] ?? "none"
    let steps = kind == "mean" ? Array(stride(from: 0, through: trace.steps, by: max(1, trace.steps / 10))) : [0, trace.steps]
    if kind != "none" { marks += gradients(trace, steps: steps, isMean: kind == "mean") }
    let figure = Figure(
      title: "\(trace.count) points through \(trace.steps) \(experiment.chain.family.name) layers",
      panels: [Panel(x: Axis("x"), y: Axis("y"), equalAspect: true, marks: marks)],
      altText: "Paths of \(trace.count) points in \(trace.clusters.count) clusters from their start to their destinations.")
    try deliver(figure, call, &session)
  }

  /// Arrows along g at some steps, in one scale: each point's, or each cluster's mean at its mean state.
  static func gradients(_ trace: Trace, steps: [Int], isMean: Bool) -> [Mark] {
    var arrows: [(cluster: Int, at: Point, g: Point)] = []
    for t in steps {
      if isMean {
        for c in trace.clusters.indices {
          let share = trace.mean(cluster: c) { _ in 1 }
          func mean(_ f: (Int) -> Double) -> Double { trace.mean(cluster: c, f) / share }
          arrows.append(
            (c, Point(mean { trace.states[t][$0, 0] }, mean { trace.states[t][$0, 1] }),
              Point(mean { trace.costates[t][$0, 0] }, mean { trace.costates[t][$0, 1] })))
        }
      } else {
        for i in 0..<trace.count {
          arrows.append((trace.labels[i], Point(trace.states[t][i, 0], trace.states[t][i, 1]), Point(trace.costates[t][i, 0], trace.costates[t][i, 1])))
        }
      }
    }
    let longest = arrows.map { ($0.g.x * $0.g.x + $0.g.y * $0.g.y).squareRoot() }.max() ?? 0
    guard longest > 0 else { return [] }
    let places = arrows.map(\.at)
    let size = max(
      (places.map(\.x).max() ?? 1) - (places.map(\.x).min() ?? 0), (places.map(\.y).max() ?? 1) - (places.map(\.y).min() ?? 0), 1e-6)
    let scale = size / 6 / longest
    return trace.clusters.indices.map { c in
      .arrows(
        arrows.filter { $0.cluster == c }.map { ($0.at, Point($0.at.x + scale * $0.g.x, $0.at.y + scale * $0.g.y)) },
        Style(.series(c), width: 1.2))
    }
  }

  /// To the terminal, or to the file behind `>`.
  static func deliver(_ figure: Figure, _ call: Call, _ session: inout Session) throws {
    guard let file = call.file else {
      session.show(.figure(figure))
      return
    }
    guard case .string(let path) = file.value else { return }
    guard path.hasSuffix(".svg") else {
      throw Diagnostic("unknown-ending", "pictures are written as .svg", at: file.span)
    }
    try session.placed(file.span) { try $0.host.write(Array(figure.svg().utf8), to: path) }
    session.show(.report("\(path) written", seconds: nil))
  }
}

/// plot layer 25
enum PlotLayer {
  static let layer = Option<Value>.value("layer", .layer, "which layer; `last` for the last one, 0 for the input")
  static let arrows = Option<String>.choice(
    "arrows", ["none", "gradient", "mean"], "each point's gradient, or one mean gradient per cluster", standard: "gradient")
  static let command = Command(
    "plot", "layer", "draws the points behind one layer, and their gradients", [layer, arrows], takesFile: true,
    examples: [.init(exampleSetup + "plot layer 3 > \"layer.svg\"", shows: "layer.svg written")]
  ) { call, session in
    let experiment = try session.experiment()
    let k = try InspectLayer.layerIndex(try call.require(layer), in: experiment.chain, at: call.span(of: layer.parameter))
    let trace = try experiment.trace()
    var marks: [Mark] = trace.clusters.enumerated().map { c, name in
      let members = (0..<trace.count).filter { trace.labels[$0] == c }
      return .points(members.map { Point(trace.states[k][$0, 0], trace.states[k][$0, 1]) }, .dot, Style(.series(c), name: name))
    }
    let kind = try call[arrows] ?? "gradient"
    if kind != "none" { marks += PlotPath.gradients(trace, steps: [k], isMean: kind == "mean") }
    let figure = Figure(
      title: "layer \(k) of \(trace.steps)", panels: [Panel(x: Axis("x"), y: Axis("y"), equalAspect: true, marks: marks)],
      altText: "The points of \(trace.clusters.count) clusters behind layer \(k).")
    try PlotPath.deliver(figure, call, &session)
  }
}

/// plot momentum by cluster
enum PlotQuantity {
  static let quantity = Option<Value>.value("quantity", .quantity, "a quantity or a series, or `path`, or `layer`")
  static let scale = Option<String>.choice("scale", ["linear", "log"], "the vertical axis; a training's loss and gradient are logarithmic by themselves")
  static let command = Command(
    "plot", nil, "draws a quantity over the layers of the chain or the steps of its training", [quantity, scale], takesFile: true,
    examples: [.init(exampleSetup + "plot momentum by cluster > \"momentum.svg\"", shows: "momentum.svg written")]
  ) { call, session in
    let span = call.span(of: quantity.parameter)
    var value = try call.require(quantity)
    if case .quantity(var reference) = value {
      if case .history = reference.quantity.source, reference.over == nil { reference.over = .step }
      value = .quantity(reference)
    }
    let settled = try session.placed(span) { try $0.settled(value) }
    guard case .series(let series) = settled else {
      throw Diagnostic("wrong-type", "a series can be plotted, not \(settled.kind)", at: span)
    }
    let isLog = try call[scale].map { $0 == "log" } ?? (series.axis == .step)
    let resolution = try Self.resolution(value, session)
    try PlotPath.deliver(figure(series, isLog: isLog, resolution: resolution), call, &session)
  }

  /// One panel for each component, one line for each group. A charge by cluster has its total beside, in grey.
  static func figure(_ series: Series, isLog: Bool, resolution: Double) -> Figure {
    var components: [String] = []
    for column in series.columns where !components.contains(column.component) { components.append(column.component) }
    let panels = components.map { component in
      let columns = series.columns.filter { $0.component == component }
      var marks: [Mark] = columns.enumerated().map { c, column in
        let points = column.values.enumerated().map { Point(Double(series.first + $0), isLog ? abs($1) : $1) }
        return .line(points, Style(.series(c), width: 2, name: column.group.isEmpty ? nil : column.group))
      }
      if columns.count > 1, columns.count <= 12, !isLog {
        let total = (0..<series.count).map { i in Point(Double(series.first + i), columns.reduce(0) { $0 + $1.values[i] }) }
        if series.name.contains("momentum") || series.name.contains("angular") || series.name.contains("dilation") {
          marks.append(.line(total, Style(.neutral, width: 3, opacity: 0.6, name: "sum")))
        }
      }
      let label = component.isEmpty ? series.name : "\(series.name), \(component)"
      return Panel(
        x: Axis(series.axis.rawValue), y: Axis(isLog && columns.contains { $0.values.contains { $0 < 0 } } ? "|\(label)|" : label, scaling: isLog ? .log : .linear, resolution: resolution),
        marks: marks)
    }
    return Figure(
      title: "\(series.name) over \(series.axis.rawValue)s", panels: panels,
      altText: "\(series.name) in \(series.columns.count) curves over \(series.count) \(series.axis.rawValue)s.")
  }

  /// A charge that varies by less than a thousandth of its parts' scale is drawn flat.
  private static func resolution(_ value: Value, _ session: Session) throws -> Double {
    guard case .quantity(let reference) = value, let generator = reference.generators?.first?.generator else { return 0 }
    return 1e-3 * (try session.experiment().trace().scale(generator))
  }
}
