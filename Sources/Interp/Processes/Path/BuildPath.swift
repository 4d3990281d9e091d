import Core
import Syntax

/// build path action=spring from=(1, 0) velocity=(0, 1) time=10
enum BuildPath {
  static let name = Option(
    "name", .newName, "the path's name, where there is to be more", default: "path", positional: true)
  static let action = Option.required("action", .name(.action), "an action of `define action`")
  static let from = Option.required(
    "from", .state, "where it starts: a number, a point, or a list of points, one for each body")
  static let velocity = Option.optional("velocity", .state, "with which velocity, in the same form")
  static let to = Option.optional("to", .state, "in place of a velocity: where it arrives")
  static let time = Option("time", .positive, "how long it takes", default: 10)
  static let steps = Option("steps", .count, "how many steps", default: 1000)
  static let rule = Option("rule", .choice, "the discrete action of a step", default: Quadrature.trapezoid)

  static let command = Command(
    "build", "path",
    "finds a path at which an action of one's own is stationary, from a start and its velocity or between two points",
    details: [
      "Parameters of the action are options by their names: k=2.",
      "From a velocity the path is made step by step, p_0 = L_v(q_0, v_0). Between two points Newton's method on the whole path starts from the straight "
        + "way; a path whose action is not least nearby is called a saddle.",
      "Costates are the momenta of the discrete action, so that the charge of each of its symmetries is the same at every step, to rounding; the charge of "
        + "another motion drifts by the torque.",
    ] + Quadrature.allCases.map { "rule \($0.rawValue): \($0.summary)" },
    [name, action, from, velocity, to, time, steps, rule], takesMore: { _ in true },
    brings: .init(process: name.parameter.standard, clusters: "body"),
    ranks: .alike,
    examples: [
      .init(
        setup + "build path action=spring from=(1, 0) velocity=(0, 0.5) steps=500",
        shows: "path: 500 steps of 0.02 by spring, energy 0.625, largest error *; kept: rotation"),
      .init(
        setup + "build path action=spring k=4 from=(1, 0) to=(0, 1) time=1\nprint max(abs(drift(angular))) < 1e-12",
        shows: "true"),
    ]
  ) { call, session in
    let word = try call[action]
    guard let lagrangian = session.workspace.actions[word] else {
      throw Diagnostic.unknownAction(
        word, among: session.workspace.actions.keys.sorted(), at: call.span(of: action.parameter))
    }
    let values = try parameters(call, lagrangian, &session)
    let (count, span) = (try call[steps], try call[time])
    let rule = try call[rule]
    let c = Double(lagrangian.coordinates)
    try session.placed(call.span(of: steps.parameter)) {
      try $0.settings.memory.require(
        Double(count) * (400 + 100 * c + 24 * c * c),
        for: "\(NumberFormat.standard(Double(count))) steps of \(NumberFormat.standard(c)) coordinates")
    }
    let start = try place(try call[from], from.parameter, call, lagrangian)
    let host = session.host
    let path = try Building.built(call) {
      if let end = try call[to] {
        try Building.refuse([velocity], "cannot stand beside `to`: the path's ends tell its velocity", call)
        return try ActionPath(
          lagrangian, values, from: start, to: place(end, to.parameter, call, lagrangian), time: span,
          steps: count, rule, isCancelled: { host.isInterrupted })
      }
      guard let push = try call[velocity] else {
        throw Diagnostic(
          .missingArgument, "`build path` needs a velocity, or the point where the path ends", at: call.span,
          label: "velocity=... or to=...")
      }
      return try ActionPath(
        lagrangian, values, from: start, velocity: place(push, velocity.parameter, call, lagrangian), time: span,
        steps: count, rule,
        isCancelled: { host.isInterrupted })
    }
    try Building.place(try Experiment(path), try call[name], at: call.span(of: name.parameter), &session)
  }

  private static let setup = "define action spring(x, y, vx, vy; k = 1) = (vx^2 + vy^2)/2 - k*(x^2 + y^2)/2\n"

  /// The values of the action's parameters.
  private static func parameters(_ call: Call, _ l: Lagrangian, _ session: inout Session) throws -> [Double] {
    let known = l.parameters.map(\.name)
    for (name, argument) in call.arguments.sorted(by: { $0.key < $1.key })
    where call.command.parameter(named: name) == nil && !known.contains(name) {
      throw Diagnostic(
        .unknownOption, "neither `build path` nor `\(l.name)` has `\(name)`", at: argument.span,
        label: Suggestion.phrase(name, among: known + call.command.parameters.map(\.name))
          ?? (known.isEmpty ? nil : "`\(l.name)` has " + known.joined(separator: ", ")))
    }
    return try l.parameters.map { parameter in
      guard let argument = call.arguments[parameter.name] else {
        if let value = parameter.standard { return value }
        throw Diagnostic(
          .missingArgument, "`\(l.name)` needs a value of `\(parameter.name)`", at: call.span,
          label: "\(parameter.name)=...")
      }
      guard case .number(let x) = argument.value, x.isFinite else {
        throw Diagnostic(
          .wrongType, "`\(parameter.name)` is a finite number, not \(argument.value.kind)", at: argument.span)
      }
      return x
    }
  }

  /// Coordinates as the engine has them: x_1 ... x_n, y_1 ... y_n.
  private static func place(_ points: [[Double]], _ parameter: Parameter, _ call: Call, _ l: Lagrangian) throws
    -> [Double]
  {
    guard points.count == l.bodies, points[0].count == l.dimension else {
      let shape =
        l.bodies > 1
        ? "a list of \(l.bodies) points" : l.dimension == 1 ? "a number" : "a point of \(l.dimension) coordinates"
      throw Diagnostic(.wrongShape, "`\(parameter.name)` of `\(l.name)` is \(shape)", at: call.span(of: parameter))
    }
    return (0..<l.dimension).flatMap { c in points.map { $0[c] } }
  }

  /// 500 steps of 0.02 by spring, energy 0.625, largest error 6.2e-5; kept: rotation
  static func describe(_ path: ActionPath) -> String {
    let f = NumberFormat.short
    var text =
      "\(path.trace.steps) step\(path.trace.steps == 1 ? "" : "s") of \(f(path.step)) by \(path.lagrangian.name)"
    if path.isBetween {
      text += " between two points, action \(f(path.action))" + (path.morseIndex > 0 ? " (saddle)" : "")
    }
    if let energies = path.energies, let first = energies.first {
      text += ", energy \(f(first)), largest error \(f(energies.map { abs($0 - first) }.max() ?? 0))"
    }
    return text + (path.symmetries.isEmpty ? "" : "; kept: " + path.symmetries.map(\.name).joined(separator: ", "))
  }
}
