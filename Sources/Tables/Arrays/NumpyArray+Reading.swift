import Archives
import Checked
import Core
import Limits

extension NumpyArray {
  /// The arrays of an archive, in its order, by their names without `.npy`.
  ///
  /// - Throws: `EngineError` of what is no such file, or holds what is neither numbers, truths nor texts;
  ///   `CancellationError`.
  public static func read(npz file: [UInt8]) throws -> [(name: String, array: NumpyArray)] {
    let archive = MemoryBytes(file)
    var names: Set<String> = []
    return try ZipArchive(archive).members.map { member in
      try Cancellation.check()
      guard member.name.hasSuffix(".npy") else {
        throw EngineError(.badFile, "`\(member.name.prefix(40))` is no array (.npy)")
      }
      let name = String(member.name.dropLast(4))
      guard names.insert(name).inserted else {
        throw EngineError(.badFile, "the archive is damaged: `\(name.prefix(40))` stands twice")
      }
      do {
        return (name, try read(npy: try content(of: member, in: archive), named: name))
      } catch let error as EngineError where error.code == .badFile && !error.message.hasPrefix("`") {
        throw EngineError(.badFile, "`\(name.prefix(40))` \(error.message)", help: error.help)
      }
    }
  }

  private static func content(of member: ZipArchive.Member, in archive: MemoryBytes) throws -> [UInt8] {
    try MemoryLimit.present.require(Double(member.size), for: "an array of the archive")
    if member.isDeflated {
      let inflated = try Inflation(of: member, in: archive).bytes
      return try inflated.bytes(at: 0, count: inflated.size)
    }
    let content = try archive.bytes(at: member.offset, count: member.size)
    var sum = Checksum()
    sum.add(content)
    guard sum.value == member.checksum else {
      throw EngineError(.badFile, "is broken: its checksum differs from the archive's")
    }
    return content
  }

  private static func read(npy file: [UInt8], named name: String) throws -> NumpyArray {
    let header = try NpyHeader(MemoryBytes(file))
    let kind = try EntryKind(header.type)
    guard header.shape.count <= 32, let size = header.shape.bytes(each: kind.width), size == file.count - header.size
    else {
      throw EngineError(.badFile, "does not have as many bytes as its shape asks for")
    }
    let n = header.shape.reduce(1, *)
    try MemoryLimit.present.require(16 * Double(n), for: "the array `\(name)`")
    var storage = try file.withUnsafeBytes { bytes -> Storage in
      func place(_ i: Int) -> Int { header.size + i * kind.width }
      switch kind.form {
      case .truth: return .truths(try patiently(n) { bytes[place($0)] != 0 })
      case .text: return .texts(try patiently(n, every: 256) { try kind.text(bytes, at: place($0)) })
      default: return .numbers(try patiently(n) { try kind.number(bytes, at: place($0)) })
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

/// What the entries of an array are, by numpy's word for it.
private struct EntryKind {
  enum Form { case float, signed, unsigned, truth, text }

  private(set) var form = Form.float
  /// Of an entry, in bytes.
  private(set) var width = 8
  private var isBig = false

  /// - Parameter descr: numpy's word, such as `<f8`.
  init(_ descr: String) throws {
    func fault(_ why: String) -> EngineError { EngineError(.badFile, why) }
    var rest = descr[...]
    if let order = rest.first, "<>|=".contains(order) {
      isBig = order == ">"
      rest = rest.dropFirst()
    }
    guard let letter = rest.first, let size = Int(rest.dropFirst(), radix: 10), size >= 0, size < 1 << 20 else {
      throw fault("has entries of kind `\(descr.prefix(20))` are not read")
    }
    width = size
    switch (letter, size) {
    case ("f", 2), ("f", 4), ("f", 8): form = .float
    case ("i", 1), ("i", 2), ("i", 4), ("i", 8): form = .signed
    case ("u", 1), ("u", 2), ("u", 4), ("u", 8): form = .unsigned
    case ("b", 1): form = .truth
    case ("U", _):
      form = .text
      width = 4 * size
    default:
      throw fault("has entries of kind `\(descr.prefix(20))` are not read: numbers, truths (b1) and texts (U) are")
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

  func number(_ bytes: UnsafeRawBufferPointer, at place: Int) throws -> Double {
    let bits = bits(bytes, place, width)
    switch form {
    case .float:
      return width == 8
        ? Double(bitPattern: bits)
        : width == 4
          ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))) : Self.half(UInt16(truncatingIfNeeded: bits))
    case .unsigned, .text, .truth:
      guard let x = Double(exactly: bits) else { throw Self.tooLong("\(bits)") }
      return x
    case .signed:
      let shift = UInt64(clamping: 64 - 8 * width)
      let value = Int64(bitPattern: bits << shift) >> Int64(clamping: shift)
      guard let x = Double(exactly: value) else { throw Self.tooLong("\(value)") }
      return x
    }
  }

  private static func tooLong(_ number: String) -> EngineError {
    EngineError(.badFile, "holds \(number), which has more digits than a number here keeps")
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

  func text(_ bytes: UnsafeRawBufferPointer, at place: Int) throws -> String {
    var text = String.UnicodeScalarView()
    var pending = 0
    for i in stride(from: place, to: place + width, by: 4) {
      let code = UInt32(truncatingIfNeeded: bits(bytes, i, 4))
      guard let scalar = Unicode.Scalar(code) else {
        throw EngineError(.badFile, "holds a text that is not Unicode")
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
