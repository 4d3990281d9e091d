import Checked
import Core
import Syntax

/// Refractive indices of one's own, by formula or by function, with the derivatives of what is written.
enum RefractiveIndex {
  /// What is wrong with a lens, as far as it can be seen before the script runs.
  static func complaint(_ text: String) -> String? {
    if LensCatalogue.names.contains(text) { return nil }
    let isWord = text.unicodeScalars.allSatisfy(Identifier.isPart)
    if isWord, Double(text) == nil, text != "r", text != "x", text != "y" {
      return "`lens` cannot be `\(text)`: "
        + (Suggestion.phrase(text, among: LensCatalogue.names) ?? "it is one of "
          + LensCatalogue.names.joined(separator: ", ")
          + ", or a formula in quotes")
    }
    let source = Source(text)
    do {
      _ = try Parser.expression(source, 0..<source.bytes.count, end: end)
      return nil
    } catch { return "`lens` is not a formula: \((error as? Diagnostic)?.message ?? "\(error)")" }
  }

  private static let end = "the formula's end"

  /// Errors stand where they are in the formula, when it is written in place.
  static func medium(formula text: String, at span: Span, _ session: inout Session) throws -> Medium {
    let isInPlace = span.text == "\"\(text)\""
    do {
      let source = isInPlace ? span.source : Source(text)
      let body = try Parser.expression(
        source,
        isInPlace ? Range(from: span.range.lowerBound + 1, upTo: span.range.upperBound - 1) : 0..<source.bytes.count,
        end: end)
      let isRadial = body.mentions(["r"])
      if isRadial, body.mentions(["x", "y"]) {
        throw Diagnostic(.wrongArgument, "an index goes by r, or by x and y, not by both", at: span)
      }
      let variables = isRadial ? ["r"] : body.mentions(["x"]) ? ["x", "y"] : ["y"]
      return medium(
        try squared(body, in: variables, of: variables, session), variables, name: "n = " + text,
        symmetries: try symmetries(body, in: variables, session))
    } catch var error as Diagnostic where !isInPlace {
      error.span = span
      throw error
    }
  }

  /// def n(r) = ..., def n(x, y) = ...
  static func medium(_ value: Value, at span: Span, _ session: inout Session) throws -> Medium {
    guard case .function(let definition) = value else {
      throw Diagnostic(.wrongType, "`index` is a function, not \(value.kind)", at: span)
    }
    let name = definition.title
    guard (1...2).contains(definition.parameters.count), let body = try definition.formula(at: span) else {
      throw Diagnostic(.wrongType, "`\(name)` must be one expression in r, or in x and y: def n(r) = ...", at: span)
    }
    let names = definition.parameters.map(\.text)
    let variables = names.count == 1 ? ["r"] : ["x", "y"]
    return medium(
      try squared(body, in: names, of: variables, session), variables, name: name,
      symmetries: try symmetries(body, in: names, session))
  }

  /// Where n is not positive the medium is opaque.
  private static func medium(
    _ squared: SquaredIndex, _ variables: [String], name: String, symmetries: [Generator]
  ) -> Medium {
    switch variables {
    case ["r"]: .radial(squared, name: name)
    case ["y"]:
      .layered(name, script: squared.script) { y in
        guard let w = squared([y]) else { return (-1, 0, 0) }
        return (w[0], w[1], w[2])
      }
    default:
      Medium(name: name, symmetries: symmetries, script: squared.script) { x, y in
        guard let w = squared([x, y]) else { return .init(value: -1, gradient: (0, 0), hessian: (0, 0, 0)) }
        return .init(value: w[0], gradient: (w[1], w[2]), hessian: (w[3], w[4], w[6]))
      }
    }
  }
}

/// n^2 at a place, then its first derivatives, then the second, row by row; nil where n is not positive.
private typealias Squares = @Sendable (_ place: [Double]) -> [Double]?

/// The same as numbers and in JavaScript.
private struct SquaredIndex: Sendable {
  let values: Squares
  let script: MediumScript

  func callAsFunction(_ place: [Double]) -> [Double]? { values(place) }
}

extension Domain where T == String {
  /// A lens by its name, or the formula of an index.
  static var index: Domain {
    Domain(
      .choice(LensCatalogue.names), text: { $0 }, check: { text, _ in RefractiveIndex.complaint(text) },
      convert: { if case .string(let s) = $0 { s } else { nil } })
  }
}

extension RefractiveIndex {
  /// The motions of the plane that leave an index n(x, y) as it is, as far as they are proved: those that leave n^2 |v|^2
  /// as it is and the lengths of v.
  private static func symmetries(_ body: Expression, in names: [String], _ session: Session) throws -> [Generator] {
    guard names.count == 2 else { return [] }
    var closing = ClosedFormula(session, own: Set(names))
    var graph = Graph(uniform: 0..<0)
    let inputs = (0..<4).map { graph.input($0) }
    var builder = GraphBuilder(graph, names: Dictionary(zip(names, inputs.map { [$0] })) { $1 }, session)
    let n = try builder.scalar(closing.close(body))
    graph = builder.graph
    let squares = [n, inputs[2], inputs[3]].map { graph.binary(.multiply, $0, $0) }
    let speed = graph.binary(.add, squares[1], squares[2])
    let value = graph.binary(.multiply, squares[0], speed)
    let action = try Lagrangian(
      name: "light", definition: "", bodies: 1, dimension: 2, parameters: [], graph: graph, value: value)
    return action.symmetries([]).proved.filter { xi in
      xi.matrix[0] == 0 && xi.matrix[3] == 0 && xi.matrix[1] == -xi.matrix[2]
    }
  }

  /// - Throws: `Diagnostic` at what is not known or has no derivative.
  private static func squared(
    _ body: Expression, in names: [String], of variables: [String], _ session: Session
  ) throws -> SquaredIndex {
    var closing = ClosedFormula(session, own: Set(names))
    var graph = Graph(uniform: 0..<0)
    let inputs = names.indices.map { graph.input($0) }
    var builder = GraphBuilder(graph, names: Dictionary(zip(names, inputs.map { [$0] })) { $1 }, session)
    let n = try builder.scalar(closing.close(body))
    graph = builder.graph
    let (one, square) = (graph.constant(1), graph.binary(.multiply, n, n))
    let slopes = graph.gradient(of: [square], seeds: [one], by: inputs)
    let curvatures = slopes.flatMap { graph.gradient(of: [$0], seeds: [one], by: inputs) }
    let tape = Tape(graph, [n, square] + slopes + curvatures)
    // Only what is used: of the mixed derivatives one.
    let outputs =
      [n, square] + slopes + (names.count == 1 ? curvatures : [curvatures[0], curvatures[1], curvatures[3]])
    let (statements, results) = graph.script(outputs) { variables[$0] }
    let body = statements + "return [\(results[0]) > 0 ? \(results[1]) : NaN, \(results[2...].joined(separator: ", "))]"
    return SquaredIndex(
      values: { place in
        let values = tape(place)
        return values[0] > 0 ? Array(values[1...]) : nil
      }, script: MediumScript(variables.count == 2 ? .plane : variables == ["y"] ? .layered : .radius, body))
  }
}

extension Medium {
  /// A radial medium of one's own. n^2 is a function of u = r^2 with derivatives w'/2r and (w'' - w'/r)/4r^2, w = n^2
  /// by r; at the centre the first is w''/2, and the second has no part in the Hessian. Near it the
  /// difference in the second is rounding.
  fileprivate static func radial(_ squared: SquaredIndex, name: String) -> Medium {
    radial(name, script: squared.script) { u in
      let r = u.squareRoot()
      guard let w = squared([r]) else { return (-1, 0, 0) }
      guard r > 0 else { return (w[0], w[2] / 2, 0) }
      let excess = w[2] - w[1] / r
      return (w[0], w[1] / (2 * r), abs(excess) <= 1e-10 * abs(w[2]) ? 0 : excess / (4 * u))
    }
  }
}

extension Expression {
  /// Whether one of the names occurs in it.
  fileprivate func mentions(_ names: [String]) -> Bool {
    bareName.map(names.contains) == true || children.contains { $0.mentions(names) }
  }
}
