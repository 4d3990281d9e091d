import Checked
import Core
import Limits

extension Archive {
  /// The files of an archive, by the directory at its end: their names, and where their contents lie.
  ///
  /// - Throws: `EngineError` of what is no archive, is damaged, compressed or encrypted; `CancellationError`.
  public static func entries(_ file: [UInt8]) throws -> [(name: String, content: Range<Int>)] {
    try ArchiveReader(file).entries()
  }
}

private struct ArchiveReader {
  let file: [UInt8]

  init(_ file: [UInt8]) { self.file = file }

  private func fault(_ why: String, help: String? = nil) -> EngineError {
    EngineError(.badFile, "the archive is damaged: \(why)", help: help)
  }

  /// The number in so many bytes, the least first; nil beyond the end, or where it is no place in a file.
  private func number(_ place: Int, _ count: Int) -> Int? {
    guard place >= 0, place <= file.count - count else { return nil }
    var value: UInt64 = 0
    for i in 0..<count { value |= UInt64(clamping: file[place + i]) << UInt64(clamping: 8 * i) }
    return Int(exactly: value)
  }

  func entries() throws -> [(name: String, content: Range<Int>)] {
    guard file.count >= 22,
      let end = (0...min(65_557, file.count - 22)).lazy.map({ file.count - 22 - $0 })
        .first(where: { number($0, 4) == 0x0605_4B50 })
    else { throw EngineError(.badFile, "the file is no archive: .npz files are ZIP archives of arrays") }
    guard var count = number(end + 10, 2), var place = number(end + 16, 4) else { throw fault("its end is cut off") }
    if place == 0xFFFF_FFFF || count == 0xFFFF {
      guard let far = number(end - 20 + 8, 8), number(end - 20, 4) == 0x0706_4B50, number(far, 4) == 0x0606_4B50,
        let farCount = number(far + 32, 8), let farPlace = number(far + 48, 8)
      else { throw fault("its end says nothing of the directory") }
      (count, place) = (farCount, farPlace)
    }
    var (found, names): ([(name: String, content: Range<Int>)], Set<String>) = ([], [])
    for _ in 0..<min(count, file.count / 46) {
      try Cancellation.check()
      let entry = try entry(&place)
      guard names.insert(entry.name).inserted else { throw fault("`\(entry.name.prefix(40))` stands twice") }
      found.append(entry)
    }
    guard found.count == count else { throw fault("its directory is cut off") }
    return found
  }

  /// A line of the directory, which `place` is moved behind.
  private func entry(_ place: inout Int) throws -> (name: String, content: Range<Int>) {
    guard number(place, 4) == 0x0201_4B50, let flags = number(place + 8, 2), let method = number(place + 10, 2),
      let sum = number(place + 16, 4), let nameLength = number(place + 28, 2), let extraLength = number(place + 30, 2),
      let noteLength = number(place + 32, 2), place + 46 + nameLength + extraLength + noteLength <= file.count
    else { throw fault("its directory is cut off") }
    let nameEnd = place + 46 + nameLength
    let name = String(decoding: file[Range(from: place + 46, upTo: nameEnd)], as: UTF8.self)
    let sizes = try sizes(place, Range(from: nameEnd, upTo: nameEnd + extraLength), name)
    place = nameEnd + extraLength + noteLength
    if flags & 1 == 1 { throw EngineError(.badFile, "`\(name.prefix(40))` is encrypted") }
    guard method == 0 else {
      throw EngineError(
        .badFile, "`\(name.prefix(40))` is compressed; arrays are read as they are stored",
        help: "numpy.savez stores them, numpy.savez_compressed does not")
    }
    guard sizes.stored == sizes.whole else { throw fault("the sizes of `\(name.prefix(40))` do not agree") }
    let content = try content(at: sizes.place, size: sizes.whole, name)
    var check = Checksum()
    try file.withUnsafeBytes { all in
      for first in stride(from: content.lowerBound, to: content.upperBound, by: 1 << 22) {
        try Cancellation.check()
        check.add(
          UnsafeRawBufferPointer(rebasing: all[Range(from: first, upTo: min(first + 1 << 22, content.upperBound))]))
      }
    }
    guard Int(clamping: check.value) == sum else { throw fault("the checksum of `\(name.prefix(40))` is another") }
    return (name, content)
  }

  /// The sizes and the place of a file; what does not fit into 32 bits stands in the ZIP64 field.
  private func sizes(_ place: Int, _ extra: Range<Int>, _ name: String) throws -> (stored: Int, whole: Int, place: Int)
  {
    guard var stored = number(place + 20, 4), var whole = number(place + 24, 4), var start = number(place + 42, 4)
    else {
      throw fault("its directory is cut off")
    }
    var at = extra.lowerBound
    while at + 4 <= extra.upperBound, let tag = number(at, 2), let length = number(at + 2, 2) {
      var field = at + 4
      func next(_ value: inout Int) throws {
        guard value == 0xFFFF_FFFF else { return }
        guard field + 8 <= min(at + 4 + length, extra.upperBound), let large = number(field, 8) else {
          throw fault("the sizes of `\(name.prefix(40))` are cut off")
        }
        value = large
        field += 8
      }
      if tag == 1 {
        try next(&whole)
        try next(&stored)
        try next(&start)
      }
      at += 4 + length
    }
    return (stored, whole, start)
  }

  private func content(at place: Int, size: Int, _ name: String) throws -> Range<Int> {
    guard number(place, 4) == 0x0403_4B50, let nameLength = number(place + 26, 2), let extra = number(place + 28, 2)
    else {
      throw fault("`\(name.prefix(40))` is not where the directory says")
    }
    let start = place + 30 + nameLength + extra
    guard size <= file.count - start else { throw fault("`\(name.prefix(40))` is cut off") }
    return Range(from: start, upTo: start + size)
  }
}
