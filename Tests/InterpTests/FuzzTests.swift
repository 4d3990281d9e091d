import Foundation
import Restricted
import Testing

/// What the fuzzer found worth keeping, one input in base64 a line: run again in the restricted host, which stops the
/// process when a property fails.
@Suite struct FuzzTests {
  @Test func theCorpusIsReplayed() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("FuzzCorpus.txt")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    #expect(lines.count > 200)
    for line in lines { Restricted.check(Array(try #require(Data(base64Encoded: String(line))))) }
  }
}
