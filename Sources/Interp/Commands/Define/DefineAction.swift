import Checked
import Core
import Syntax

/// define action spring(x, y, vx, vy; k = 1) = (vx^2 + vy^2)/2 - k*(x^2 + y^2)/2
enum DefineAction {
  static let command = Command(
    "define", "action", "defines an action of one's own by its Lagrangian, with derivatives made from the formula",
    details: [
      "define action NAME(COORDINATES, VELOCITIES; PARAMETERS) = L. There are as many velocities as coordinates, in the same order: (q, v), (x, y, vx, vy), "
        + "(x, y, z, vx, vy, vz). Several bodies of the plane are points: (a: point, b: point, va: point, vb: point). A parameter without a value, `k` "
        + "in place of `k = 1`, is given when a path is built.",
      "The affine motions that leave L as it is are found and named; those that add a total derivative to it are not among them. They are proved on the "
        + "formula, whose derivative along the motion vanishes, and that there are no others too; where that cannot be decided, it is said at how many states "
        + "they were tried.",
      "A formula has + - * / ^, points, and the functions \(GraphBuilder.functions.joined(separator: ", ")). Variables and functions of the script are taken as "
        + "they are now.",
    ], [], signature: .action,
    ranks: .alike, also: ["lagrangian", "mechanics", "variational", "own", "formula"],
    examples: [
      .init(
        "define action spring(x, y, vx, vy; k = 1) = (vx^2 + vy^2)/2 - k*(x^2 + y^2)/2",
        shows: "spring: 2 coordinates, k = 1; symmetry: rotation"),
      .init(
        "define action pair(a: point, b: point, va: point, vb: point) = dot(va, va)/2 + dot(vb, vb)/2 - exp(-norm(a - b))",
        shows: "pair: 2 bodies of the plane; symmetries: translation x, translation y, rotation"),
    ]
  ) { call, session in
    guard let (signature, body) = call.definition else { return }
    let lagrangian = try lagrangian(signature, body, &session)
    session.workspace.actions[lagrangian.name] = lagrangian
    session.show(.report(describe(lagrangian), seconds: nil))
  }

  static func describe(_ l: Lagrangian) -> String {
    let shape =
      l.bodies > 1 ? "\(l.bodies) bodies of the plane" : "\(l.dimension) coordinate\(l.dimension == 1 ? "" : "s")"
    let parameters = l.parameters.map { p in p.standard.map { "\(p.name) = \(NumberFormat.short($0))" } ?? p.name }
    let claims = l.symmetries(l.parameters.map(\.standard))
    let found = claims.generators.map(\.name)
    let symmetries =
      found.isEmpty
      ? "no symmetry was found"
      : (found.count == 1 ? "symmetry: " : "symmetries: ") + found.joined(separator: ", ")
        + (claims.trial.map { " (\($0.text))" } ?? "")
    let kinks = l.kinks.isEmpty ? "" : "; the mean of both slopes where \(l.kinks.joined(separator: ", ")) bends"
    return "\(l.name): \(([shape] + parameters).joined(separator: ", ")); \(symmetries)\(kinks)"
  }
}

extension DefineAction {
  /// - Throws: `Diagnostic` at what is wrong with a definition.
  static func lagrangian(_ signature: Signature, _ body: Expression, _ session: inout Session) throws -> Lagrangian {
    try Signature.Form.action.check(signature) { session.constant($0) != nil }
    let isOfPoints = signature.variables[0].kind != nil
    let half = signature.variables.count / 2
    let (bodies, dimension) = isOfPoints ? (half, 2) : (1, half)
    let coordinates = bodies * dimension
    let own = Set(signature.variables.map(\.text) + signature.parameters.map(\.name.text))
    var closing = ClosedFormula(session, own: own)
    let closed = try closing.close(body)
    var graph = Graph(uniform: 0..<0)
    var names: [String: [Graph.Node]] = [:]
    for (i, variable) in signature.variables.enumerated() {
      let (kind, place) = (i / half, i % half)
      names[variable.text] = Range(from: 0, upTo: isOfPoints ? 2 : 1).map {
        graph.input(kind * coordinates + $0 * half + place)
      }
    }
    var parameters: [(name: String, standard: Double?)] = []
    var rests: [Expression?] = []
    for declared in signature.parameters {
      let value = try declared.rest.map { try declared.value($0, &session) }
      rests.append(value.map { Expression(numbers: $0, at: declared.name.span) })
      names[declared.name.text] = [graph.input(2 * coordinates + parameters.count)]
      parameters.append((declared.name.text, value?.first))
    }
    var builder = GraphBuilder(graph, names: names, session)
    let value = try builder.components(closed)
    guard value.count == 1 else {
      throw Diagnostic(.wrongType, "a Lagrangian is a number, not a point", at: body.span)
    }
    for name in signature.variables.suffix(half).map(\.name) + signature.parameters.map(\.name)
    where !builder.graph.depends(value, onAnyOf: names[name.text] ?? []) {
      throw Diagnostic(.unusedParameter, "the formula does not use `\(name.text)`", at: name.span)
    }
    return try body.span.blamed {
      try Lagrangian(
        name: signature.name.text,
        definition: "\(Printer.text(signature.with(rests: rests))) = \(Printer.text(closed))", bodies: bodies,
        dimension: dimension, parameters: parameters, graph: builder.graph, value: value[0])
    }
  }
}
