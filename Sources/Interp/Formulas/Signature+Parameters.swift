import Core
import Syntax

extension Signature.Declaration {
  var kind: FamilyParameter.Role? { role.flatMap { FamilyParameter.Role(rawValue: $0.text) } }

  /// cx, cy
  var parts: [String] {
    switch kind {
    case .centre?, .vector?: ["x", "y"].map { name.text + $0 }
    case .matrix?: ["11", "12", "21", "22"].map { name.text + $0 }
    default: [name.text]
    }
  }
  var size: Int { parts.count }

  static let roles = FamilyParameter.Role.allCases.filter { $0 != .logScale }.map(\.rawValue)
}

extension Signature {
  var count: Int { parameters.reduce(0) { $0 + $1.size } }

  func with(rests: [Expression?]) -> Signature {
    Signature(
      name: name, variables: variables,
      parameters: zip(parameters, rests).map { Declaration(name: $0.name, role: $0.role, rest: $1) })
  }
}
