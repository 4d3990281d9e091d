import Core
import Foundation
import Recordings
import Testing

/// Files that are wrong, each in one way, and what is said of them.
@Suite struct BadFileTests {
  nonisolated(unsafe) static let all = try! RecordingFiles.json("bad/bad.json")
  static let files = all.keys.sorted()

  @Test(arguments: files)
  func whatIsWrongIsSaid(file: String) throws {
    let entry = try #require(Self.all[file] as? [String: String])
    let (kind, say) = (try #require(entry["kind"]), try #require(entry["say"]))
    switch kind {
    case "error":
      let error = #expect(throws: EngineError.self) { try RecordingFiles.read("bad/" + file) }
      #expect(error?.message == say)
    case "warning":
      let process = try RecordingFiles.read("bad/" + file)
      let said = process.notes + process.results.warnings
      #expect(said.contains(say), "\(said)")
    case "good":
      let process = try RecordingFiles.read("bad/" + file)
      #expect(process.results.warnings.isEmpty, "\(process.results.warnings)")
      #expect(process.results.checks.allSatisfy { $0.result == .passed }, "\(process.results.checks)")
    default: break
    }
  }

  /// Names that other programs give are found by patterns, and guessed where none are given.
  @Test func namesOfOthersAreTakenByPatterns() throws {
    let file = "bad/transformerlens_names.safetensors"
    let error = #expect(throws: EngineError.self) { try RecordingFiles.read(file) }
    #expect(
      error?.message
        == "no states x.0, x.1, ... in the file; did you mean states=\"blocks.*.hook_resid_post\" costates=\"blocks.*.hook_resid_post_grad\"?"
    )
    var request = RecordingRequest()
    (request.states, request.costates) = ("blocks.*.hook_resid_post", "blocks.*.hook_resid_post_grad")
    #expect(try RecordingFiles.read(file, request).model.widths.count > 1)
    request.costates = request.states
    #expect(throws: EngineError.self) { try RecordingFiles.read(file, request) }
  }
}
