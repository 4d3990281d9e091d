/// A picture of points in the plane.
protocol PlanarPicture: ProcessPicture {
  var plane: PlanePicture { get set }
}

extension PlanarPicture {
  var scaling: ArrowScaling {
    get { plane.scaling }
    set { plane.scaling = newValue }
  }

  var numbers: ClosedRange<Int> { plane.numbers }
  var reach: (longest: Double, extent: Double) { plane.reach }
}

extension ArrowScaling {
  /// What commands ask for.
  enum Choice: String, CaseIterable { case own, same }

  static let option = Option(
    "scale", .choice(of: Choice.allCases),
    "own: the longest arrow is a sixth of the picture; same: mean arrows are as long as they are beside the points', so that both can be compared",
    default: .own)

  init(_ choice: Choice) { self = choice == .own ? .own : .same }
}
