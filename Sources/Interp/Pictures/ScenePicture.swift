import Core
import Figures

/// The picture of a scene of mechanics, as far as it has one of its own.
enum ScenePicture {
  case orbit(OrbitPicture, title: String)
  case light(LightPicture, title: String)
  case path(PathPicture)

  init?(_ experiment: Experiment, _ plane: PlanePicture) {
    switch experiment.scene {
    case let motion as Orbit: self = .orbit(OrbitPicture(motion, plane), title: Scenes.describe(motion))
    case let light as Light: self = .light(LightPicture(light, plane), title: Scenes.describe(light))
    case let path as ActionPath: self = .path(PathPicture(path, plane))
    default: return nil
    }
  }

  func still(_ arrows: PlanePicture.Arrows) -> Figure {
    switch self {
    case .orbit(let picture, let title): picture.still(title, arrows)
    case .light(let picture, let title): picture.still(title, arrows)
    case .path(let picture): picture.still(arrows)
    }
  }

  /// The figures of some states.
  func frames(_ states: [Int], _ arrows: PlanePicture.Arrows) -> [Figure] {
    switch self {
    case .orbit(let picture, _): states.map { picture.frame($0, arrows) }
    case .light(let picture, _): picture.frames(states, arrows)
    case .path(let picture): states.map { picture.frame($0, arrows) }
    }
  }
}

extension Figure {
  /// With its first panel alone, under the figure's title.
  var withFirstPanel: Figure {
    var figure = self
    figure.panels = Array(panels.prefix(1))
    if let title { figure.panels[0].title = title }
    figure.columns = 1
    return figure
  }
}
