import Checked
import Limits

/// Pictures in pixels within a terminal.
public enum TerminalGraphics: Sendable {
  /// kitty's protocol: the PNG itself, in pieces of base64.
  public static func kitty(png: [UInt8]) -> String {
    let text = Array(base64(png).utf8)
    var result = ""
    for start in stride(from: 0, to: text.count, by: 4096) {
      let end = min(start + 4096, text.count)
      let head = start == 0 ? "a=T,f=100,q=2," : ""
      result +=
        "\u{1B}_G\(head)m=\(end < text.count ? 1 : 0);"
        + String(decoding: text[Range(from: start, upTo: end)], as: UTF8.self)
        + "\u{1B}\\"
    }
    return result
  }

  /// Sixels: bands of six rows; within a band, for each colour, which of the six have it, runs shortened.
  ///
  /// - Throws: `CancellationError`.
  public static func sixel(_ picture: Pixmap) throws -> String {
    var counts = ColorCounts()
    try counts.add(picture)
    var table = ColorTable(of: counts, entries: 64)
    let indices = try table.indices(picture)
    var out: [UInt8] = Array("\u{1B}Pq\"1;1;\(picture.width);\(picture.height)".utf8)
    for (i, color) in table.colors.enumerated() {
      func percent(_ shift: UInt32) -> Int { (Int(truncatingIfNeeded: color >> shift & 255) * 100 + 127) / 255 }
      out += Array("#\(i);2;\(percent(16));\(percent(8));\(percent(0))".utf8)
    }
    for top in stride(from: 0, to: picture.height, by: 6) {
      try Cancellation.check()
      band(indices, picture, top, &out)
    }
    return String(decoding: out, as: UTF8.self) + "\u{1B}\\"
  }

  private static func band(_ indices: [UInt8], _ picture: Pixmap, _ top: Int, _ out: inout [UInt8]) {
    let width = picture.width
    var masks: [UInt8: [UInt8]] = [:]
    for row in 0..<min(6, picture.height - top) {
      for x in 0..<width {
        masks[indices[(top + row) * width + x], default: [UInt8](repeating: 0, count: width)][x] |=
          1 << UInt8(clamping: row)
      }
    }
    for (i, color) in masks.keys.sorted().enumerated() {
      if i > 0 { out.append(UInt8(ascii: "$")) }
      out += Array("#\(color)".utf8)
      let mask = masks[color] ?? []
      var x = 0
      while x < width {
        var end = x + 1
        while end < width, mask[end] == mask[x] { end += 1 }
        if end - x > 3 { out += Array("!\(end - x)".utf8) }
        out += [UInt8](repeating: 63 + mask[x], count: max(0, end - x > 3 ? 1 : end - x))
        x = end
      }
    }
    out.append(UInt8(ascii: "-"))
  }

  public static func base64(_ bytes: [UInt8]) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[Range(from: start, upTo: min(start + 3, bytes.count))]
      var word = 0
      for i in 0..<3 { word = word << 8 | (i < group.count ? Int(clamping: group[start + i]) : 0) }
      for i in 0..<4 { out.append(i <= group.count ? letters[word >> (18 - 6 * i) & 63] : UInt8(ascii: "=")) }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
