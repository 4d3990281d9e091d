import Core
public import Syntax

extension Signature {
  /// What a formula with variables defines.
  public enum Form: Sendable {
    case family, action

    var usage: String { "NAME\(example.replacing("; a)", with: "; PARAMETERS)")) = FORMULA" }

    var example: String {
      switch self {
      case .family: "(x, y; a)"
      case .action: "(x, y, vx, vy; a)"
      }
    }

    /// What can be seen without the session.
    func check(_ signature: Signature, isConstant: (String) -> Bool) throws {
      switch self {
      case .family: try signature.checkFamily()
      case .action: try signature.checkAction()
      }
      var seen = Set<String>()
      for name in signature.variables.map(\.name) + signature.parameters.map(\.name) {
        if !seen.insert(name.text).inserted {
          throw Diagnostic(.twice, "two variables have the name `\(name.text)`", at: name.span)
        }
        if isConstant(name.text) {
          throw Diagnostic(.reservedName, "`\(name.text)` is a constant; choose another name", at: name.span)
        }
      }
    }
  }

  private func checkFamily() throws {
    if Catalogue.names.contains(name.text) {
      throw Diagnostic(.reservedName, "`\(name.text)` is a built-in family; choose another name", at: name.span)
    }
    guard (1...2).contains(variables.count) else {
      throw Diagnostic(
        .wrongCount, "a family acts on the plane: its state is (x, y) or one point, not \(variables.count) numbers",
        at: name.span,
        label: "write \(name.text)(x, y; ...): parameters stand behind a semicolon")
    }
    try checkKinds()
    if variables.count == 2, let kind = variables.compactMap(\.kind).first {
      throw Diagnostic(.wrongCount, "a family's state is two numbers, or one point", at: kind.span)
    }
    guard !parameters.isEmpty else {
      throw Diagnostic(
        .noParameters, "a family needs parameters, behind a semicolon", at: name.span,
        label: "write \(name.text)(x, y; a) = ...")
    }
    for role in parameters.compactMap(\.role) where !Declaration.roles.contains(role.text) {
      throw Diagnostic(
        .unknownRole, "`\(role.text)` is no kind of parameter", at: role.span,
        label: Suggestion.phrase(role.text, among: Declaration.roles) ?? "they are "
          + Declaration.roles.joined(separator: ", "))
    }
  }

  private func checkAction() throws {
    guard !variables.isEmpty, variables.count.isMultiple(of: 2) else {
      throw Diagnostic(
        .wrongCount, "an action has as many velocities as coordinates, not \(variables.count) variables together",
        at: name.span,
        label: "write \(name.text)(x, y, vx, vy; ...): coordinates, then velocities, then parameters behind a semicolon"
      )
    }
    guard variables.count <= 2 * Self.mostCoordinates else {
      throw Diagnostic(
        .outOfRange, "an action has at most \(Self.mostCoordinates) coordinates, or bodies", at: name.span)
    }
    try checkKinds()
    if let other = variables.first(where: { ($0.kind == nil) != (variables[0].kind == nil) }) {
      throw Diagnostic(.wrongType, "the variables of an action are all numbers, or all points", at: other.name.span)
    }
    if let role = parameters.compactMap(\.role).first {
      throw Diagnostic(.unknownRole, "the parameters of an action are numbers, of no kind", at: role.span)
    }
  }

  static let mostCoordinates = 12

  private func checkKinds() throws {
    for kind in variables.compactMap(\.kind) where kind.text != "point" {
      throw Diagnostic(.unknownKind, "a variable is a number, or a `point`, not `\(kind.text)`", at: kind.span)
    }
  }
}
