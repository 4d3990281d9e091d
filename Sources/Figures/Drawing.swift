import Checked
internal import CCairo
import Limits

/// A cairo surface and its context: the only owner of cairo's pointers. One thread at a time works with it.
final class Drawing: @unchecked Sendable {
  enum Kind { case pixels, svg, pdf }

  /// In pixels, or points of the document.
  let width: Double
  let height: Double
  let context: OpaquePointer
  private let surface: OpaquePointer
  private let output = Bytes()
  private let isDocument: Bool
  /// Text is written as such, into the document, not drawn as outlines.
  let keepsText: Bool
  /// Elements of an SVG.
  private(set) var texts = ""

  /// What cairo writes.
  private final class Bytes {
    var bytes: [UInt8] = []
  }

  private static let append: cairo_write_func_t = { output, data, length in
    guard let output, let data else { return CAIRO_STATUS_WRITE_ERROR }
    Unmanaged<Bytes>.fromOpaque(output).takeUnretainedValue().bytes += UnsafeBufferPointer(
      start: data, count: Int(clamping: length))
    return CAIRO_STATUS_SUCCESS
  }

  /// Whether there is cairo, which is opened when it is first asked for.
  static var isPossible: Bool { nsh_cairo_load() != 0 }

  init(_ kind: Kind, width: Double, height: Double) {
    precondition(Self.isPossible, "PictureLibraries tells whether there is cairo")
    (self.width, self.height) = (width, height)
    (keepsText, isDocument) = (kind == .svg, kind != .pixels)
    let target = Unmanaged.passUnretained(output).toOpaque()
    switch kind {
    case .pixels:
      surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(saturating: width), Int32(saturating: height))
    case .svg:
      surface = cairo_svg_surface_create_for_stream(Self.append, target, width, height)
      cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX)
    case .pdf: surface = cairo_pdf_surface_create_for_stream(Self.append, target, width, height)
    }
    context = cairo_create(surface)
  }

  /// Of a document that was asked to end cairo writes the rest all the same, which may take long: apart, for nobody.
  deinit {
    let parts = Parts(context: context, surface: surface, output: output)
    if isDocument, Cancellation.isAsked(), Thread.start({ parts.destroy() }) { return }
    parts.destroy()
  }

  private struct Parts: @unchecked Sendable {
    let context: OpaquePointer
    let surface: OpaquePointer
    let output: Bytes

    func destroy() {
      cairo_destroy(context)
      cairo_surface_destroy(surface)
      withExtendedLifetime(output) {}
    }
  }

  /// Text that an SVG holds as text: it can be searched, edited, read aloud.
  func add(_ text: String, at p: Point, _ anchor: Anchor, isStrong: Bool, _ color: RGB) {
    let place =
      switch anchor {
      case .start: ""
      case .middle: " text-anchor=\"middle\""
      case .end: " text-anchor=\"end\""
      }
    texts +=
      "<text x=\"\(Scale.plain(p.x))\" y=\"\(Scale.plain(p.y))\"\(place)\(isStrong ? " font-weight=\"bold\"" : "") fill=\"\(color.hex)\">\(Markup.escaped(text))</text>\n"
  }

  /// What a PDF says of itself. A file drawn twice is the same: it bears no date.
  func describe(title: String, subject: String) {
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, subject)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "")
  }

  /// The whole document; empty where it was asked to end. cairo makes all of it in one call.
  func document() -> [UInt8] {
    let finished: [UInt8]? = try? apart { [self] in
      cairo_surface_finish(surface)
      return output.bytes
    }
    return finished ?? []
  }

  /// Empty where it was asked to end.
  func png() -> [UInt8] {
    let compressed: @Sendable () -> [UInt8] = { [self] in
      cairo_surface_flush(surface)
      cairo_surface_write_to_png_stream(surface, Self.append, Unmanaged.passUnretained(output).toOpaque())
      return output.bytes
    }
    return width * height > 1e6 ? (try? apart(compressed)) ?? [] : compressed()
  }

  /// The picture's pixels, row by row.
  func pixmap() -> Pixmap {
    cairo_surface_flush(surface)
    let (columns, rows) = (
      Int(clamping: cairo_image_surface_get_width(surface)), Int(clamping: cairo_image_surface_get_height(surface))
    )
    let stride = Int(clamping: cairo_image_surface_get_stride(surface))
    guard let data = cairo_image_surface_get_data(surface) else { return Pixmap(width: 0, height: 0, pixels: []) }
    let pixels = [UInt32](unsafeUninitializedCapacity: columns * rows) { buffer, count in
      var turns = Turns(every: 256)
      for y in 0..<rows {
        // What is left black is no picture: whoever called asks as well.
        if turns.isOver {
          (buffer.baseAddress! + y * columns).update(repeating: 0, count: max(0, (rows - y) * columns))
          break
        }
        let row = UnsafeRawPointer(data + y * stride).assumingMemoryBound(to: UInt32.self)
        for x in 0..<columns { buffer[y * columns + x] = row[x] & 0xff_ffff }
      }
      count = columns * rows
    }
    return Pixmap(width: columns, height: rows, pixels: pixels)
  }
}

/// A picture in pixels, each 0xRRGGBB.
public struct Pixmap: Sendable, Equatable {
  public let width: Int
  public let height: Int
  public let pixels: [UInt32]
}
