import Archives
import Checked
import Core
import Limits

/// numpy's archive of arrays: a zip of .npy files, stored or deflated.
enum Npz {
  /// - Parameter isWanted: whether an array is needed; what is deflated and not needed stays so.
  static func read(_ bytes: any ByteSource, isWanted: (String) -> Bool) throws -> ArrayFile {
    var file = ArrayFile()
    for member in try ZipArchive(bytes).members {
      try Cancellation.check()
      var name = member.name.hasSuffix(".npy") ? String(member.name.dropLast(4)) : member.name
      let plain = name.hasSuffix("!bf16") ? String(name.dropLast(5)) : name
      guard name != member.name, isWanted(plain) || plain == "nsh_trace" else {
        try file.refuse(name, "is no array that is read")
        continue
      }
      do {
        let content: any ByteSource =
          member.isDeflated
          ? try Inflation(of: member, in: bytes).bytes
          : Stretch(base: bytes, offset: member.offset, size: member.size)
        try add(content, &name, to: &file)
      } catch let error as EngineError where error.code == .badFile {
        throw EngineError(.badFile, "`\(name.prefix(60))` \(error.message)", help: error.help)
      }
    }
    return file
  }

  private static func add(_ content: any ByteSource, _ name: inout String, to file: inout ArrayFile) throws {
    let header = try NpyHeader(content)
    if name == "nsh_trace" {
      file.metadata = try text(header, content)
      return
    }
    switch header.storage(as: &name) {
    case .failure(let refusal): try file.refuse(name, refusal.why)
    case .success(let (storage, isBigEndian)):
      guard let size = header.shape.bytes(each: storage.size) else { throw EngineError(.badFile, "is too large") }
      guard size <= content.size - header.size else { throw EngineError(.badFile, "ends early") }
      var array = RecordedArray(
        name: name, shape: header.shape, storage: storage, isBigEndian: isBigEndian, bytes: content,
        offset: header.size)
      if header.isFortran, header.shape.count > 1 { array = try array.inRows() }
      try file.add(array)
    }
  }

  /// A text: bytes, or one of numpy's of four bytes a letter.
  private static func text(_ header: NpyHeader, _ content: any ByteSource) throws -> [UInt8] {
    let kind = header.type.drop { "<>|=".contains($0) }
    let room = content.size - header.size
    try MemoryLimit.present.require(8 * Double(room), for: "the text of `nsh_trace`")
    if kind == "u1" || kind.first == "S" {
      let size = kind == "u1" ? header.shape.bytes(each: 1) : Int(kind.dropFirst(), radix: 10)
      guard let size, size <= room else { throw EngineError(.badFile, "ends early") }
      return try trimmed(content.bytes(at: header.size, count: size))
    }
    guard kind.first == "U", let count = Int(kind.dropFirst(), radix: 10), count <= room / 4 else {
      throw EngineError(.badFile, "is \(header.type.prefix(20)), and should be a text in JSON: bytes (uint8), or str")
    }
    let bytes = try content.bytes(at: header.size, count: 4 * count)
    let isBig = header.type.first == ">"
    let letters = (0..<count).compactMap { i in
      let unit = (0..<4).reduce(UInt32(0)) {
        $0 << 8 | UInt32(truncatingIfNeeded: bytes[4 * i + (isBig ? $1 : 3 - $1)])
      }
      return Unicode.Scalar(unit)
    }
    return trimmed(Array(String(String.UnicodeScalarView(letters)).utf8))
  }

  /// Without the zeros that fill an array of texts.
  private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
    Array(bytes.prefix((bytes.lastIndex { $0 != 0 } ?? -1) + 1))
  }
}
