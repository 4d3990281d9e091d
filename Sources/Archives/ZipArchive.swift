import Checked
import Core

/// The directory of a zip archive (APPNOTE.TXT of PKWARE, 6.3.10), as numpy writes it: sizes are those of the directory
/// at the end, since numpy's local headers leave them to an extra field.
package struct ZipArchive {
  package struct Member {
    package let name: String
    package let isDeflated: Bool
    package let checksum: UInt32
    /// What it takes in the archive, and what it stands for.
    package let packed: Int
    package let size: Int
    /// Where its bytes begin.
    package let offset: Int
  }

  package let members: [Member]

  package init(_ bytes: any ByteSource) throws {
    let tail = min(bytes.size, 22 + 65_535)
    let end = try bytes.bytes(at: bytes.size - tail, count: tail)
    guard let place = Self.lastEnd(end) else { throw Self.isNone(try bytes.bytes(at: 0, count: min(9, bytes.size))) }
    let record = LittleEndian(end)
    var (count, size, start) = (record[2, place + 10], record[4, place + 12], record[4, place + 16])
    let absolute = bytes.size - tail + place
    if count == 0xFFFF || size == 0xFFFF_FFFF || start == 0xFFFF_FFFF {
      (count, size, start) = try Self.wide(bytes, before: absolute) ?? (count, size, start)
    }
    guard let size = Int(exactly: size), let start = Int(exactly: start), start <= bytes.size,
      size <= bytes.size - start
    else { throw Self.isBroken }
    try MemoryLimit.present.require(4 * Double(size), for: "the directory of the archive")
    members = try Self.members(LittleEndian(try bytes.bytes(at: start, count: size)), count: count, bytes)
  }

  /// The record at the end: the last one whose comment fits.
  private static func lastEnd(_ tail: [UInt8]) -> Int? {
    stride(from: tail.count - 22, through: 0, by: -1).first { i in
      tail[i] == 0x50 && tail[i + 1] == 0x4B && tail[i + 2] == 5 && tail[i + 3] == 6
        && i + 22 + Int(truncatingIfNeeded: tail[i + 20]) + Int(truncatingIfNeeded: tail[i + 21]) << 8 <= tail.count
    }
  }

  /// Count, size and start of the directory of an archive of more than 4 GB.
  private static func wide(_ bytes: any ByteSource, before end: Int) throws -> (UInt64, UInt64, UInt64)? {
    guard end >= 20 else { return nil }
    let locator = LittleEndian(try bytes.bytes(at: end - 20, count: 20))
    guard locator[4, 0] == 0x0706_4B50 else { return nil }
    guard let place = Int(exactly: locator[8, 8]), place <= bytes.size - 56 else { throw isBroken }
    let record = LittleEndian(try bytes.bytes(at: place, count: 56))
    guard record[4, 0] == 0x0606_4B50 else { throw isBroken }
    return (record[8, 32], record[8, 40], record[8, 48])
  }

  private static func members(_ directory: LittleEndian, count: UInt64, _ bytes: any ByteSource) throws -> [Member] {
    var (place, members): (Int, [Member]) = (0, [])
    while UInt64(clamping: members.count) < count {
      guard place + 46 <= directory.count, directory[4, place] == 0x0201_4B50 else { throw isBroken }
      let lengths = (28...32).filter { $0 % 2 == 0 }.map { Int(clamping: directory[2, place + $0]) }
      let next = place + 46 + lengths.reduce(0, +)
      guard next <= directory.count else { throw isBroken }
      members.append(try member(directory, at: place, name: lengths[0], extra: lengths[1], bytes))
      place = next
    }
    return members
  }

  private static func member(
    _ directory: LittleEndian, at place: Int, name length: Int, extra: Int, _ bytes: any ByteSource
  ) throws -> Member {
    let name = directory.text(place + 46, length)
    var sizes = [directory[4, place + 24], directory[4, place + 20], directory[4, place + 42]]
    try widen(&sizes, directory, at: place + 46 + length, count: extra)
    let method = directory[2, place + 10]
    guard directory[2, place + 8] & 1 == 0 else { throw EngineError(.badFile, "`\(name.prefix(60))` is encrypted") }
    guard method == 0 || method == 8 else {
      throw EngineError(.badFile, "`\(name.prefix(60))` is packed by method \(method); stored and deflated are read")
    }
    guard let size = Int(exactly: sizes[0]), let packed = Int(exactly: sizes[1]), let local = Int(exactly: sizes[2]),
      local <= bytes.size - 30, method == 8 || size == packed
    else { throw isBroken }
    let header = LittleEndian(try bytes.bytes(at: local, count: 30))
    let offset = local + 30 + Int(clamping: header[2, 26]) + Int(clamping: header[2, 28])
    guard header[4, 0] == 0x0403_4B50, offset <= bytes.size, packed <= bytes.size - offset else { throw isBroken }
    return Member(
      name: name, isDeflated: method == 8, checksum: UInt32(clamping: directory[4, place + 16]), packed: packed,
      size: size, offset: offset)
  }

  /// Size, packed size and offset where they did not fit into 32 bits: they stand in this order in an extra field.
  private static func widen(_ sizes: inout [UInt64], _ directory: LittleEndian, at start: Int, count: Int) throws {
    var place = start
    while place + 4 <= start + count {
      let (tag, length) = (directory[2, place], Int(clamping: directory[2, place + 2]))
      if tag == 1 {
        var field = place + 4
        for i in sizes.indices where sizes[i] == 0xFFFF_FFFF {
          guard field + 8 <= min(place + 4 + length, start + count) else { throw isBroken }
          sizes[i] = directory[8, field]
          field += 8
        }
        return
      }
      place += 4 + length
    }
  }

  /// - Parameter start: the first bytes, which may tell what it is instead.
  private static func isNone(_ start: [UInt8]) -> EngineError {
    let guess =
      start.isEmpty
      ? ": the file is empty"
      : start.count == 9 && start[8] == UInt8(ascii: "{")
        ? ": it begins like .safetensors"
        : start.starts(with: [0x93] + Array("NUMPY".utf8)) ? ": it is a single array, .npy" : ""
    return EngineError(.badFile, "not a zip archive" + guess)
  }
  private static var isBroken: EngineError { EngineError(.badFile, "the directory of the archive is broken") }
}

/// Whole numbers in bytes, the least significant first.
struct LittleEndian {
  private let bytes: [UInt8]
  init(_ bytes: [UInt8]) { self.bytes = bytes }
  var count: Int { bytes.count }

  /// A number of some bytes; what lies behind the end counts as zero.
  subscript(_ size: Int, _ place: Int) -> UInt64 {
    (0..<size).reversed().reduce(0) {
      $0 << 8 | (place + $1 < bytes.count ? UInt64(truncatingIfNeeded: bytes[place + $1]) : 0)
    }
  }

  func text(_ place: Int, _ length: Int) -> String {
    String(decoding: bytes[Range(from: place, upTo: place + length)], as: UTF8.self)
  }
}
