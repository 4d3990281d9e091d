import Archives
import Core
import Foundation
import Limits
import Recordings
import Testing

/// numpy's archives in every way that arrays lie in them, and files that change, or are too large, while they are read.
@Suite struct ReaderTests {
  struct Layout: Sendable, CustomTestStringConvertible {
    let type: String
    var isFortran = false
    var isWide = false
    var padding = 0
    var testDescription: String { "\(type)\(isFortran ? " fortran" : "")\(isWide ? " zip64" : "") +\(padding)" }
  }

  static let layouts: [Layout] = [
    Layout(type: "<f8"), Layout(type: ">f8"), Layout(type: "<f4"), Layout(type: ">f4", isFortran: true),
    Layout(type: "<f8", isFortran: true), Layout(type: "<f8", isWide: true), Layout(type: "<f8", padding: 1),
    Layout(type: "<f4", isWide: true, padding: 3), Layout(type: "|V2"), Layout(type: "<V2", padding: 1),
    Layout(type: "|V2", isFortran: true), Layout(type: "<u2"), Layout(type: ">u2"),
  ]

  private static let (sequences, tokens, width) = (3, 5, 4)

  /// x.0, g.0, x.1, g.1.
  private static func numbers() -> [[Double]] {
    var random = Random(seed: 4, stream: "layouts")
    return (0..<4).map { _ in (0..<sequences * tokens * width).map { _ in random.normal() } }
  }

  @Test(arguments: layouts) func everyLayoutIsRead(layout: Layout) throws {
    let isBrain = layout.type.hasSuffix("2")
    let numbers = Self.numbers().map {
      Written.rounded($0, isBrain ? "BF16" : layout.type.hasSuffix("4") ? "F32" : "F64")
    }
    var (plain, members): (Written, [(String, [UInt8])]) = (Written(), [])
    for (i, name) in ["x.0", "g.0", "x.1", "g.1"].enumerated() {
      plain.add(name, [Self.sequences, Self.tokens, Self.width], numbers[i])
      let suffix = layout.type.hasSuffix("u2") ? "!bf16" : ""
      members.append(
        (
          name + suffix + ".npy",
          Npy.array(numbers[i], [Self.sequences, Self.tokens, Self.width], layout.type, layout.isFortran)
        ))
    }
    let archive = Npy.archive(members, isWide: layout.isWide, padding: layout.padding)
    let read = try RecordingFiles.read([(name: "made.npz", bytes: MemoryBytes(archive))])
    let (ours, theirs) = (read.moments.states, try plain.read().moments.states)
    #expect(ours.map(\.moment) == theirs.map(\.moment))
    #expect(read.model.storage == (isBrain ? .bfloat16 : layout.type.hasSuffix("4") ? .float32 : .float64))
  }

  /// The control: a byte of another, and the numbers are others.
  @Test func aChangedByteIsSeen() throws {
    let numbers = Self.numbers()
    var members = ["x.0", "g.0", "x.1", "g.1"].enumerated().map { i, name in
      (name + ".npy", Npy.array(numbers[i], [15, 4], "<f8", false))
    }
    let plain = try RecordingFiles.read([(name: "a.npz", bytes: MemoryBytes(Npy.archive(members)))])
    members[1].1[members[1].1.count - 2] ^= 1
    let other = try RecordingFiles.read([(name: "a.npz", bytes: MemoryBytes(Npy.archive(members)))])
    #expect(plain.moments.states[0].moment != other.moments.states[0].moment)
  }

  // MARK: While it is read

  private static func large() -> Written {
    var (file, random) = (Written(), Random(seed: 1, stream: "large"))
    for k in 0..<3 {
      for name in ["x", "g"] {
        file.add("\(name).\(k)", [6000, 8], (0..<48_000).map { _ in random.normal() })
      }
    }
    return file
  }

  /// A file that gets shorter under the reader gives an error, and no signal.
  @Test(arguments: [40_000, 0]) func aFileThatShrinks(left: Int) throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("nsh-\(UUID().uuidString).safetensors")
    defer { try? FileManager.default.removeItem(at: path) }
    let bytes = Self.large().safetensors
    try Data(bytes).write(to: path)
    let descriptor = path.path.withCString { open($0, O_RDONLY) }
    try #require(descriptor >= 0)
    let file = Watched(
      OpenFile(taking: descriptor, size: bytes.count),
      told: { reads in
        if reads == 4 { _ = path.path.withCString { truncate($0, off_t(left)) } }
      })
    let error = #expect(throws: EngineError.self) {
      _ = try RecordingFiles.read([(name: "a.safetensors", bytes: file)])
    }
    #expect(error?.message.contains("has become shorter while it was read") == true)
  }

  /// Ctrl-C in the middle of a pass ends it.
  @Test(arguments: [1, 3]) func aPassHearsCtrlC(threads: Int) throws {
    let (isAsked, reads, all) = (Shared(false), Shared(0), Shared(0))
    let bytes = MemoryBytes(Self.large().safetensors)
    func read(_ file: Watched) throws -> RecordedProcess {
      try RecordingFiles.read([(name: "a.safetensors", bytes: file)], threads: threads)
    }
    _ = try read(Watched(bytes, told: { count in all.withLock { $0 = count } }))
    let file = Watched(
      bytes,
      told: { count in
        reads.withLock { $0 = count }
        if count == 6 { isAsked.withLock { $0 = true } }
      })
    #expect(throws: CancellationError.self) {
      try Cancellation.bound(to: { isAsked.withLock { $0 } }) { _ = try read(file) }
    }
    // Each thread ends the block that it is at, of two arrays.
    let (seen, total) = (reads.withLock { $0 }, all.withLock { $0 })
    #expect(seen >= 6 && seen <= 6 + 2 * threads && seen < total, "\(seen) of \(total)")
  }

  /// What the charges take is asked for before a state is read.
  @Test func memoryIsRefusedBeforeStatesAreRead() throws {
    let places = Shared<[Int]>([])
    let bytes = Self.large().safetensors
    let start = 8 + bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let file = Watched(MemoryBytes(bytes), at: { place in places.withLock { $0.append(place) } })
    let error = #expect(throws: EngineError.self) {
      try MemoryLimit.bound(to: MemoryLimit(bytes: 0x1p17)) {
        _ = try RecordingFiles.read([(name: "a.safetensors", bytes: file)])
      }
    }
    #expect(error?.code == .outOfMemory && error?.message.hasPrefix("the charges of 3 states would take") == true)
    #expect(places.withLock { $0.allSatisfy { $0 < start } && !$0.isEmpty })
  }
}

/// Bytes whose reader is told of every read before it is made.
private final class Watched: ByteSource, Sendable {
  private let base: any ByteSource
  private let count = Shared(0)
  private let told: @Sendable (Int) -> Void
  private let at: @Sendable (Int) -> Void

  init(
    _ base: any ByteSource, at: @escaping @Sendable (Int) -> Void = { _ in },
    told: @escaping @Sendable (Int) -> Void = { _ in }
  ) { (self.base, self.at, self.told) = (base, at, told) }

  var size: Int { base.size }

  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    at(offset)
    told(
      count.withLock {
        $0 += 1
        return $0
      })
    try base.read(at: offset, into: buffer)
  }
}

/// What several threads look at.
private final class Shared<T>: @unchecked Sendable {
  private let lock = NSLock()
  private var value: T

  init(_ value: T) { self.value = value }

  func withLock<R>(_ body: (inout T) -> R) -> R {
    lock.lock()
    defer { lock.unlock() }
    return body(&value)
  }
}
