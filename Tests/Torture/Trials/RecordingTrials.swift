import Archives
import Core
import Recordings

/// Files of recordings with changed bytes, numbers, names and records: what is read of each has finite numbers, or is
/// refused in words. Trial i of a seed is the same whatever was tried before.
struct RecordingTrials {
  /// Files that are read; what they need beside them is found among them as well.
  let corpus: [(name: String, bytes: [UInt8])]
  let seed: UInt64
  private(set) var accepted = 0
  private(set) var refused = 0
  private(set) var complaints: [String] = []

  init(_ files: [String: [UInt8]], seed: UInt64) {
    corpus = files.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    self.seed = seed
  }

  /// What trial i reads.
  func file(_ i: Int) -> (name: String, bytes: [UInt8]) {
    var random = Random(seed: seed, stream: "recording \(i)")
    let (name, bytes) = corpus[Self.below(corpus.count, &random)]
    return (name, Mutation.mutated(bytes, name, corpus.map(\.bytes), &random))
  }

  mutating func run(_ i: Int) {
    let (name, bytes) = file(i)
    do {
      let process = try MemoryLimit.bound(to: MemoryLimit(bytes: 0x1p26)) {
        try RecordedProcess(
          [(name: name, bytes: MemoryBytes(bytes))], called: name, RecordingRequest(), threads: 1,
          open: { beside in
            guard let found = corpus.first(where: { $0.name == beside }) else {
              throw EngineError(.badFile, "no such file: \(beside)")
            }
            return MemoryBytes(found.bytes)
          }, random: { Random(seed: 1, stream: "sample") })
      }
      accepted += 1
      try examine(process, i)
    } catch let error as EngineError {
      refused += 1
      let isSaid = !error.message.isEmpty && error.message.utf8.count < 2000
      if !isSaid { complain(i, "an error of \(error.message.utf8.count) bytes") }
    } catch {
      complain(i, "another error: \(error)")
    }
  }

  /// What was accepted: its numbers are finite, and the questions that groups are put have answers or refusals.
  private mutating func examine(_ process: RecordedProcess, _ i: Int) throws {
    let states = process.moments.states
    let isFinite = states.allSatisfy {
      $0.moment.vector.allSatisfy(\.isFinite) && $0.moment.matrix.values.allSatisfy(\.isFinite)
    }
    if !isFinite { complain(i, "charges that are not finite") }
    if process.conservation.charges.contains(where: { $0.level.isNaN }) { complain(i, "a level that is no number") }
    for kind in [ChargeKind.translations, .rotations, .dilation] {
      _ = try process.exchange(kind, by: nil, threads: 1)
      for k in process.moments.stretch.dropLast() { _ = try process.groupVectors(k...k + 1, kind, by: nil) }
    }
  }

  private mutating func complain(_ i: Int, _ what: String) {
    if complaints.count < 20 { complaints.append("trial \(i) of seed \(seed): \(what)") }
  }

  static func below(_ n: Int, _ random: inout Random) -> Int { Int(random.bits() % UInt64(max(1, n))) }
}

/// Changes that a file may have come by.
enum Mutation {
  static func mutated(_ original: [UInt8], _ name: String, _ others: [[UInt8]], _ random: inout Random) -> [UInt8] {
    var bytes = original
    for _ in 0...RecordingTrials.below(3, &random) { change(&bytes, others, &random) }
    guard RecordingTrials.below(4, &random) != 0 else { return bytes }
    // As an exporter would write it, so that what follows the first check is tried as well.
    return name.hasSuffix(".npz") ? withChecksums(bytes) : name.hasSuffix(".safetensors") ? withLength(bytes) : bytes
  }

  private static func change(_ bytes: inout [UInt8], _ others: [[UInt8]], _ random: inout Random) {
    guard !bytes.isEmpty else { return }
    func below(_ n: Int) -> Int { RecordingTrials.below(n, &random) }
    let place = below(bytes.count)
    switch below(10) {
    case 0: bytes[place] ^= 1 << UInt8(below(8))
    case 1: bytes[place] = UInt8(below(256))
    case 2: bytes.removeLast(below(bytes.count))
    case 3: bytes.removeSubrange(place..<min(bytes.count, place + 1 + below(16)))
    case 4:
      let piece = Array(bytes[place..<min(bytes.count, place + 1 + below(64))])
      bytes.insert(contentsOf: piece, at: below(bytes.count))
    case 5:
      let other = others[below(others.count)]
      guard !other.isEmpty else { return }
      let start = below(other.count)
      bytes.replaceSubrange(
        place..<min(bytes.count, place + 32), with: other[start..<min(other.count, start + 32)])
    case 6, 7: replaceNumber(&bytes, &random)
    case 8: replaceWord(&bytes, &random)
    default:
      let width = [1, 2, 4, 8][below(4)]
      let value = edges[below(edges.count)]
      for k in 0..<width where place + k < bytes.count {
        bytes[place + k] = UInt8(truncatingIfNeeded: value >> (8 * k))
      }
    }
  }

  private static let edges: [UInt64] = [
    0, 1, 2, 7, 8, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0xFFFF_FFFF, 0x1_0000_0000, .max, .max - 7, 1 << 63,
    1 << 53,
    0x7FF0_0000_0000_0000, 0x7FF8_0000_0000_0000, 0x7F80, 0x7C00,
  ]

  /// A run of digits in the text.
  private static func replaceNumber(_ bytes: inout [UInt8], _ random: inout Random) {
    let starts = bytes.indices.filter { isDigit(bytes[$0]) && ($0 == 0 || !isDigit(bytes[$0 - 1])) }
    guard !starts.isEmpty else { return }
    let start = starts[RecordingTrials.below(starts.count, &random)]
    let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
    bytes.replaceSubrange(start..<end, with: numbers[RecordingTrials.below(numbers.count, &random)].utf8)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  private static let numbers = [
    "0", "1", "2", "3", "-1", "4", "16", "255", "65536", "2147483648", "4294967295", "9007199254740993",
    "9223372036854775807", "18446744073709551616", "1e9", "1e400", "0.5", "null", "\"3\"", "[1]", "",
  ]

  /// One of the words that readers know, for another.
  private static func replaceWord(_ bytes: inout [UInt8], _ random: inout Random) {
    let text = Array(words[RecordingTrials.below(words.count, &random)].utf8)
    let places = bytes.indices.filter { bytes[$0...].starts(with: text) }
    guard !places.isEmpty else { return }
    let place = places[RecordingTrials.below(places.count, &random)]
    bytes.replaceSubrange(
      place..<place + text.count, with: words[RecordingTrials.below(words.count, &random)].utf8)
  }

  private static let words = [
    "F64", "F32", "F16", "BF16", "I64", "U8", "BOOL", "F8_E4M3", "<f8", ">f8", "<f4", "<f2", "|V2", "|O", "<i8", "|u1",
    "True", "False",
    "x.0", "x.1", "g.0", "g.1", "labels", "groups", "weights", "sum.gx.0", "sum.g.0", "nsh_trace", "\"from\"", "\"to\"",
    "rms", "layer",
    "shape", "data_offsets", "dtype", "(", ")", "{", "}", "[", "]", ",", ":", "PK",
  ]

  /// The first eight bytes say how long the header is: up to its last brace.
  private static func withLength(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count > 8, let end = bytes.prefix(4096).lastIndex(of: 125), end > 8 else { return bytes }
    var bytes = bytes
    for k in 0..<8 { bytes[k] = UInt8(truncatingIfNeeded: (end - 7) >> (8 * k)) }
    return bytes
  }

  /// The checksums of undeflated members, in the directory and before the members, of what they hold now.
  private static func withChecksums(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    func number(_ place: Int, _ width: Int) -> Int {
      (0..<width).reduce(0) { $0 | (place + $1 < bytes.count ? Int(bytes[place + $1]) << (8 * $1) : 0) }
    }
    for entry in bytes.indices.filter({ bytes[$0...].starts(with: [0x50, 0x4B, 1, 2]) }) {
      let (size, local) = (number(entry + 20, 4), number(entry + 42, 4))
      let start = local + 30 + number(local + 26, 2) + number(local + 28, 2)
      guard number(entry + 10, 2) == 0, start + size <= bytes.count, entry + 20 <= bytes.count else { continue }
      let sum = checksum(bytes[start..<start + size])
      for place in [entry + 16, local + 14] where place + 4 <= bytes.count {
        for k in 0..<4 { bytes[place + k] = UInt8(truncatingIfNeeded: sum >> (8 * UInt32(k))) }
      }
    }
    return bytes
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ sum >> 8 }
  }

  private static let table: [UInt32] = (0..<256).map { (n: UInt32) in
    (0..<8).reduce(n) { sum, _ in sum & 1 == 1 ? 0xEDB8_8320 ^ sum >> 1 : sum >> 1 }
  }
}
