import CZlib
import Checked
import Core
import Limits

/// Archives of stored files, as `numpy.savez` writes them: ZIP without compression.
///
/// Source: PKWARE, ".ZIP File Format Specification", 6.3.10; sizes and places beyond 4 GiB by its ZIP64 extension.
public enum Archive {
  /// A file to be written.
  public struct Entry {
    public let name: String
    /// Its size in bytes.
    public let size: Int
    /// Its content in pieces; asked for twice, once for the checksum.
    public let content: (_ put: ([UInt8]) throws -> Void) throws -> Void

    public init(name: String, size: Int, content: @escaping (_ put: ([UInt8]) throws -> Void) throws -> Void) {
      (self.name, self.size, self.content) = (name, size, content)
    }
  }

  /// - Throws: what `put` throws; `CancellationError`.
  public static func write(_ entries: [Entry], _ put: ([UInt8]) throws -> Void) throws {
    var (directory, place): ([UInt8], Int) = ([], 0)
    for entry in entries {
      var sum = Checksum()
      try entry.content {
        try Cancellation.check()
        sum.add($0)
      }
      let record = Record(name: Array(entry.name.utf8), size: entry.size, sum: sum.value, place: place)
      try put(record.local)
      try entry.content {
        try Cancellation.check()
        try put($0)
      }
      place += record.local.count + entry.size
      directory += record.central
    }
    try put(directory + end(entries.count, directory: place, size: directory.count))
  }

  private static let most = 0xFFFF_FFFF

  private struct Record {
    let name: [UInt8]
    let size: Int
    let sum: UInt32
    let place: Int

    private var isLarge: Bool { size >= Archive.most }

    /// What stands before the content.
    var local: [UInt8] {
      let extra: [UInt8] = isLarge ? lowBytes(1, 2) + lowBytes(16, 2) + lowBytes(size, 8) + lowBytes(size, 8) : []
      let shown = isLarge ? Archive.most : size
      return lowBytes(0x0403_4B50, 4) + lowBytes(isLarge ? 45 : 20, 2) + lowBytes(0x0800, 2) + lowBytes(0, 2)
        + Archive.date
        + lowBytes(Int(clamping: sum), 4) + lowBytes(shown, 4) + lowBytes(shown, 4) + lowBytes(name.count, 2)
        + lowBytes(extra.count, 2) + name + extra
    }

    /// Its line in the directory at the end.
    var central: [UInt8] {
      let isFar = place >= Archive.most
      var extra: [UInt8] = isLarge ? lowBytes(size, 8) + lowBytes(size, 8) : []
      if isFar { extra += lowBytes(place, 8) }
      if !extra.isEmpty { extra = lowBytes(1, 2) + lowBytes(extra.count, 2) + extra }
      let shown = isLarge ? Archive.most : size
      let version = isLarge || isFar ? 45 : 20
      return lowBytes(0x0201_4B50, 4) + lowBytes(version, 2) + lowBytes(version, 2) + lowBytes(0x0800, 2)
        + lowBytes(0, 2)
        + Archive.date + lowBytes(Int(clamping: sum), 4) + lowBytes(shown, 4) + lowBytes(shown, 4)
        + lowBytes(name.count, 2)
        + lowBytes(extra.count, 2) + lowBytes(0, 8) + lowBytes(0, 2) + lowBytes(isFar ? Archive.most : place, 4) + name
        + extra
    }
  }

  private static func end(_ count: Int, directory: Int, size: Int) -> [UInt8] {
    var result: [UInt8] = []
    let isFar = directory >= most
    if isFar {
      result +=
        lowBytes(0x0606_4B50, 4) + lowBytes(44, 8) + lowBytes(45, 2) + lowBytes(45, 2) + lowBytes(0, 8)
        + lowBytes(count, 8)
      result += lowBytes(count, 8) + lowBytes(size, 8) + lowBytes(directory, 8)
      result += lowBytes(0x0706_4B50, 4) + lowBytes(0, 4) + lowBytes(directory + size, 8) + lowBytes(1, 4)
    }
    return result + lowBytes(0x0605_4B50, 4) + lowBytes(0, 4) + lowBytes(count, 2) + lowBytes(count, 2)
      + lowBytes(size, 4)
      + lowBytes(isFar ? most : directory, 4) + lowBytes(0, 2)
  }

  /// Midnight, 1 January 1980: the same arrays give the same bytes.
  private static var date: [UInt8] { lowBytes(0, 2) + lowBytes(0x21, 2) }
}

/// A number's lowest bytes, the least first.
package func lowBytes(_ value: Int, _ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// CRC-32 of ISO 3309, as ZIP has it, of bytes that come in pieces.
package struct Checksum {
  package private(set) var value: UInt32 = 0

  package init() {}

  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    value = nsh_crc32(value, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
  }

  package mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }
}
