import Core
import Syntax

extension Workspace {
  /// A family of one's own, or of the catalogue.
  func family(named name: String, kernel: Kernel, scale: Scale) throws(EngineError) -> any Family {
    if let own = families[name] { return own }
    let known = Catalogue.names + families.keys.sorted()
    if !known.contains(name), let near = Suggestion.phrase(name, among: known) {
      throw EngineError(.unknownFamily, "there is no family `\(name)`", help: near)
    }
    return try Catalogue.family(named: name, kernel: kernel, scale: scale, others: families.keys.sorted())
  }
}
