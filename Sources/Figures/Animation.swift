import Checked
import Dispatch
/// Pictures one after the other, all on the same axes.
public struct Animation: Sendable {
  public let frames: [Figure]
  /// How long each is seen, in seconds.
  public let seconds: Double

  /// Axes that follow the data come to hold what any frame has.
  public init(_ frames: [Figure], seconds: Double = 0.08) {
    self.seconds = seconds
    var frames = frames
    for p in frames.first?.panels.indices ?? 0..<0 {
      let panels = frames.compactMap { p < $0.panels.count ? $0.panels[p] : nil }
      let extent = panels.flatMap { $0.marks.flatMap(\.extent) }
      let (x, y) = (Self.limits(panels.map(\.x), extent.map(\.x)), Self.limits(panels.map(\.y), extent.map(\.y)))
      for i in frames.indices where p < frames[i].panels.count {
        frames[i].panels[p].x.limits = x
        frames[i].panels[p].y.limits = y
      }
    }
    self.frames = frames
  }

  /// What holds every axis' own limits, or without such all values.
  private static func limits(_ axes: [Axis], _ values: [Double]) -> ClosedRange<Double> {
    let set = axes.compactMap(\.limits)
    if set.count == axes.count, let low = set.map(\.lowerBound).min(), let high = set.map(\.upperBound).max() {
      return ClosedRange(between: low, and: high)
    }
    var axis = axes[0]
    axis.limits = nil
    axis.resolution = axes.map(\.resolution).max() ?? 0
    let scale = Scale(axis, values: values)
    return ClosedRange(between: scale.low, and: scale.high)
  }

  /// The first panels of the frames on the same axes.
  public var panels: [Panel] { frames.compactMap(\.panels.first) }

  /// Some of the frames side by side, for paper and for terminals.
  public func still(columns: Int = 3, most: Int = 6) -> Figure {
    guard let first = frames.first else { return Figure(panels: []) }
    let count = min(most, frames.count)
    let chosen = (0..<count).map { frames[count == 1 ? 0 : $0 * (frames.count - 1) / (count - 1)] }
    let panels = chosen.flatMap { frame in
      frame.panels.map { panel in
        var panel = panel
        panel.title = panel.title ?? frame.title
        return panel
      }
    }
    return Figure(panels: panels, columns: min(columns, panels.count), caption: first.caption, altText: first.altText)
  }

  public static let standardSize = (width: 640.0, height: 400.0)
}
