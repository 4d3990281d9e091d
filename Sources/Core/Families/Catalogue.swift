/// The families by name. A new family is one file and one line here.
public enum Catalogue {
  public static let families: [any BuiltInFamily.Type] = [
    Bump.self, Swirl.self, Pinch.self, General.self, Affine.self, Anisotropic.self, Pinned.self,
  ]

  public static var names: [String] { families.map { $0.name } }

  /// - Parameter others: families that are known besides, for the message.
  /// - Throws: `EngineError` for an unknown name or a width that is not positive and finite.
  public static func family(named name: String, kernel: Kernel = .gauss, scale: Scale, others: [String] = [])
    throws(EngineError) -> any Family
  {
    guard let type = families.first(where: { $0.name == name }) else {
      throw EngineError(
        .unknownFamily, "there is no family `\(name)`", help: "families: " + (names + others).joined(separator: ", "))
    }
    guard scale.value > 0, scale.value.isFinite else {
      throw EngineError(.outOfRange, "the width s of a kernel must be positive, not \(scale.value)")
    }
    return type.init(kernel: kernel, scale: scale)
  }
}
