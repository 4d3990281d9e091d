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
        .badFile, "recordings are files in .safetensors, .safetensors.index.json or .npz", about: "file",
        help: RecordingFormat.advice(name))
    }
  }
}

/// Known by the end of a file's name.
public enum RecordingFormat: Sendable {
  case safetensors, index, npz

  /// What can be done with a file of another kind.
  static func advice(_ name: String) -> String? {
    let ending = name.lowercased().split(separator: ".").last ?? ""
    switch ending {
    case "pt", "pth", "bin", "ckpt":
      return "a checkpoint holds parameters and no states: record a pass of the model by the package in python"
    case "npy": return "one array: numpy.savez writes several with their names"
    case "csv", "tsv", "txt", "json", "h5", "hdf5", "mat", "pkl", "pickle":
      return "numpy.savez writes arrays x.0, g.0, x.1, g.1, ... into an .npz"
    default: return nil
    }
  }

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
