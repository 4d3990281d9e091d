import Figures
import Foundation
import Testing

/// Animations and pictures within a terminal.
@Suite struct PixelTests {
  static func frame(_ t: Double) -> Figure {
    Figure(
      title: "t = \(t)",
      panels: [
        Panel(
          x: Axis("x"), y: Axis("y"), equalAspect: true,
          marks: [
            .points([Point(t, 0), Point(0, t)], .dot, Style(.series(0))),
            .line([Point(0, 0), Point(t, 1)], Style(.series(1))),
          ])
      ])
  }

  @Test func framesShareTheirAxes() {
    let frames = Animation([Self.frame(1), Self.frame(-3), Self.frame(2)]).frames
    #expect(Set(frames.map { "\(String(describing: $0.panels[0].x.limits))" }).count == 1)
    #expect(frames[0].panels[0].x.limits.map { $0.lowerBound < -3 && $0.upperBound > 2 } == true)
  }

  @Test func aGIFHasItsFrames() throws {
    let animation = Animation((0..<9).map { Self.frame(Double($0) / 4) })
    let gif = try #require(animation.gif(Format(size: (200, 150))))
    #expect(String(decoding: gif[..<6], as: UTF8.self) == "GIF89a")
    #expect(gif[6] == 200 && gif[7] == 0 && gif[8] == 150 && gif[9] == 0)
    // A graphics control extension for each frame; those bytes hardly occur within compressed data.
    let marker: [UInt8] = [0x21, 0xF9, 0x04]
    let count = gif.indices.dropLast(2).count { Array(gif[$0..<$0 + 3]) == marker }
    #expect(count == 9)
    #expect(gif == animation.gif(Format(size: (200, 150))))
    #expect(Animation([]).gif() == nil)
  }

  @Test func kittysPiecesAreThePNG() throws {
    let png = Self.frame(1).png()
    let text = TerminalGraphics.kitty(png: png)
    let pieces = text.components(separatedBy: "\u{1B}\\").filter { !$0.isEmpty }
    #expect(pieces.count == (4 * ((png.count + 2) / 3) + 4095) / 4096)
    #expect(pieces.first?.hasPrefix("\u{1B}_Ga=T,f=100,") == true && pieces.last?.contains("m=0;") == true)
    let base64 = pieces.map { $0.drop { $0 != ";" }.dropFirst() }.joined()
    #expect(try #require(Data(base64Encoded: base64)) == Data(png))
  }

  /// Sixels read back are the picture, but for the colours' rounding.
  @Test func sixelsReadBackAreThePicture() throws {
    let picture = Self.frame(1).pixmap(Format(size: (101, 67)))
    let read = try #require(Self.decoded(sixel: try TerminalGraphics.sixel(picture), width: 101, height: 67))
    func part(_ color: UInt32, _ i: UInt32) -> Int { Int(color >> (8 * i)) & 255 }
    let differences = zip(picture.pixels, read).map { a, b -> Int in
      max(abs(part(a, 0) - part(b, 0)), abs(part(a, 1) - part(b, 1)), abs(part(a, 2) - part(b, 2)))
    }
    // Sixty-four colours for those of smoothed edges; most pixels are the ground.
    #expect(differences.count { $0 <= 3 } > 101 * 67 * 9 / 10)
    #expect(differences.allSatisfy { $0 < 40 })
  }

  private static func decoded(sixel text: String, width: Int, height: Int) -> [UInt32]? {
    guard text.hasPrefix("\u{1B}Pq\"1;1;\(width);\(height)"), text.hasSuffix("\u{1B}\\") else { return nil }
    var pixels = [UInt32](repeating: 0, count: width * height)
    var colors: [Int: UInt32] = [:]
    var (x, y, color, index) = (0, 0, UInt32(0), 0)
    let body = Array(text.utf8.dropFirst("\u{1B}Pq\"1;1;\(width);\(height)".utf8.count).dropLast(2))
    func number() -> Int {
      var n = 0
      while index < body.count, (48...57).contains(body[index]) {
        (n, index) = (10 * n + Int(body[index]) - 48, index + 1)
      }
      return n
    }
    while index < body.count {
      let byte = body[index]
      index += 1
      switch byte {
      case UInt8(ascii: "#"):
        let key = number()
        guard index < body.count, body[index] == UInt8(ascii: ";") else {
          color = colors[key] ?? 0
          continue
        }
        var parts: [Int] = []
        while index < body.count, body[index] == UInt8(ascii: ";") {
          index += 1
          parts.append(number())
        }
        colors[key] = parts.dropFirst().reduce(0) { $0 << 8 | UInt32(($1 * 255 + 50) / 100) }
      case UInt8(ascii: "$"): x = 0
      case UInt8(ascii: "-"): (x, y) = (0, y + 6)
      default:
        var run = 1
        var mask = byte
        if byte == UInt8(ascii: "!") {
          run = number()
          mask = body[index]
          index += 1
        }
        for _ in 0..<run {
          for row in 0..<6 where (mask - 63) >> UInt8(row) & 1 == 1 && y + row < height && x < width {
            pixels[(y + row) * width + x] = color
          }
          x += 1
        }
      }
    }
    return pixels
  }
}
