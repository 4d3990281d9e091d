import Archives
import Core

/// What a file of arrays holds, by name, whatever its format.
struct ArrayFile {
  var arrays: [String: RecordedArray] = [:]
  /// Arrays that are not read, and why: "is F8_E4M3". It matters only of those that are needed.
  var refused: [String: String] = [:]
  /// All names in the order of the file.
  var names: [String] = []
  /// The JSON under `nsh_trace`.
  var metadata: [UInt8]?

  mutating func add(_ array: RecordedArray) throws {
    try add(array.name)
    arrays[array.name] = array
  }

  mutating func refuse(_ name: String, _ why: String) throws {
    try add(name)
    refused[name] = why
  }

  private mutating func add(_ name: String) throws {
    guard arrays[name] == nil, refused[name] == nil else {
      throw EngineError(.badFile, "`\(name.prefix(60))` stands twice in the file")
    }
    names.append(name)
  }

  /// Adds what another file holds: a further shard.
  mutating func join(_ other: ArrayFile) throws {
    for name in other.names {
      if let array = other.arrays[name] { try add(array) }
      if let why = other.refused[name] { try refuse(name, why) }
    }
    metadata = metadata ?? other.metadata
  }
}
