import Archives
import Core
import Foundation
import Recordings

/// Recordings beside the tests.
enum RecordingFiles {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Reference/Recordings")

  static func bytes(_ name: String) throws -> any ByteSource {
    MemoryBytes([UInt8](try Data(contentsOf: root.appendingPathComponent(name))))
  }

  static func json(_ name: String) throws -> [String: Any] {
    let data = try Data(contentsOf: root.appendingPathComponent(name))
    return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }

  static func read(
    _ name: String, _ request: RecordingRequest = RecordingRequest(), threads: Int = 2
  ) throws -> RecordedProcess {
    try read([(name: name, bytes: try bytes(name))], request, threads: threads)
  }

  static func read(
    _ files: [(name: String, bytes: any ByteSource)], _ request: RecordingRequest = RecordingRequest(), threads: Int = 2
  ) throws -> RecordedProcess {
    let folder = files[0].name.lastIndex(of: "/").map { String(files[0].name[...$0]) } ?? ""
    return try RecordedProcess(
      files, called: files[0].name, request, threads: threads, open: { try bytes(folder + $0) },
      random: { Random(seed: 1, stream: "test") })
  }
}
