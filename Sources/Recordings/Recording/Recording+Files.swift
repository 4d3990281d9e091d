public import Archives
import Core

extension Recording {
  /// Reads what a file says of its arrays: not yet the states themselves.
  ///
  /// - Parameters:
  ///   - name: the file's, whose ending tells the format: .safetensors, .safetensors.index.json, .npz.
  ///   - open: opens a file beside it.
  /// - Throws: `EngineError` where the file is no recording; `CancellationError`; what `open` throws.
  public init(
    _ bytes: any ByteSource, name: String, _ request: RecordingRequest = RecordingRequest(),
    open: (String) throws -> any ByteSource
  ) throws {
    try self.init(try Self.arrays(bytes, name, request, open), name: name, request)
  }

  static func arrays(
    _ bytes: any ByteSource, _ name: String, _ request: RecordingRequest, _ open: (String) throws -> any ByteSource
  ) throws -> ArrayFile {
    switch RecordingFormat(name) {
    case .npz: try Npz.read(bytes, isWanted: request.wants)
    case .index: try SafetensorsIndex.read(bytes, open: open)
    case .safetensors: try Safetensors.read(bytes)
    case nil:
      throw EngineError(
        .badFile, "recordings are files in .safetensors, .safetensors.index.json or .npz", about: "file")
    }
  }
}

/// Known by the end of a file's name.
public enum RecordingFormat: Sendable {
  case safetensors, index, npz

  public init?(_ name: String) {
    let small = name.lowercased()
    if small.hasSuffix(".safetensors") {
      self = .safetensors
    } else if small.hasSuffix(".index.json") {
      self = .index
    } else if small.hasSuffix(".npz") {
      self = .npz
    } else {
      return nil
    }
  }
}
