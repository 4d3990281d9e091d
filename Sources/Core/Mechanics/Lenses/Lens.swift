/// A medium with a name. A new lens is one file and one line in `LensCatalogue`; what its medium claims to conserve is
/// checked for all of them.
public protocol Lens: Configurable {
  /// Its index, and what it is.
  static var formula: String { get }
  var medium: Medium { get }
}

/// The lenses.
public enum LensCatalogue {
  public static let lenses: [any Lens.Type] = [
    LuneburgLens.self, FisheyeLens.self, BumpLens.self, LayersLens.self,
  ]

  public static let standard: any Lens.Type = BumpLens.self

  public static var names: [String] { lenses.map { $0.name } }

  public static func lens(named name: String) -> (any Lens.Type)? { lenses.first { $0.name == name } }

  /// The settings of all, each once.
  public static var settings: [Setting] { lenses.flatMap { $0.settings }.distinct }
}
