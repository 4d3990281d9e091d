import Checked
import Core
import Recordings
import Syntax

extension RecordedProcess {
  /// The sample of points on the two directions in which the states of all layers vary most; costates on the same.
  func shadow(_ experiment: Experiment) throws -> Shadow? {
    guard sums == nil else { throw experiment.shortcoming(.plane, "has no points: they were added up and never kept") }
    let trace = try experiment.trace()
    guard trace.isUniform else {
      let stretch = moments.stretch
      throw experiment.shortcoming(
        .plane,
        "has states of \(RecordingTables.widths(model.widths)), which have no directions in common; "
          + "layers=\(model.numbers[stretch.lowerBound])..\(model.numbers[stretch.upperBound]) of `import trace` takes those of one width"
      )
    }
    let d = trace.dimension
    // Of one coordinate the plane shows (x, g).
    guard d > 2 || d == 2 && isSampled else { return nil }
    let drawn = isSampled ? ["\(sampled.count) points, drawn of \(pointCount)"] : []
    guard d > 2 else { return Shadow(trace: trace, remark: drawn.joined()) }
    let axes = try PrincipalAxes(trace)
    return Shadow(
      trace: try axes.shadow(of: trace), remark: (drawn + [axes.remark]).joined(separator: "; "),
      axes: PrincipalAxes.names)
  }
}
