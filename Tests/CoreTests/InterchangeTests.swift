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
    let written = try ExperimentFile.bytes(read.chain(), read.population(), seed: nil)
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
    (
      "\"label\":[0", "\"label\":[\"0\"",
      "`label[0]` does not hold what is expected (a whole number), but the text \"0\""
    ),
    ("\"label\":[0", "\"label\":[0.5", "`label[0]` does not hold what is expected (a whole number), not 0.5"),
    (
      "\"label\":[0", "\"label\":[1e400",
      "`label[0]` does not hold what is expected (a whole number), but a number beyond the range"
    ),
    ("\"K\":6", "\"K\":1e30", "`K` does not hold what is expected (a whole number), not 1e30"),
    ("\"K\":6", "\"K\":1e400", "`K` does not hold what is expected (a whole number), not 1e400"),
    (
      "\"K\":6", "\"seed\":-1,\"K\":6",
      "`seed` does not hold what is expected (a whole number from 0 to 2^64-1), not -1"
    ),
    (
      "\"K\":6", "\"seed\":1.5,\"K\":6",
      "`seed` does not hold what is expected (a whole number from 0 to 2^64-1), not 1.5"
    ),
    (
      "\"K\":6", "\"seed\":18446744073709551616,\"K\":6",
      "`seed` does not hold what is expected (a whole number from 0 to 2^64-1), not 18446744073709551616"
    ),
    ("\"lam\":", "\"s\":1e400,\"lam\":", "the file is not JSON: line 1: `s` stands twice"),
    (
      "\"K\":6", "\"arithmetic\":\"rubbish\",\"K\":6",
      "`arithmetic` is `rubbish`; it is portable, fast, baseline, portable-avx2, fast-avx2"
    ),
    ("\"K\":6", "\"clusters\":[\"a\",\"b\",\"a\"],\"K\":6", "two clusters are called `a`"),
    ("\"K\":6", "\"clusters\":[\"\",\"a\",\"b\"],\"K\":6", "a cluster has no name"),
    (
      "\"K\":6", "\"clusters\":[\"a\",\"b\",\"c\",\" \"],\"K\":6",
      "`clusters` entry 4 has no points: `label` never holds 3"
    ),
    ("{", "{{", "the file is not JSON: line 1: a key in quotes is missing"),
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

  /// Numbers that a double does not hold, and those that it rounds to zero.
  @Test func numbersOfJSON() throws {
    var text = String(decoding: try bytes("tiny"), as: UTF8.self).replacingOccurrences(of: ": ", with: ":")
    let lam = try #require(text.range(of: "\"lam\":[-+0-9.eE]+", options: .regularExpression))
    text.replaceSubrange(lam, with: "\"lam\":1e-400,\"seed\":18446744073709551615")
    let file = try ExperimentFile(bytes: Array(("\u{FEFF}" + text).utf8))
    #expect(file.lam == 0 && file.seed == 18_446_744_073_709_551_615)
    let chain = try file.chain()
    let written = try ExperimentFile.bytes(chain, file.population(), seed: file.seed)
    #expect(try ExperimentFile(bytes: written).seed == .max)
  }

  @Test(arguments: [
    ("{\"a\": [1, 2,]}", "line 1: a value is missing"), ("{\"a\": 01}", "line 1: digits that are no number"),
    ("{\"a\": 1.}", "line 1: digits are missing"), ("{\"a\": NaN}", "line 1: `NaN` is no value"),
    ("{\"a\":\n-Infinity}", "line 2: digits that are no number"),
    ("{\"a\": \"\\q\"}", "line 1: a backslash before a letter that is no escape"),
    ("{\"a\": \"\\ud800\"}", "line 1: half of a pair of surrogates"),
    ("{\"a\": 1} x", "line 1: something follows its end"),
    ("{\"a\": \"b\nc\"}", "line 1: a control character within quotes"),
    ("{\"a\": \"b", "line 1: the quotes are not closed"),
    ("{\"a\": 1, \"a\": 2}", "line 1: `a` stands twice"), ("", "line 1: it ends too early"),
    (String(repeating: "[", count: 100_000), "line 1: lists lie too deeply within each other"),
  ])
  func textsThatAreNoJSON(_ text: String, _ why: String) {
    #expect { _ = try JSONFields(Array(text.utf8)) } throws: {
      ($0 as? EngineError)?.message == "the file is not JSON: " + why
    }
  }

  @Test func escapesOfJSON() throws {
    let text = try JSONText(Array("[\"\\u0041\\n\\\"\\ud83d\\ude00é\", -0, 1E+2]".utf8))
    guard case .array(let items) = text, case .string(let s) = items[0], case .number(let zero) = items[1],
      case .number(let x) = items[2]
    else { throw EngineError(.badFile, "no list") }
    #expect(s == "A\n\"😀é" && zero.value.sign == .minus && x.value == 100)
  }
}
