import Core

/// Refractive indices of one's own, by formula or by function, with the derivatives of what is written.
enum Index {
  static let names = ["luneburg", "fisheye", "bump", "layers"]

  /// What is wrong with a lens, as far as it can be seen before the script runs.
  static func complaint(_ text: String) -> String? {
    if names.contains(text) { return nil }
    let isWord = text.utf8.allSatisfy { Lexer.isLetter($0) || Lexer.isDigit($0) }
    if isWord, Double(text) == nil, text != "r", text != "x", text != "y" {
      return "`lens` cannot be `\(text)`: " + (Suggestion.phrase(text, among: names) ?? "it is one of " + names.joined(separator: ", ") + ", or a formula in quotes")
    }
    let source = Source(text)
    do {
      _ = try expression(source, 0..<source.bytes.count)
      return nil
    } catch { return "`lens` is not a formula: \((error as? Diagnostic)?.message ?? "\(error)")" }
  }

  private static func expression(_ source: Source, _ range: Range<Int>) throws -> Expression {
    var parser = Parser(source, range: range, depth: 0)
    let expression = try parser.expression()
    if let error = parser.errors.first { throw error }
    guard parser.current.kind == .end else { throw parser.unexpected("the formula's end") }
    return expression
  }

  /// Errors stand where they are in the formula, when it is written in place.
  static func medium(formula text: String, at span: Span, _ session: inout Session) throws -> Medium {
    let isInPlace = span.text == "\"\(text)\""
    do {
      let source = isInPlace ? span.source : Source(text)
      let body = try expression(source, isInPlace ? span.range.lowerBound + 1..<span.range.upperBound - 1 : 0..<source.bytes.count)
      let isRadial = body.mentions(["r"])
      if isRadial, body.mentions(["x", "y"]) { throw Diagnostic("wrong-argument", "an index goes by r, or by x and y, not by both", at: span) }
      let variables = isRadial ? ["r"] : body.mentions(["x"]) ? ["x", "y"] : ["y"]
      return medium(try session.differentiable(body, in: variables), variables, name: "n = " + text)
    } catch var error as Diagnostic where !isInPlace {
      error.span = span
      throw error
    }
  }

  /// def n(r) = ..., def n(x, y) = ...
  static func medium(_ value: Value, at span: Span, _ session: inout Session) throws -> Medium {
    guard case .function(let definition) = value else { throw Diagnostic("wrong-type", "`index` is a function, not \(value.kind)", at: span) }
    let name = definition.name.text
    guard (1...2).contains(definition.parameters.count), case .expression(let body) = definition.body else {
      throw Diagnostic("wrong-type", "`\(name)` must be one expression in r, or in x and y: def n(r) = ...", at: span)
    }
    let names = definition.parameters.map(\.text)
    return medium(try session.differentiable(body, in: names), names.count == 1 ? ["r"] : ["x", "y"], name: name)
  }

  private static func medium(_ n: @escaping JetFunction, _ variables: [String], name: String) -> Medium {
    switch variables {
    case ["r"]: .radial(index: { n(Jet(value: $0, x: 1), Jet(value: 0)) }, name: name)
    case ["y"]:
      .layered(name) { y in
        let index = n(Jet(value: y, x: 1), Jet(value: 0))
        guard index.value > 0 else { return (-1, 0, 0) }
        let w = index * index
        return (w.value, w.x, w.xx)
      }
    default:
      Medium(name: name, symmetries: []) { x, y in
        let index = n(Jet(value: x, x: 1), Jet(value: y, y: 1))
        guard index.value > 0 else { return .init(value: -1, gradient: (0, 0), hessian: (0, 0, 0)) }
        let w = index * index
        return .init(value: w.value, gradient: (w.x, w.y), hessian: (w.xx, w.xy, w.yy))
      }
    }
  }
}

extension Medium {
  /// A radial medium of one's own. n^2 is a function of u = r^2 with derivatives w'/2r and (w'' - w'/r)/4r^2, w = n^2 by r; at the centre the first is
  /// w''/2, and the second has no part in the Hessian.
  fileprivate static func radial(index n: @escaping @Sendable (Double) -> Jet, name: String) -> Medium {
    radial(name) { u in
      let r = u.squareRoot()
      let index = n(r)
      // Where n is not positive the medium is opaque.
      guard index.value > 0 else { return (-1, 0, 0) }
      let w = index * index
      return r < 1e-6 ? (w.value, w.xx / 2, 0) : (w.value, w.x / (2 * r), (w.xx - w.x / r) / (4 * u))
    }
  }
}
