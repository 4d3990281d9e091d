import CKernel
import Checked

/// How points are cut for sums: a function of their number alone, so that the same numbers are added in the same order
/// by any number of threads and ranks.
enum Chunks {
  static let lanes = Int(clamping: NSH_LANES)

  /// Blocks in a chunk: an even number of equal chunks of up to 512 points, or of as many as make 32 chunks, so that two
  /// threads have the same to do. Up to 240 points are one chunk; beyond 2^24 points there are more than 32, of 2^19 points
  /// or fewer, so that hundreds of ranks have some.
  static func length(_ blocks: Int) -> Int {
    let few = min(32, 2 * ((blocks + 63) / 64))
    let count = blocks < 16 ? 1 : max(few, 2 * ((blocks + 65_535) / 65_536))
    return max(1, (blocks + count - 1) / count)
  }

  /// How many chunks so many points make.
  static func count(_ points: Int) -> Int {
    let blocks = (points + lanes - 1) / lanes
    return (blocks + length(blocks) - 1) / length(blocks)
  }

  /// The points of some chunks.
  static func points(_ chunks: Range<Int>, of points: Int) -> Range<Int> {
    let length = length((points + lanes - 1) / lanes) * lanes
    return Range(from: min(chunks.lowerBound * length, points), upTo: min(chunks.upperBound * length, points))
  }
}
