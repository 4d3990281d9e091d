import Checked
internal import CGifWriter
import Dispatch
import Limits
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Animation {
  /// An animated GIF of one table of 96 colours, which the smoothed edges of a few flat colours need; of each frame
  /// only what has changed is stored. It runs for ever, resting on the last frame.
  ///
  /// Frames are drawn some at a time, as many as there are processors: however many there are, only those lie in memory.
  ///
  /// - Parameter put: takes the file's pieces.
  /// - Returns: false where there are no frames, or the encoder is not installed or fails, which it does for want of
  ///   memory only.
  /// - Throws: `CancellationError`; what `put` throws.
  public func gif(_ format: Format = Format(), to put: @escaping ([UInt8]) throws -> Void) throws -> Bool {
    var format = format
    format.size = format.size ?? Self.standardSize
    guard !frames.isEmpty else { return false }
    let sample = Array(stride(from: 0, to: frames.count, by: max(1, frames.count / 8))) + [frames.count - 1]
    var counts = ColorCounts()
    try draw(sample, format) { _, picture in try counts.add(picture) }
    var table = ColorTable(of: counts, entries: 96)
    var writer: GIFWriter?
    try draw(Array(frames.indices), format) { i, picture in
      if i == 0 { writer = GIFWriter(width: picture.width, height: picture.height, colors: table.colors) }
      let seconds = i == frames.count - 1 ? max(1.2, seconds) : seconds
      guard let made = try writer?.added(try table.indices(picture), seconds: seconds) else {
        writer = nil
        return
      }
      if !made.isEmpty { try put(made) }
    }
    guard let rest = try writer?.finished() else { return false }
    try put(rest)
    return true
  }

  /// The whole file; nil where there is none.
  public func gif(_ format: Format = Format()) -> [UInt8]? {
    let file = Whole()
    return (try? gif(format) { file.bytes += $0 }) == true ? file.bytes : nil
  }

  /// The bytes that drawing takes at once: for each frame that is drawn at a time the surface and its copy, and what the
  /// encoder keeps of two frames.
  public func memory(_ format: Format) -> Double {
    let size = format.size ?? Self.standardSize
    let (pixels, most) = (size.width * size.height, Double(Self.atOnce(size)))
    return pixels * (8 * most + 8)
  }

  /// How many frames are drawn at a time: small ones on all processors, large ones, of which two would take a hundred
  /// megabytes, one after the other.
  private static func atOnce(_ size: (width: Double, height: Double)) -> Int {
    size.width * size.height > 4e6 ? 1 : max(1, min(8, processors))
  }

  private static let processors = sysconf(Int32(clamping: _SC_NPROCESSORS_ONLN))

  /// Hands the pictures of some frames on, in order.
  private func draw(_ places: [Int], _ format: Format, _ take: (Int, Pixmap) throws -> Void) throws {
    let atOnce = Self.atOnce(format.size ?? Self.standardSize)
    for first in stride(from: 0, to: places.count, by: atOnce) {
      let some = places[Range(from: first, upTo: min(first + atOnce, places.count))]
      for (i, picture) in zip(some, pixmaps(Array(some), format)) {
        try Cancellation.check()
        try take(i, picture)
      }
    }
  }

  private func pixmaps(_ places: [Int], _ format: Format) -> [Pixmap] {
    guard places.count > 1 else { return places.map { frames[$0].pixmap(format) } }
    let isAsked = Cancellation.isAsked
    return [Pixmap](unsafeUninitializedCapacity: places.count) { buffer, count in
      nonisolated(unsafe) let slots = buffer.baseAddress!
      DispatchQueue.concurrentPerform(iterations: places.count) { i in
        Cancellation.bound(to: isAsked) { (slots + i).initialize(to: frames[places[i]].pixmap(format)) }
      }
      count = places.count
    }
  }

  private final class Whole {
    var bytes: [UInt8] = []
  }
}

/// The only owner of the GIF encoder's pointers.
private final class GIFWriter: Sendable {
  /// What the encoder has written and nobody has taken.
  private final class Bytes: Sendable {
    let bytes = Mutex<[UInt8]>([])
    func take() -> [UInt8] {
      bytes.withLock { bytes in
        defer { bytes = [] }
        return bytes
      }
    }
  }
  private struct Encoder: @unchecked Sendable {
    var pointer: OpaquePointer?
  }
  private let output = Bytes()
  private let gif: Mutex<Encoder>
  private let size: Int

  init?(width: Int, height: Int, colors: [UInt32]) {
    guard nsh_cgif_load() != 0 else { return nil }
    size = width * height
    var palette = colors.flatMap { color in [16, 8, 0].map { UInt8(truncatingIfNeeded: color >> $0) } }
    var config = CGIF_Config()
    (config.width, config.height) = (UInt16(clamping: width), UInt16(clamping: height))
    config.attrFlags = UInt32(clamping: CGIF_ATTR_IS_ANIMATED)
    config.numGlobalPaletteEntries = UInt16(clamping: colors.count)
    config.pContext = Unmanaged.passUnretained(output).toOpaque()
    config.pWriteFn = { output, data, count in
      guard let output, let data else { return -1 }
      Unmanaged<Bytes>.fromOpaque(output).takeUnretainedValue().bytes.withLock {
        $0 += UnsafeBufferPointer(start: data, count: count)
      }
      return 0
    }
    let pointer = palette.withUnsafeMutableBufferPointer { colors in
      config.pGlobalPalette = colors.baseAddress
      return cgif_newgif(&config)
    }
    guard pointer != nil else { return nil }
    gif = Mutex(Encoder(pointer: pointer))
  }

  deinit { _ = close() }

  /// Adds a frame; what the file has grown by, nil where the encoder fails.
  ///
  /// - Throws: `CancellationError`. A large frame, whose compression takes longer than a moment, is compressed apart.
  func added(_ indices: [UInt8], seconds: Double) throws -> [UInt8]? {
    let work: @Sendable () -> Bool = { [self] in add(indices, seconds: seconds) }
    return try (size > 1_000_000 ? apart(work) : work()) ? output.take() : nil
  }

  /// The end of the file; nil when it is not whole.
  func finished() throws -> [UInt8]? {
    let work: @Sendable () -> Bool = { [self] in close() }
    return try (size > 1_000_000 ? apart(work) : work()) ? output.take() : nil
  }

  private func add(_ indices: [UInt8], seconds: Double) -> Bool {
    gif.withLock { gif in
      guard let pointer = gif.pointer else { return false }
      var indices = indices
      return indices.withUnsafeMutableBufferPointer { pixels in
        var frame = CGIF_FrameConfig()
        frame.pImageData = pixels.baseAddress
        frame.genFlags = UInt32(clamping: CGIF_FRAME_GEN_USE_TRANSPARENCY | CGIF_FRAME_GEN_USE_DIFF_WINDOW)
        frame.delay = UInt16(saturating: max(2, min(65_000, 100 * seconds)))
        return cgif_addframe(pointer, &frame) == 0
      }
    }
  }

  private func close() -> Bool {
    gif.withLock { gif in
      guard let pointer = gif.pointer else { return false }
      gif.pointer = nil
      return cgif_close(pointer) == 0
    }
  }
}
