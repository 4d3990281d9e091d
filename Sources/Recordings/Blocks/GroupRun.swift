import Checked

/// How the points are cut for a state of a width: bundles of whole small groups, and large groups each by itself.
///
/// A group's part of M = sum g x' is needed for its size alone. Of T points the size follows from three T x T tables of
/// products, 4 T^2 d operations, since two of them are symmetric; a matrix of its own costs some passes over its d^2
/// numbers, and a product that stops at the group's end. The one is cheaper up to a T^2 of some 24 d.
enum GroupRun {
  /// Places in the recording's points, and the numbers of its groups.
  case bundle(points: Range<Int>, groups: Range<Int>)
  case single(points: Range<Int>)

  var points: Range<Int> {
    switch self {
    case .bundle(let points, _), .single(let points): points
    }
  }

  /// How many points a group may have of which tables are made.
  static func most(width: Int) -> Int { max(1, Int(saturating: (24 * Double(width)).squareRoot())) }

  static func runs(_ starts: [Int], width: Int, capacity: Int) -> [GroupRun] {
    var (runs, first): ([GroupRun], Int) = ([], 0)
    let most = min(capacity, most(width: width))
    func isSmall(_ c: Int) -> Bool { starts[c + 1] - starts[c] <= most }
    let count = max(0, starts.count - 1)
    while first < count {
      guard isSmall(first) else {
        runs.append(.single(points: Range(from: starts[first], upTo: starts[first + 1])))
        first += 1
        continue
      }
      var end = first + 1
      while end < count, isSmall(end), starts[end + 1] - starts[first] <= capacity { end += 1 }
      runs.append(
        .bundle(points: Range(from: starts[first], upTo: starts[end]), groups: Range(from: first, upTo: end)))
      first = end
    }
    return runs
  }

  /// Whole runs of about as many points each.
  static func pieces(_ runs: [GroupRun], count: Int) -> [ArraySlice<GroupRun>] {
    guard count > 1, let end = runs.last?.points.upperBound else { return [runs[...]] }
    var (pieces, first): ([ArraySlice<GroupRun>], Int) = ([], 0)
    for i in runs.indices where runs[i].points.upperBound * count >= end * (pieces.count + 1) {
      pieces.append(runs[Range(from: first, through: i)])
      first = i + 1
    }
    return pieces
  }
}
