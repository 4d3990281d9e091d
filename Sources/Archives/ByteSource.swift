import Checked
package import Core

/// Bytes that can be read at any place, such as those of a file that stays open.
public protocol ByteSource: Sendable {
  /// How many there were when it was opened.
  var size: Int { get }
  /// Fills the buffer with the bytes from `offset` on; may be called from several threads.
  ///
  /// - Throws: `EngineError` where there are fewer, or they cannot be read.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws
  /// That these bytes are read soon, so that they can be fetched meanwhile; those that are not there do not matter.
  func expect(_ offset: Int, count: Int)
}

extension ByteSource {
  public func expect(_ offset: Int, count: Int) {}
}

extension ByteSource {
  /// - Throws: `EngineError` where there are fewer bytes.
  package func bytes(at offset: Int, count: Int) throws -> [UInt8] {
    guard offset >= 0, count >= 0, count <= size, offset <= size - count else { throw Self.isShort }
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, made in
      try read(
        at: offset, into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count]))
      made = count
    }
  }

  package static var isShort: EngineError { EngineError(.badFile, "the file ends early") }
}

/// Bytes in memory.
public struct MemoryBytes: ByteSource {
  private let bytes: [UInt8]

  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  public var size: Int { bytes.count }

  public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    guard offset >= 0, offset <= size, buffer.count <= size - offset else { throw Self.isShort }
    bytes.withUnsafeBytes {
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[Range(from: offset, upTo: offset + buffer.count)]))
    }
  }
}

/// A stretch of other bytes: a member of an archive.
package struct Stretch: ByteSource {
  private let base: any ByteSource
  private let offset: Int
  package let size: Int

  package init(base: any ByteSource, offset: Int, size: Int) {
    (self.base, self.offset, self.size) = (base, offset, size)
  }

  package func read(at place: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    guard place >= 0, place <= size, buffer.count <= size - place else { throw Self.isShort }
    try base.read(at: offset + place, into: buffer)
  }

  package func expect(_ place: Int, count: Int) {
    if place >= 0, count > 0, count <= size, place <= size - count { base.expect(offset + place, count: count) }
  }
}
