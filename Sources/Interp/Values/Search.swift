import Checked
import Core
import Limits

/// A text in another one, by whole characters: an accent is not found without its letter, and the same character is found
/// however it is composed. The time is linear in both (Knuth, Morris, Pratt).
struct Search {
  private enum Text {
    case plain([UInt8])
    case characters([Character])
  }

  private let text: Text
  private let length: Int
  /// Where the part begins, in characters from 0; none within another.
  let places: [Int]

  var first: Int? { places.first }

  /// - Parameters:
  ///   - part: not empty, else nothing is found but the beginning.
  ///   - limit: so many are enough.
  init(_ text: String, _ part: String, limit: Int = .max) throws {
    if text.isPlain, part.isPlain {
      let (bytes, wanted) = (Array(text.utf8), Array(part.utf8))
      self.text = .plain(bytes)
      length = wanted.count
      places = try Self.places(wanted, in: bytes, limit)
    } else {
      let (letters, wanted) = (try text.characters(), try part.characters())
      self.text = .characters(letters)
      length = wanted.count
      places = try Self.places(wanted, in: letters, limit)
    }
  }

  private static func places<T: Equatable>(_ part: [T], in text: [T], _ limit: Int) throws -> [Int] {
    guard !part.isEmpty else { return [0] }
    var turns = Turns(every: 1 << 14)
    // How long a beginning of the part ends at each of its places.
    var borders = [0]
    var border = 0
    for i in Range(from: 1, upTo: part.count) {
      try turns.check()
      while border > 0, part[i] != part[border] { border = borders[border - 1] }
      if part[i] == part[border] { border += 1 }
      borders.append(border)
    }
    var (places, met) = ([Int](), 0)
    for (i, letter) in text.enumerated() {
      try turns.check()
      while met > 0, letter != part[met] { met = borders[met - 1] }
      if letter == part[met] { met += 1 }
      if met == part.count {
        places.append(i + 1 - met)
        met = 0
        if places.count == limit { break }
      }
    }
    return places
  }

  /// What stands between them.
  func pieces() throws -> [String] {
    try MemoryLimit.present.allow(Double(places.count + 1), "pieces of a string")
    var (pieces, from, turns) = ([String](), 0, Turns())
    for place in places + [nil as Int?] {
      try turns.check()
      pieces.append(piece(from, place))
      from = (place ?? 0) + length
    }
    return pieces
  }

  private func piece(_ from: Int, _ end: Int?) -> String {
    switch text {
    case .plain(let bytes):
      String(decoding: bytes[Range(from: from, upTo: end ?? bytes.count)], as: UTF8.self)
    case .characters(let letters): String(letters[Range(from: from, upTo: end ?? letters.count)])
    }
  }
}

extension String {
  /// Each byte is a character.
  fileprivate var isPlain: Bool { utf8.allSatisfy { $0 < 0x80 && $0 != 13 } }

  /// The characters, made asking, and for room first.
  func characters() throws -> [Character] {
    try MemoryLimit.present.require(16 * Double(utf8.count), for: "the characters of a string")
    var (result, turns) = ([Character](), Turns(every: 1 << 14))
    for character in self {
      try turns.check()
      result.append(character)
    }
    return result
  }
}
