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
