/// Texts as they come, each different one kept once; found by their bytes, so that one that is known makes no string.
struct TextCodes {
  private var codes: [Int32] = []
  private var names: [String] = []
  /// All names' bytes, one behind the other, and where each ends.
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var hashes: [UInt64] = []
  /// Places by their hashes; empty until the first text, since of very many columns most may have none.
  private var table: [Int32] = []

  mutating func appendMissing() {
    if names.isEmpty { _ = place(of: UnsafeRawBufferPointer(start: nil, count: 0)) }
    codes.append(0)
  }

  mutating func reserve(_ count: Int) { codes.reserveCapacity(count) }

  mutating func append(_ text: UnsafeRawBufferPointer) { codes.append(place(of: text)) }

  func finished() -> Texts { Texts(codes: codes, names: names) }

  private mutating func place(of text: UnsafeRawBufferPointer) -> Int32 {
    let hash = Self.hash(text)
    if table.isEmpty { table = [Int32](repeating: -1, count: 256) }
    let mask = table.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while table[slot] >= 0 {
      if hashes[Int(clamping: table[slot])] == hash, isName(Int(clamping: table[slot]), text) { return table[slot] }
      slot = (slot + 1) & mask
    }
    let place = Int32(clamping: names.count)
    table[slot] = place
    names.append(String(decoding: text, as: UTF8.self))
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    hashes.append(hash)
    if names.count * 2 > table.count { grow() }
    return place
  }

  private func isName(_ place: Int, _ text: UnsafeRawBufferPointer) -> Bool {
    let start = place == 0 ? 0 : ends[place - 1]
    guard ends[place] - start == text.count else { return false }
    for i in 0..<text.count where bytes[start + i] != text[i] { return false }
    return true
  }

  private mutating func grow() {
    table = [Int32](repeating: -1, count: 4 * table.count)
    let mask = table.count - 1
    for (place, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & mask
      while table[slot] >= 0 { slot = (slot + 1) & mask }
      table[slot] = Int32(clamping: place)
    }
  }

  private static func hash(_ text: UnsafeRawBufferPointer) -> UInt64 {
    var (hash, i) = (UInt64(clamping: text.count), 0)
    func mix(_ word: UInt64) {
      hash = (hash ^ word) &* 0xD6E8_FEB8_6659_FD93
      hash ^= hash >> 32
    }
    while i + 8 <= text.count {
      mix(text.loadUnaligned(fromByteOffset: i, as: UInt64.self))
      i += 8
    }
    var rest: UInt64 = 0
    while i < text.count {
      rest = rest << 8 | UInt64(truncatingIfNeeded: text[i])
      i += 1
    }
    mix(rest)
    return hash
  }
}
