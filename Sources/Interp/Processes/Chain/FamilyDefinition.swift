import Core
import Syntax

/// Families of maps by formulas: of `define family`, and of a chain's file.
enum FamilyDefinition {
  /// - Throws: `Diagnostic` at what is wrong with a definition.
  static func family(_ signature: Signature, _ body: Expression, _ session: inout Session) throws -> FormulaFamily {
    try Signature.Form.family.check(signature) { session.constant($0) != nil }
    let own = Set(signature.variables.map(\.text) + signature.parameters.map(\.name.text))
    var closing = ClosedFormula(session, own: own)
    let closed = try closing.close(body)
    var graph = Graph(uniform: 2..<2 + signature.count)
    var names: [String: [Graph.Node]] = [:]
    let state = [graph.input(0), graph.input(1)]
    if signature.variables.count == 1 {
      names[signature.variables[0].text] = state
    } else {
      for (name, node) in zip(signature.variables, state) { names[name.text] = [node] }
    }
    var (parameters, isInferred): ([FamilyParameter], [Bool]) = ([], [])
    var rests: [Expression?] = []
    for declared in signature.parameters {
      let rest = try declared.rest.map { try declared.value($0, &session) }
      rests.append(rest.map { Expression(numbers: $0, at: declared.name.span) })
      let numbers = rest ?? [Double](repeating: 0, count: declared.size)
      names[declared.name.text] = numbers.indices.map { graph.input(2 + parameters.count + $0) }
      for (part, value) in zip(declared.parts, numbers) {
        let role = declared.kind ?? .scalar
        parameters.append(
          FamilyParameter(part, role, isAmplitude: [.scalar, .vector, .matrix].contains(role), rest: value))
        isInferred.append(declared.kind == nil)
      }
    }
    var builder = GraphBuilder(graph, names: names, session)
    let image = try builder.components(closed)
    try check(image, builder, state: state, signature, body)
    let text = signature.with(rests: rests)
    return try body.span.blamed {
      try FormulaFamily(
        name: signature.name.text, formula: Printer.text(closed),
        definition: "\(Printer.text(text)) = \(Printer.text(closed))", parameters: parameters,
        isInferred: isInferred, graph: builder.graph, image: image)
    }
  }

  /// The formula is a point that depends on the state and on every parameter.
  private static func check(
    _ image: [Graph.Node], _ builder: GraphBuilder, state: [Graph.Node], _ signature: Signature, _ body: Expression
  ) throws {
    guard image.count == 2 else {
      throw Diagnostic(
        .wrongType,
        "a family's formula is a point (x, y), not \(image.count == 1 ? "a number" : "\(image.count) numbers")",
        at: body.span)
    }
    for (declared, nodes) in signature.parameters.map({ ($0, builder.names[$0.name.text] ?? []) })
    where !builder.graph.depends(image, onAnyOf: nodes) {
      throw Diagnostic(
        .unusedParameter, "the formula does not use the parameter `\(declared.name.text)`", at: declared.name.span)
    }
    guard builder.graph.depends(image, onAnyOf: state) else {
      throw Diagnostic(.constantMap, "the formula does not depend on the state", at: body.span)
    }
  }

  /// A definition as a file carries it.
  static func family(definition text: String, _ session: inout Session) throws -> any Family {
    var parser = Parser(Source(name: "the file's formula", "define family " + text), session.language.vocabulary)
    let statements = parser.parse()
    if let error = parser.errors.first { throw EngineError(.badFile, "the file's formula: \(error.message)") }
    guard case .command(let call)? = statements.first?.kind, let argument = call.arguments.last,
      case .definition(let signature) = argument.kind
    else {
      throw EngineError(.badFile, "the file's formula is no definition of a family")
    }
    do {
      let family = try family(signature, argument.value, &session)
      session.workspace.families[family.name] = family
      return family
    } catch let error as Diagnostic { throw EngineError(.badFile, "the file's formula: \(error.message)") }
  }
}
