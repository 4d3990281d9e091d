import CKernel

/// The layers of a chain as the kernel sees them: neighbouring layers of one kind make a run, for which it has straight
/// code.
final class Runs: @unchecked Sendable {
  /// Never changed after it was made, hence safe to share.
  let pointer: UnsafePointer<nsh_run>
  let count: Int

  init(_ families: [any Family]) {
    var runs: [nsh_run] = []
    for family in families {
      var map = family.map
      map.parameters = Int32(clamping: family.parameters.count)
      if let last = runs.last, last.map.isSame(as: map) {
        runs[runs.count - 1].layers += 1
      } else {
        runs.append(nsh_run(map: map, layers: 1))
      }
    }
    count = runs.count
    let memory = UnsafeMutablePointer<nsh_run>.allocate(capacity: runs.count)
    memory.initialize(from: runs, count: runs.count)
    pointer = UnsafePointer(memory)
  }

  deinit { pointer.deallocate() }
}

extension nsh_map {
  fileprivate func isSame(as other: nsh_map) -> Bool {
    family == other.family && profile == other.profile && scale == other.scale && has_scale == other.has_scale
      && parameters == other.parameters
  }
}
