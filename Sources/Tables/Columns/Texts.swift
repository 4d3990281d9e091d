/// Strings, each different one stored once: a column of classes takes four bytes a row, and is compared by its codes.
public struct Texts: Sendable {
  /// For each row the place of its string.
  public internal(set) var codes: [Int32]
  /// The strings, each once. Not all need be used.
  public internal(set) var names: [String]

  public init(_ texts: [String]) {
    var codes = TextCodes()
    codes.reserve(texts.count)
    for var text in texts { text.withUTF8 { codes.append(UnsafeRawBufferPointer($0)) } }
    self = codes.finished()
  }

  public init(codes: [Int32], names: [String]) { (self.codes, self.names) = (codes, names) }

  @inlinable public var count: Int { codes.count }
  public subscript(row: Int) -> String { names[Int(clamping: codes[row])] }

  /// The place of a string; nil where no row has it.
  public func code(of text: String) -> Int32? {
    names.firstIndex { $0.isIdentical(to: text) }.map { Int32(clamping: $0) }
  }

  /// For each string its place in the order of code points.
  public func ranks() -> [Int32] {
    let sorted = names.indices.sorted { names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8) }
    var ranks = [Int32](repeating: 0, count: names.count)
    for (rank, name) in sorted.enumerated() { ranks[name] = Int32(clamping: rank) }
    return ranks
  }

  /// These, and behind them others.
  func joined(with other: Texts) -> Texts {
    var places: [ExactText: Int32] = [:]
    for (i, name) in names.enumerated() { places[ExactText(name)] = Int32(clamping: i) }
    var all = names
    let moved = other.names.map { name -> Int32 in
      if let place = places[ExactText(name)] { return place }
      let place = Int32(clamping: all.count)
      places[ExactText(name)] = place
      all.append(name)
      return place
    }
    return Texts(codes: codes + other.codes.map { moved[Int(clamping: $0)] }, names: all)
  }
}

extension String {
  /// The same code points. Swift holds two spellings of one letter for equal, which a file does not.
  func isIdentical(to other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

/// A text by its code points, as a key.
struct ExactText: Hashable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (a: ExactText, b: ExactText) -> Bool { a.text.isIdentical(to: b.text) }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
