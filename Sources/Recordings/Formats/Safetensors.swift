import Archives
import Checked
import Core
import Limits

/// The format of Hugging Face's safetensors: eight bytes with the length of a header, the header in JSON, and the arrays'
/// bytes, little-endian, the last index first. https://github.com/huggingface/safetensors
enum Safetensors {
  /// The longest header that its own readers take.
  private static let longest = 100_000_000

  static func read(_ bytes: any ByteSource) throws -> ArrayFile {
    guard bytes.size >= 8 else { throw EngineError(.badFile, "not a safetensors file: it has \(bytes.size) bytes") }
    let length = try bytes.bytes(at: 0, count: 8).reversed().reduce(UInt64(0)) {
      $0 << 8 | UInt64(truncatingIfNeeded: $1)
    }
    guard length <= UInt64(clamping: bytes.size - 8) else {
      let isOurs =
        try length <= UInt64(clamping: longest)
        && bytes.bytes(at: 8, count: min(1, bytes.size - 8)) == [UInt8(ascii: "{")]
      let isArchive = try bytes.bytes(at: 0, count: 4) == [0x50, 0x4B, 3, 4]
      throw isOurs
        ? isTruncated
        : isArchive
          ? EngineError(.badFile, "not a safetensors file: it is a zip archive, as .npz and PyTorch's .pt are")
          : EngineError(.badFile, "not a safetensors file: a header of \(length) bytes in a file of \(bytes.size)")
    }
    guard length <= UInt64(clamping: longest) else {
      throw EngineError(.badFile, "its header of \(length) bytes is too long: at most \(longest) are read")
    }
    let size = Int(clamping: length)
    try MemoryLimit.present.require(8 * Double(size), for: "the header of the file")
    let text = try bytes.bytes(at: 8, count: size)
    guard text.first == UInt8(ascii: "{") else {
      throw EngineError(.badFile, "not a safetensors file: its header is not JSON")
    }
    let header = try JSONText(text) { try Cancellation.check() }
    guard let members = header.members else { throw EngineError(.badFile, "its header is no object") }
    return try file(members, bytes, data: 8 + size)
  }

  private static func file(
    _ members: [(key: String, value: JSONText)], _ bytes: any ByteSource, data start: Int
  ) throws -> ArrayFile {
    var (file, spans): (ArrayFile, [Range<Int>]) = (ArrayFile(), [])
    for (name, value) in members {
      if name == "__metadata__" {
        file.metadata = value["nsh_trace"]?.text.map { Array($0.utf8) }
        continue
      }
      guard let type = value["dtype"]?.text, let shape = value["shape"]?.counts,
        let span = value["data_offsets"]?.counts, span.count == 2, span[0] <= span[1]
      else {
        throw EngineError(.badFile, "`\(name.prefix(60))` has no dtype, shape and data_offsets in the header")
      }
      guard span[1] <= bytes.size - start else { throw isTruncated }
      guard let storage = storages[type] else {
        try file.refuse(name, "is \(type)")
        continue
      }
      guard shape.bytes(each: storage.size) == span[1] - span[0] else { throw overlaps }
      if span[0] < span[1] { spans.append(Range(from: span[0], upTo: span[1])) }
      try file.add(RecordedArray(name: name, shape: shape, storage: storage, bytes: bytes, offset: start + span[0]))
    }
    spans.sort { $0.lowerBound < $1.lowerBound }
    guard zip(spans, spans.dropFirst()).allSatisfy({ $0.upperBound <= $1.lowerBound }) else { throw overlaps }
    return file
  }

  private static let storages: [String: Storage] = [
    "F64": .float64, "F32": .float32, "F16": .float16, "BF16": .bfloat16, "I8": .int8, "I16": .int16, "I32": .int32,
    "I64": .int64, "U8": .uint8, "U16": .uint16, "U32": .uint32, "U64": .uint64, "BOOL": .bool,
  ]

  private static var isTruncated: EngineError {
    EngineError(.badFile, "the file ends early: the header promises more bytes than there are")
  }
  private static var overlaps: EngineError {
    EngineError(.badFile, "data_offsets of two arrays overlap, or do not fit the shape")
  }
}

/// Hugging Face's index of a file in several: `weight_map` tells in which of them each array lies.
enum SafetensorsIndex {
  /// - Parameter open: opens a file beside the index.
  static func read(_ bytes: any ByteSource, open: (String) throws -> any ByteSource) throws -> ArrayFile {
    try MemoryLimit.present.require(8 * Double(bytes.size), for: "the index of the files")
    let index = try JSONText(try bytes.bytes(at: 0, count: bytes.size)) { try Cancellation.check() }
    guard let map = index["weight_map"]?.members else {
      throw EngineError(.badFile, "the index has no `weight_map`")
    }
    var (whole, shards): (ArrayFile, [String: ArrayFile]) = (ArrayFile(), [:])
    whole.metadata = index["metadata"]?["nsh_trace"]?.text.map { Array($0.utf8) }
    for (name, place) in map {
      guard let shard = place.text, !shard.isEmpty, !shard.contains("/"), shard != ".." else {
        throw EngineError(.badFile, "`\(name.prefix(60))` of the index lies in no file beside it")
      }
      let file = try shards[shard] ?? Safetensors.read(try open(shard))
      shards[shard] = file
      whole.metadata = whole.metadata ?? file.metadata
      if let array = file.arrays[name] {
        try whole.add(array)
      } else if let why = file.refused[name] {
        try whole.refuse(name, why)
      } else {
        throw EngineError(.badFile, "`\(name.prefix(60))` is not in \(shard), where the index says it is")
      }
    }
    return whole
  }
}
