/// The order of names in which numbers go by their size: c1, c2, c10.
public enum NaturalOrder {
  public static func precedes(_ a: String, _ b: String) -> Bool {
    let (x, y) = (pieces(a), pieces(b))
    for (p, q) in zip(x, y) where p != q {
      switch (p, q) {
      case (.number(let m), .number(let n)):
        // Without leading zeros the longer number is the larger one.
        if m.count != n.count { return m.count < n.count }
        return m.lexicographicallyPrecedes(n)
      case (.number, .letter): return true
      case (.letter, .number): return false
      case (.letter(let m), .letter(let n)): return m < n
      }
    }
    return x.count != y.count ? x.count < y.count : a.utf8.lexicographicallyPrecedes(b.utf8)
  }

  private enum Piece: Equatable {
    case number([UInt8])
    case letter(UInt8)
  }

  private static func pieces(_ text: String) -> [Piece] {
    var pieces: [Piece] = []
    var digits: [UInt8] = []
    func number() -> Piece { .number(Array(digits.drop { $0 == UInt8(ascii: "0") })) }
    for byte in text.utf8 {
      if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
        digits.append(byte)
        continue
      }
      if !digits.isEmpty { pieces.append(number()) }
      digits = []
      pieces.append(.letter(byte))
    }
    return digits.isEmpty ? pieces : pieces + [number()]
  }
}
