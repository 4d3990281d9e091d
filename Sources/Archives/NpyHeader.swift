import Checked
import Core

/// The header of a .npy file, versions 1 to 3: a literal of Python's, such as
/// `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }`.
/// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
package struct NpyHeader {
  package private(set) var type = ""
  package private(set) var isFortran = false
  package private(set) var shape: [Int] = []
  /// Where the numbers begin.
  package private(set) var size = 0

  /// The longest header that is read: more is no array of numbers.
  private static let longest = 1 << 20

  package init(_ bytes: any ByteSource) throws {
    guard bytes.size >= 10 else { throw Self.isNone }
    let start = try bytes.bytes(at: 0, count: min(12, bytes.size))
    guard start.starts(with: [0x93] + Array("NUMPY".utf8)) else { throw Self.isNone }
    guard (1...3).contains(start[6]) else {
      throw EngineError(.badFile, "is of version \(start[6]) of the format .npy; 1 to 3 are read")
    }
    let isLong = start[6] > 1
    let length = Int(clamping: LittleEndian(start)[isLong ? 4 : 2, 8])
    size = (isLong ? 12 : 10) + length
    guard length <= Self.longest, size <= bytes.size else { throw EngineError(.badFile, "ends within its header") }
    try parse(String(decoding: try bytes.bytes(at: size - length, count: length), as: UTF8.self))
  }

  private static var isNone: EngineError { EngineError(.badFile, "is no .npy file") }

  private mutating func parse(_ text: String) throws {
    var rest = Substring(text)
    func fault() -> EngineError { EngineError(.badFile, "has a header that is not understood") }
    func skip() { rest = rest.drop { $0.isWhitespace || $0 == "," } }
    func takes(_ c: Character) -> Bool {
      skip()
      guard rest.first == c else { return false }
      rest = rest.dropFirst()
      return true
    }
    func quoted() throws -> String {
      skip()
      guard let quote = rest.first, quote == "'" || quote == "\"" else { throw fault() }
      rest = rest.dropFirst()
      guard let end = rest.firstIndex(of: quote) else { throw fault() }
      defer { rest = rest[end...].dropFirst() }
      return String(rest[..<end])
    }
    guard takes("{") else { throw fault() }
    var seen: Set<String> = []
    while !takes("}") {
      let key = try quoted()
      guard takes(":"), seen.insert(key).inserted else { throw fault() }
      skip()
      switch key {
      case "descr":
        if rest.first == "[" { throw EngineError(.badFile, "holds records of several fields; save numbers") }
        type = try quoted()
      case "fortran_order":
        let word = rest.prefix { $0.isLetter }
        guard word == "True" || word == "False" else { throw fault() }
        isFortran = word == "True"
        rest = rest.dropFirst(word.count)
      case "shape":
        guard takes("(") else { throw fault() }
        while !takes(")") {
          skip()
          let digits = rest.prefix { $0.isASCII && $0.isNumber }
          guard let n = Int(digits, radix: 10) else { throw fault() }
          shape.append(n)
          rest = rest.dropFirst(digits.count)
          // As Python 2 wrote long numbers.
          if rest.first == "L" { rest = rest.dropFirst() }
        }
      default: throw fault()
      }
    }
    guard seen.count == 3 else { throw fault() }
  }
}

extension [Int] {
  /// The product, and times the size of an item in bytes; nil where that is beyond what a file can have.
  package func bytes(each size: Int) -> Int? {
    var total = size
    for n in self {
      let (product, isOver) = total.multipliedReportingOverflow(by: n)
      guard !isOver, n >= 0, product <= 1 << 56 else { return nil }
      total = product
    }
    return total
  }
}
