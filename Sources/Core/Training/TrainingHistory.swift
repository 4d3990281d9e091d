/// What was seen after the steps of a training: after every one of a training of up to 100,000; of a longer one after
/// evenly spaced ones, the first and the last among them. Whenever there are more, every other one is forgotten, so that
/// a training of any length takes a few megabytes.
package struct TrainingHistory: Sendable {
  package private(set) var points: [TrainingPoint]
  /// All points but the last are at multiples of it.
  private var spacing: Int

  package static let most = 100_000

  /// - Parameter points: those of a history that goes on.
  package init(_ points: [TrainingPoint] = []) {
    self.points = points
    spacing = points.count > 2 ? points[1].step - points[0].step : 1
  }

  package mutating func append(_ point: TrainingPoint) {
    if let last = points.last, last.step % spacing != 0 { points.removeLast() }
    points.append(point)
    guard points.count > Self.most else { return }
    spacing *= 2
    points.removeAll { $0.step % spacing != 0 && $0.step != point.step }
  }
}
