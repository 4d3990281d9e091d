import Checked
internal import CGifWriter

extension Animation {
  /// An animated GIF of one table of 96 colours, which the smoothed edges of a few flat colours need; of each frame
  /// only what has changed is stored. It runs for ever, resting on the last frame. Nil where the encoder is not installed
  /// or fails, which it does for want of memory only.
  public func gif(_ format: Format = Format()) -> [UInt8]? {
    var format = format
    format.size = format.size ?? Self.standardSize
    let pictures = pixmaps(format)
    guard let first = pictures.first else { return nil }
    let sample = stride(from: 0, to: pictures.count, by: max(1, pictures.count / 8)).map { pictures[$0] }
    var table = ColorTable(of: sample + pictures.suffix(1), entries: 96)
    let writer = GIFWriter(width: first.width, height: first.height, colors: table.colors)
    for (i, picture) in pictures.enumerated() {
      guard writer?.add(table.indices(picture), seconds: i == pictures.count - 1 ? max(1.2, seconds) : seconds) == true
      else { return nil }
    }
    return writer?.finish()
  }
}

/// The only owner of the GIF encoder's pointers.
private final class GIFWriter {
  private final class Bytes {
    var bytes: [UInt8] = []
  }
  private let output = Bytes()
  private var gif: OpaquePointer?

  init?(width: Int, height: Int, colors: [UInt32]) {
    guard nsh_cgif_load() != 0 else { return nil }
    var palette = colors.flatMap { color in [16, 8, 0].map { UInt8(truncatingIfNeeded: color >> $0) } }
    var config = CGIF_Config()
    (config.width, config.height) = (UInt16(clamping: width), UInt16(clamping: height))
    config.attrFlags = UInt32(clamping: CGIF_ATTR_IS_ANIMATED)
    config.numGlobalPaletteEntries = UInt16(clamping: colors.count)
    config.pContext = Unmanaged.passUnretained(output).toOpaque()
    config.pWriteFn = { output, data, count in
      guard let output, let data else { return -1 }
      Unmanaged<Bytes>.fromOpaque(output).takeUnretainedValue().bytes += UnsafeBufferPointer(start: data, count: count)
      return 0
    }
    gif = palette.withUnsafeMutableBufferPointer { colors in
      config.pGlobalPalette = colors.baseAddress
      return cgif_newgif(&config)
    }
    guard gif != nil else { return nil }
  }

  deinit { _ = finish() }

  func add(_ indices: [UInt8], seconds: Double) -> Bool {
    guard let gif else { return false }
    var indices = indices
    return indices.withUnsafeMutableBufferPointer { pixels in
      var frame = CGIF_FrameConfig()
      frame.pImageData = pixels.baseAddress
      frame.genFlags = UInt32(clamping: CGIF_FRAME_GEN_USE_TRANSPARENCY | CGIF_FRAME_GEN_USE_DIFF_WINDOW)
      frame.delay = UInt16(saturating: max(2, min(65_000, 100 * seconds)))
      return cgif_addframe(gif, &frame) == 0
    }
  }

  /// The file; nil when it is not whole.
  func finish() -> [UInt8]? {
    guard let gif else { return nil }
    self.gif = nil
    return cgif_close(gif) == 0 ? output.bytes : nil
  }
}
