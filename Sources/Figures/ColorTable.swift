import Checked
import Limits

/// How often each colour occurs in some pictures.
struct ColorCounts {
  fileprivate private(set) var counts: [UInt32: Int] = [:]

  /// - Throws: `CancellationError`.
  mutating func add(_ picture: Pixmap) throws {
    var (last, run) = (UInt32.max, 0)
    for row in 0..<picture.height {
      if row % 64 == 0 { try Cancellation.check() }
      for pixel in picture.pixels[Range(from: row * picture.width, upTo: (row + 1) * picture.width)] {
        if pixel == last {
          run += 1
          continue
        }
        if run > 0 { counts[last, default: 0] += run }
        (last, run) = (pixel, 1)
      }
    }
    if run > 0 { counts[last, default: 0] += run }
  }
}

/// At most so many colours that stand for all of some pictures: the colours' counts are split at their median, along
/// the axis along which they spread most, until there are enough boxes (Heckbert's median cut).
struct ColorTable {
  private(set) var colors: [UInt32]
  /// The nearest entry for colours of six bits a part; -1 where it was not asked for yet.
  private var nearest = [Int16](repeating: -1, count: 1 << 18)

  private struct Entry {
    var color: UInt32
    var count: Int
  }

  /// - Parameter counts: of a sample of an animation's frames.
  init(of counts: ColorCounts, entries: Int) {
    let all = counts.counts.map { Entry(color: $0.key, count: $0.value) }.sorted { $0.color < $1.color }
    // The most frequent are kept as they are: the ground, the axes, the clusters' colours.
    let frequent = all.sorted { ($0.count, $1.color) > ($1.count, $0.color) }.prefix(min(16, entries / 4))
    let kept = Set(frequent.map(\.color))
    colors = frequent.map(\.color) + Self.cut(all.filter { !kept.contains($0.color) }, into: entries - frequent.count)
  }

  private static func part(_ color: UInt32, _ axis: Int) -> Int { Int(clamping: color >> (16 - 8 * axis) & 255) }

  private static func cut(_ all: [Entry], into count: Int) -> [UInt32] {
    guard !all.isEmpty, count > 0 else { return [] }
    var boxes = [all]
    while boxes.count < count {
      guard
        let (place, axis, width) = boxes.indices.map({ i in (i, widest(boxes[i])) }).map({ ($0, $1.axis, $1.width) })
          .max(by: { $0.2 < $1.2 }),
        width > 0
      else { break }
      let sorted = boxes[place].sorted { part($0.color, axis) < part($1.color, axis) }
      let half = sorted.reduce(0) { $0 + weight($1) } / 2
      var (sum, split) = (0, 1)
      for (i, entry) in sorted.enumerated().dropLast() {
        sum += weight(entry)
        split = i + 1
        if sum >= half { break }
      }
      boxes[place] = Array(sorted[..<split])
      boxes.append(Array(sorted[split...]))
    }
    return boxes.map(mean)
  }

  /// Rare colours matter too: the edges of small points.
  private static func weight(_ entry: Entry) -> Int { 1 + Int(floor: Double(entry.count).squareRoot()) }

  private static func widest(_ box: [Entry]) -> (axis: Int, width: Int) {
    (0..<3).map { axis in
      var (low, high) = (255, 0)
      for entry in box { (low, high) = (min(low, part(entry.color, axis)), max(high, part(entry.color, axis))) }
      return (axis, high - low)
    }.max { $0.width < $1.width } ?? (0, 0)
  }

  private static func mean(_ box: [Entry]) -> UInt32 {
    let total = box.reduce(0) { $0 + weight($1) }
    return (0..<3).reduce(0) { color, axis in
      color << 8
        | UInt32(clamping: (box.reduce(0) { $0 + weight($1) * part($1.color, axis) } + total / 2) / max(1, total))
    }
  }

  /// For each pixel the entry nearest to it.
  ///
  /// - Throws: `CancellationError`.
  mutating func indices(_ picture: Pixmap) throws -> [UInt8] {
    var (last, index) = (UInt32.max, UInt8.zero)
    return try picture.pixels.patientlyMapped(every: 1 << 18) { pixel in
      if pixel != last { (last, index) = (pixel, self.index(of: pixel)) }
      return index
    }
  }

  private mutating func index(of pixel: UInt32) -> UInt8 {
    let key = Int(truncatingIfNeeded: (pixel >> 18 & 63) << 12 | (pixel >> 10 & 63) << 6 | (pixel >> 2 & 63))
    if nearest[key] >= 0 { return UInt8(clamping: nearest[key]) }
    var (best, least) = (0, Int.max)
    for (i, color) in colors.enumerated() {
      var distance = 0
      for axis in 0..<3 {
        let d = Self.part(pixel, axis) - Self.part(color, axis)
        distance += d * d
      }
      if distance < least { (best, least) = (i, distance) }
    }
    nearest[key] = Int16(clamping: best)
    return UInt8(clamping: best)
  }
}
