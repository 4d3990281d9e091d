import Checked

/// How the points are cut for a state of a width: bundles of whole small groups, and large groups each by itself.
///
/// A group's part of M = sum g x' is needed for its size alone. Of T points the size follows from three T x T tables of
/// products, for 2 T^2 d operations one by one; a matrix of its own costs some passes over its d^2 numbers. The one is cheaper
/// up to T^2 of about 1.5 d.
enum GroupRun {
  /// Places in the recording's points, and the numbers of its groups.
  case bundle(points: Range<Int>, groups: Range<Int>)
  case single(points: Range<Int>)

  static func runs(_ starts: [Int], width: Int, capacity: Int) -> [GroupRun] {
    var (runs, first): ([GroupRun], Int) = ([], 0)
    func size(_ c: Int) -> Int { starts[c + 1] - starts[c] }
    func isSmall(_ c: Int) -> Bool { size(c) <= capacity && (size(c) <= 1 || 2 * size(c) * size(c) <= 3 * width) }
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
}
