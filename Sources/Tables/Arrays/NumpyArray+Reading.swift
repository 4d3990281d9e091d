import Checked
import Core
import Limits

extension NumpyArray {
  /// The arrays of an archive, in its order, by their names without `.npy`.
  ///
  /// - Throws: `EngineError` of what is no such file, or holds what is neither numbers, truths nor texts;
  ///   `CancellationError`.
  public static func read(npz file: [UInt8]) throws -> [(name: String, array: NumpyArray)] {
    try Archive.entries(file).map { name, content in
      guard name.hasSuffix(".npy") else { throw EngineError(.badFile, "`\(name.prefix(40))` is no array (.npy)") }
      return (String(name.dropLast(4)), try read(npy: file[content], named: String(name.dropLast(4))))
    }
  }

  /// - Parameter name: for messages.
  public static func read(npy file: ArraySlice<UInt8>, named name: String) throws -> NumpyArray {
    let header = try NumpyHeader(file, name)
    let count = header.shape.reduce(1.0) { $0 * Double($1) }
    guard Double(header.width) * count == Double(file.count - header.length) else {
      throw EngineError(.badFile, "`\(name)`: the file does not have as many bytes as its shape asks for")
    }
    let n = Int(saturating: count)
    try MemoryLimit.present.require(16 * count, for: "the array `\(name)`")
    let body = Array(file.dropFirst(header.length))
    var storage = try body.withUnsafeBytes { bytes -> Storage in
      switch header.kind {
      case .truth: return .truths(try patiently(n) { bytes[$0] != 0 })
      case .text:
        return .texts(try patiently(n, every: 256) { try header.text(bytes, at: $0 * header.width, name) })
      default: return .numbers(try patiently(n) { try header.number(bytes, at: $0 * header.width, name) })
      }
    }
    if header.isFortran, header.shape.count > 1 { storage = try storage.transposed(header.shape) }
    return NumpyArray(shape: header.shape, storage)
  }
}

extension NumpyArray.Storage {
  /// From columns one after the other to rows.
  fileprivate func transposed(_ shape: [Int]) throws -> NumpyArray.Storage {
    var steps = [Int](repeating: 1, count: shape.count)
    for i in Range(from: 1, upTo: shape.count) { steps[i] = steps[i - 1] * shape[i - 1] }
    var index = [Int](repeating: 0, count: shape.count)
    let order = try patiently(count) { _ in
      let place = zip(index, steps).reduce(0) { $0 + $1.0 * $1.1 }
      for axis in index.indices.reversed() {
        index[axis] += 1
        if index[axis] < shape[axis] { break }
        index[axis] = 0
      }
      return place
    }
    switch self {
    case .numbers(let x): return .numbers(order.map { x[$0] })
    case .texts(let s): return .texts(order.map { s[$0] })
    case .truths(let b): return .truths(order.map { b[$0] })
    }
  }
}

/// What stands before the entries: `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }`.
private struct NumpyHeader {
  enum Kind { case float, signed, unsigned, truth, text }

  private(set) var kind = Kind.float
  /// Of an entry, in bytes.
  private(set) var width = 8
  private var isBig = false
  private(set) var isFortran = false
  private(set) var shape: [Int] = []
  /// Of all that stands before the entries.
  private(set) var length = 0

  init(_ file: ArraySlice<UInt8>, _ name: String) throws {
    let start = file.startIndex
    func fault(_ why: String) -> EngineError { EngineError(.badFile, "`\(name.prefix(40))`: \(why)") }
    guard file.count >= 10, file.starts(with: [0x93] + Array("NUMPY".utf8)), (1...3).contains(file[start + 6]) else {
      throw fault("no array as numpy writes them")
    }
    let wide = file[start + 6] > 1
    var size = 0
    let digits = wide ? 4 : 2
    for i in 0..<digits where start + 8 + i < file.endIndex {
      size |= Int(clamping: file[start + 8 + i]) << (8 * i)
    }
    length = (wide ? 12 : 10) + size
    guard length <= file.count, size < 1 << 16 else { throw fault("its header is cut off") }
    let text = String(decoding: file[Range(from: start + length - size, upTo: start + length)], as: UTF8.self)
    guard let descr = Self.value("descr", text), let order = Self.value("fortran_order", text),
      let shape = Self.value("shape", text)
    else { throw fault("its header names no `descr`, `fortran_order` or `shape`") }
    isFortran = order.hasPrefix("True")
    guard shape.hasPrefix("("), let close = shape.firstIndex(of: ")") else { throw fault("its shape is none") }
    let sides = shape[..<close].dropFirst().split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
    self.shape = sides.compactMap { Int($0, radix: 10) }
    guard self.shape.count == sides.count, self.shape.allSatisfy({ $0 >= 0 }), self.shape.count <= 32,
      self.shape.reduce(1.0, { $0 * max(1, Double($1)) }) < 1e15
    else { throw fault("its shape is none") }
    guard descr.hasPrefix("'"), let end = descr.dropFirst().firstIndex(of: "'") else {
      throw fault("records of several fields are not read")
    }
    try read(descr: String(descr[..<end].dropFirst())) { fault($0) }
  }

  private static func value(_ key: String, _ text: String) -> Substring? {
    guard let found = text.firstRange(of: "'\(key)':") else { return nil }
    return text[found.upperBound...].drop { $0 == " " }
  }

  private mutating func read(descr: String, _ fault: (String) -> EngineError) throws {
    var rest = descr[...]
    if let order = rest.first, "<>|=".contains(order) {
      isBig = order == ">"
      rest = rest.dropFirst()
    }
    guard let letter = rest.first, let size = Int(rest.dropFirst(), radix: 10), size >= 0, size < 1 << 20 else {
      throw fault("entries of kind `\(descr.prefix(20))` are not read")
    }
    width = size
    switch (letter, size) {
    case ("f", 2), ("f", 4), ("f", 8): kind = .float
    case ("i", 1), ("i", 2), ("i", 4), ("i", 8): kind = .signed
    case ("u", 1), ("u", 2), ("u", 4), ("u", 8): kind = .unsigned
    case ("b", 1): kind = .truth
    case ("U", _):
      kind = .text
      width = 4 * size
    default:
      throw fault("entries of kind `\(descr.prefix(20))` are not read: numbers, truths (b1) and texts (U) are")
    }
  }

  private func bits(_ bytes: UnsafeRawBufferPointer, _ place: Int, _ count: Int) -> UInt64 {
    var value: UInt64 = 0
    for i in 0..<count {
      let byte = bytes[place + (isBig ? count - 1 - i : i)]
      value |= UInt64(clamping: byte) << UInt64(clamping: 8 * i)
    }
    return value
  }

  func number(_ bytes: UnsafeRawBufferPointer, at place: Int, _ name: String) throws -> Double {
    let bits = bits(bytes, place, width)
    switch kind {
    case .float:
      return width == 8
        ? Double(bitPattern: bits)
        : width == 4
          ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))) : Self.half(UInt16(truncatingIfNeeded: bits))
    case .unsigned, .text, .truth:
      guard let x = Double(exactly: bits) else { throw Self.tooLong(name, "\(bits)") }
      return x
    case .signed:
      let shift = UInt64(clamping: 64 - 8 * width)
      let value = Int64(bitPattern: bits << shift) >> Int64(clamping: shift)
      guard let x = Double(exactly: value) else { throw Self.tooLong(name, "\(value)") }
      return x
    }
  }

  private static func tooLong(_ name: String, _ number: String) -> EngineError {
    EngineError(.badFile, "`\(name)` holds \(number), which has more digits than a number here keeps")
  }

  /// Of sixteen bits: a sign, five of the exponent, ten of the fraction.
  private static func half(_ bits: UInt16) -> Double {
    let (exponent, fraction) = (Int(clamping: bits >> 10 & 31), Double(bits & 1023))
    let size: Double =
      exponent == 31
      ? (fraction == 0 ? .infinity : .nan)
      : exponent == 0
        ? fraction * 0x1p-24 : Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
    return bits >> 15 == 1 ? -size : size
  }

  func text(_ bytes: UnsafeRawBufferPointer, at place: Int, _ name: String) throws -> String {
    var text = String.UnicodeScalarView()
    var pending = 0
    for i in stride(from: place, to: place + width, by: 4) {
      let code = UInt32(truncatingIfNeeded: bits(bytes, i, 4))
      guard let scalar = Unicode.Scalar(code) else {
        throw EngineError(.badFile, "`\(name)` holds a text that is not Unicode")
      }
      // Numpy fills up with NUL.
      if code == 0 {
        pending += 1
      } else {
        text.append(contentsOf: repeatElement("\0", count: pending) + [scalar]); pending = 0
      }
    }
    return String(text)
  }
}
