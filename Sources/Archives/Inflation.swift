import CZlib
import Checked
import Core
import Limits

/// What a deflated member of an archive stands for, written once to where it can be read at any place.
package struct Inflation {
  package let bytes: any ByteSource

  /// - Throws: `EngineError` where the bytes are no deflated stream, stand for more or less than the directory says, or
  ///   have another checksum; `CancellationError`.
  package init(of member: ZipArchive.Member, in archive: any ByteSource) throws {
    // A byte stands for at most 1,032.
    guard member.size <= 1040 * (member.packed + 8) else {
      throw EngineError(.badFile, "promises more than it can hold")
    }
    let scratch = Scratch()
    try scratch.require(member.size)
    guard let stream = nsh_inflate_open() else { throw EngineError(.outOfMemory, "there is no memory to inflate it") }
    defer { nsh_inflate_close(stream) }
    let room = 1 << 18
    let (source, target) = (Self.buffer(room), Self.buffer(room))
    defer {
      source.deallocate()
      target.deallocate()
    }
    var (taken, made, checksum, isOver) = (0, 0, Checksum(), false)
    while !isOver {
      try Cancellation.check()
      let count = min(room, member.packed - taken)
      guard count > 0 else { throw EngineError(.badFile, "ends early: its deflated bytes are cut off") }
      let piece = UnsafeMutableRawBufferPointer(rebasing: source[..<count])
      try archive.read(at: member.offset + taken, into: piece)
      taken += count
      var (next, left) = (UnsafePointer(source.baseAddress?.assumingMemoryBound(to: UInt8.self)), count)
      while !isOver {
        var (place, free) = (target.baseAddress?.assumingMemoryBound(to: UInt8.self), room)
        let status = nsh_inflate_step(stream, &next, &left, &place, &free)
        guard status >= 0 else { throw EngineError(.badFile, "is no deflated array: its bytes are broken") }
        let new = UnsafeRawBufferPointer(rebasing: target[..<(room - free)])
        made += new.count
        guard made <= member.size else { throw EngineError(.badFile, "holds more than the archive says") }
        checksum.add(new)
        try scratch.append(new)
        isOver = status == 1
        if new.isEmpty || left == 0 && free > 0 { break }
      }
    }
    guard made == member.size, checksum.value == member.checksum else {
      throw EngineError(.badFile, "is broken: its checksum differs from the archive's")
    }
    bytes = scratch.finished()
  }

  private static func buffer(_ count: Int) -> UnsafeMutableRawBufferPointer {
    .allocate(byteCount: count, alignment: 16)
  }
}
