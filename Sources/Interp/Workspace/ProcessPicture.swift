import Core
import Figures

/// What arrows show: each point's gradient, or one mean gradient for each cluster.
enum ArrowKind: String, CaseIterable {
  case none, gradient, mean
  static let names = allCases.map(\.rawValue)
}

/// How a process looks in the plane: at rest, in motion, and at one of its states.
protocol ProcessPicture {
  /// The arrows that its path has when none are asked for.
  var usualArrows: ArrowKind { get }
  /// The whole way.
  func still(_ arrows: ArrowKind) -> Figure
  /// The figures of some states, of an animation.
  func frames(_ states: [Int], _ arrows: ArrowKind) -> [Figure]
  /// One state closely.
  func state(_ k: Int, _ look: StateLook) -> Figure
  /// Some states on the same axes, a panel each.
  func panels(_ states: [Int], _ arrows: ArrowKind) -> [Figure]
  /// The whole way under a name, one panel among those of other processes.
  func panel(named name: String, _ arrows: ArrowKind) throws -> Panel
}

/// What is drawn with one state.
struct StateLook {
  var arrows: ArrowKind
  /// The points before it too.
  var hasBefore = true
  /// What the map does to the plane.
  var deformation: [Mark] = []
}

extension ProcessPicture {
  var usualArrows: ArrowKind { .mean }

  func state(_ k: Int, _ look: StateLook) -> Figure {
    frames([k], look.arrows == .gradient ? .mean : look.arrows)[0]
  }

  func panels(_ states: [Int], _ arrows: ArrowKind) -> [Figure] {
    frames(states, arrows).map(\.withFirstPanel)
  }

  func panel(named name: String, _ arrows: ArrowKind) -> Panel {
    var panel = still(arrows).panels[0]
    panel.title = name
    return panel
  }
}

extension Figure {
  /// With its first panel alone, under the figure's title.
  fileprivate var withFirstPanel: Figure {
    var figure = self
    figure.panels = Array(panels.prefix(1))
    if let title { figure.panels[0].title = title }
    figure.columns = 1
    return figure
  }
}
