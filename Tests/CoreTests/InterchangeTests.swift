import Core
import Foundation
import Testing

@Suite struct InterchangeTests {
  private func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: ReferenceData.folder.appendingPathComponent("ref_\(name).json")))
  }

  /// Reading a reference file and writing it recomputes every field; 1e-12 as in the reference tests.
  @Test(arguments: ReferenceData.experiments)
  func everyFieldIsRecomputed(name: String) throws {
    let read = try ExperimentFile(bytes: bytes(name))
    let written = try ExperimentFile(chain: read.chain(), population: read.population(), seed: nil).bytes()
    let again = try ExperimentFile(bytes: written)
    #expect(again.theta == read.theta && again.x0 == read.x0 && again.dest == read.dest)
    #expect(again.label == read.label && again.kernel == read.kernel && again.family == read.family)
    #expect(again.s == read.s && again.lam == read.lam && again.K == read.K && again.N == read.N)
    #expect(abs(again.F! - read.F!) <= 1e-12)
    for (a, b) in [
      (again.dF_dtheta!, read.dF_dtheta!), (again.Q!, read.Q!), (again.x!.flatMap { $0 }, read.x!.flatMap { $0 }),
      (again.g!.flatMap { $0 }, read.g!.flatMap { $0 }),
      (again.Qcluster!.flatMap { $0 }, read.Qcluster!.flatMap { $0 }),
    ] {
      #expect(distance(a.flatMap { $0 }, b.flatMap { $0 }) <= 1e-12)
    }
  }

  @Test(arguments: [
    ("\"family\":\"bump\"", "\"family\":\"bumb\"", "there is no family `bumb`"),
    ("\"kernel\":\"gauss\"", "\"kernel\":\"box\"", "`kernel` is `box`; kernels: gauss, lorentz, wend"),
    ("\"lam\"", "\"lambda\"", "the field `lam` is missing"),
    ("\"K\":6", "\"K\":7", "`theta` has 6 rows; K is 7"),
    ("\"N\":12", "\"N\":11", "`x0` has 12 rows; there are 11 points"),
    ("\"label\":[0", "\"label\":[70", "`label` holds 70, more than there are points"),
    ("\"label\":[0", "\"label\":[\"0\"", "`label[0]` does not hold what is expected"),
    ("{", "{{", "the file is not JSON"),
  ])
  func damagedFilesAreRefusedInWords(find: String, replace: String, expected: String) throws {
    var text = String(decoding: try bytes("tiny"), as: UTF8.self).replacingOccurrences(of: ": ", with: ":")
      .replacingOccurrences(of: ", ", with: ",")
    let range = try #require(text.range(of: find))
    text.replaceSubrange(range, with: replace)
    let damaged = Array(text.utf8)
    #expect {
      let file = try ExperimentFile(bytes: damaged)
      _ = try (file.population(), file.chain())
    } throws: { ($0 as? EngineError)?.message == expected }
  }
}
