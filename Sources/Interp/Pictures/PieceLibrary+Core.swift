import Core
import Figures

extension PieceLibrary {
  /// All lenses with their usual settings, all integrators, kernels and families.
  static func nsh(view: Double = 2) -> PieceLibrary {
    PieceLibrary(
      media: LensCatalogue.lenses.compactMap { lens in
        Medium(lens.init(SettingValues()).medium, name: lens.name, title: "\(lens.name): \(lens.formula)")
      }, integrators: IntegratorCatalogue.integrators.map { ($0.name, $0.script) },
      kernels: Kernel.allCases.map { ($0.rawValue, $0.script) },
      families: Catalogue.families.map {
        FamilyPicture($0.init(kernel: .gauss, scale: Scale(0.7)), kernel: .gauss, view: view, kind: .grid).piece
      })
  }

  /// The same with a medium at its head, in place of the lens of its name.
  func with(_ medium: Medium) -> PieceLibrary {
    var library = self
    library.media = [medium] + media.filter { $0.name != medium.name }
    return library
  }
}

extension PieceLibrary.Medium {
  /// Nil where a page cannot compute the index.
  init?(_ medium: Core.Medium, name: String, title: String, isOwn: Bool = false) {
    guard let script = medium.script else { return nil }
    let formula = "n = "
    self.init(
      name: name, title: title, shape: script.shape.rawValue, body: script.body,
      settings: script.settings.map { setting in
        (
          setting.name, setting.value,
          LensCatalogue.settings.contains { $0.name == setting.name && $0.domain == .positive }
        )
      },
      definition: isOwn && medium.name.hasPrefix(formula) ? String(medium.name.dropFirst(formula.count)) : nil,
      isOwn: isOwn)
  }
}
