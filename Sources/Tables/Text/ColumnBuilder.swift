import Core

/// The entries of one column of a file as they come, stored by what they turn out to be.
///
/// What stands in quotes is a string. What does not is a number, `true` or `false`, or nothing, where all of the column
/// is; else a string too.
final class ColumnBuilder {
  enum Found {
    case taken
    /// Entries before were taken for numbers or truths, which this one shows to be strings: the column is to be read anew.
    case texts
  }

  /// Whether all entries are taken for strings.
  let isText: Bool
  private var numbers: [Double] = []
  private var truths: [Bool] = []
  private var texts = TextCodes()
  private var cells: [Cell] = []
  private var missing: [Bool] = []
  private var count = 0
  private var kind = Kind.open
  private var hasPlainText = false

  private enum Kind { case open, numbers, truths, texts, mixed }

  init(isText: Bool) { self.isText = isText }

  func addMissing() {
    if missing.isEmpty { missing = [Bool](repeating: false, count: count) }
    missing.append(true)
    store(0, false, -1)
  }

  func add(number x: Double) -> Found {
    switch kind {
    case .numbers: numbers.append(x)
    case .open:
      become(.numbers)
      numbers.append(x)
    case .texts where !hasPlainText, .mixed:
      mix()
      cells.append(.number(x))
    case .texts, .truths: return .texts
    }
    counted()
    return .taken
  }

  /// Finite numbers, one after the other; false, and nothing is done, where the column holds something else.
  func add(numbers more: [Double]) -> Bool {
    guard !isText else { return false }
    switch kind {
    case .open: become(.numbers)
    case .numbers: break
    case .truths, .texts, .mixed: return false
    }
    numbers.append(contentsOf: more)
    if !missing.isEmpty { missing.append(contentsOf: repeatElement(false, count: more.count)) }
    count += more.count
    return true
  }

  /// Whether `add(word:)` may follow: strings without quotes were there before, or all entries are strings.
  var takesWords: Bool { kind == .texts && (isText || hasPlainText) }

  /// A string that stands without quotes, where `takesWords`.
  @inline(__always)
  func add(word: UnsafeRawBufferPointer) {
    texts.append(word)
    counted()
  }

  /// So many entries more are expected.
  func reserve(_ count: Int) {
    switch kind {
    case .numbers: numbers.reserveCapacity(self.count + count)
    case .texts: texts.reserve(self.count + count)
    case .open, .truths, .mixed: break
    }
  }

  func add(truth b: Bool) -> Found {
    switch kind {
    case .truths: truths.append(b)
    case .open:
      become(.truths)
      truths.append(b)
    case .texts where !hasPlainText, .mixed:
      mix()
      cells.append(.truth(b))
    case .texts, .numbers: return .texts
    }
    counted()
    return .taken
  }

  /// - Parameter isQuoted: it is a string whatever it holds.
  func add(text bytes: UnsafeRawBufferPointer, isQuoted: Bool) -> Found {
    switch kind {
    case .texts: break
    case .open: become(.texts)
    case .mixed, .numbers, .truths:
      guard isQuoted else { return .texts }
      mix()
      cells.append(.text(String(decoding: bytes, as: UTF8.self)))
      counted()
      return .taken
    }
    if !isQuoted, !isText { hasPlainText = true }
    texts.append(bytes)
    counted()
    return .taken
  }

  @inline(__always)
  private func counted() {
    count += 1
    if !missing.isEmpty, missing.count < count { missing.append(false) }
  }

  private func store(_ x: Double, _ b: Bool, _ code: Int32) {
    count += 1
    switch kind {
    case .open: break
    case .numbers: numbers.append(.nan)
    case .truths: truths.append(false)
    case .texts: texts.appendMissing()
    case .mixed: cells.append(.missing)
    }
  }

  /// The first entry with a value: all before it are missing.
  private func become(_ kind: Kind) {
    self.kind = kind
    switch kind {
    case .numbers: numbers = [Double](repeating: .nan, count: count)
    case .truths: truths = [Bool](repeating: false, count: count)
    case .texts: for _ in 0..<count { texts.appendMissing() }
    case .open, .mixed: break
    }
  }

  private func mix() {
    guard kind != .mixed else { return }
    cells = column().cells
    kind = .mixed
    numbers = []
    truths = []
    texts = TextCodes()
  }

  func column() -> Column {
    let missing: [Bool]? = self.missing.isEmpty ? nil : self.missing
    switch kind {
    case .open: return Column([Cell](repeating: .missing, count: count))
    case .numbers: return Column(.numbers(numbers), missing: missing)
    case .truths: return Column(.truths(truths), missing: missing)
    case .texts: return Column(.texts(texts.finished()), missing: missing)
    case .mixed: return Column(cells)
    }
  }
}

/// Texts as they come, each different one kept once; found by their bytes, so that one that is known makes no string.
struct TextCodes {
  private var codes: [Int32] = []
  private var names: [String] = []
  /// All names' bytes, one behind the other, and where each ends.
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var hashes: [UInt64] = []
  private var table = [Int32](repeating: -1, count: 256)

  mutating func appendMissing() {
    if names.isEmpty { _ = place(of: UnsafeRawBufferPointer(start: nil, count: 0)) }
    codes.append(0)
  }

  mutating func reserve(_ count: Int) { codes.reserveCapacity(count) }

  mutating func append(_ text: UnsafeRawBufferPointer) { codes.append(place(of: text)) }

  func finished() -> Texts { Texts(codes: codes, names: names) }

  private mutating func place(of text: UnsafeRawBufferPointer) -> Int32 {
    let hash = Self.hash(text)
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
