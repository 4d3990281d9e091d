import Core
import Foundation
import Interp
import Syntax
import Testing

/// Every kind of value through every kind of file: it comes back to the same bits, or is refused in words and no file is there.
@Suite struct ValueFileTests {
  static let preparation =
    setup
    + "train adam steps=6 record=[drift(momentum), momentum[3]] every=2\nlet t = table(name=[\"a\", \"2\", \"\", missing], "
    + "x=[0.1, missing, 1/3, -0.0], p=[(0, 1), (1, 2), missing, (3, 4)], q=[true, false, true, missing])\n"

  static let values = [
    "1", "1/3", "-0.0", "1e300", "5e-324", "1/0", "0/0", "2^53", "true", "\"text\"", "\"\"", "\"3\"", "\"true\"",
    "\"[1, 2]\"",
    "\" a, b \\n\\\"c\\\"\"", "\"日本 é\"", "(1, 2)", "(1, 2, 3)", "(1/0, 2)", "[]", "[1, 2.5]", "[1/0, 0/0, 1]",
    "[true, false]",
    "[\"a\", \"b\"]", "[\"1\", \"2\"]", "[\"a\", \"\"]", "[(0, 1), (2, 3)]", "[(1, 2), (1, 2, 3)]", "[1, \"a\"]",
    "[1, true]", "[true, \"a\"]",
    "[1, missing]", "[missing]", "[[1, 2], [3, 4]]", "[[1], [2, 3]]", "[[]]", "[[[1]], 2]", "1..4", "0..1 step 0.1",
    "3..1",
    "{a: 1}", "{}", "{a: 1, b: (0, 1), c: \"x\", d: missing}", "{a: [1, 2], b: {c: 3}}",
    "{\"long name\": 1, \"a,b\": 2}", "{type: \"vector\", value: 1}",
    "[{a: 1, b: 2}, {a: 3, b: 4}]", "[{a: 1}, {b: \"x\"}]", "missing", "t", "t[1..2]", "t where x > 100", "t.x",
    "t.name", "t[1]", "summary(t)",
    "table(a=[], b=[])", "table(value=[1, 2])", "table(p=[(1, 2), (3, 4)])", "momentum", "momentum by cluster",
    "loss over step", "gradient over step",
    "drift(momentum) over step", "momentum[3] over step", "angular", "loss", "chain.momentum", "chain.parameters",
    "chain.parameters[2].v", "red.points",
    "red.at", "red", "chain", "trace", "trace[3]", "trace[3].x", "sin", "x -> x^2", "conserve",
    "loss by cluster", "[red, blue]", "[sin]", "{a: trace}",
  ]
  static let endings = [".csv", ".json", ".npz", ".txt"]

  /// What `read` gives, in JSON, which keeps every kind and bit.
  private func json(_ value: String, _ script: String, _ files: [String: [UInt8]] = [:]) -> [UInt8]? {
    let host = RecordingHost()
    host.files = files
    _ = Interpreter(host: host).run(
      Source(name: "test.nsh", script + "let kept = \(value)\nwrite kept > \"kept.json\""))
    return host.files["kept.json"]
  }

  /// A table of numbers stands for a series, and one of a column `value` for a list.
  private func expected(_ value: String, _ ending: String) -> [UInt8]? {
    let plain = json(value, Self.preparation)
    if ending == ".npz", value.contains(".."), !value.contains("[") { return json("list(\(value))", Self.preparation) }
    guard ending == ".csv" else { return plain }
    return json("table(\(value))", Self.preparation) ?? json("table(value=list(\(value)))", Self.preparation) ?? plain
  }

  @Test(arguments: values, endings)
  func comesBackOrIsRefused(_ value: String, _ ending: String) throws {
    let file = "f" + ending
    let isCommand = value == "conserve"
    let result = run(
      Self.preparation + (isCommand ? "\(value) > \"\(file)\"" : "let v = \(value)\nwrite v > \"\(file)\""))
    guard result.status == .fine else {
      #expect(result.host.errors.count == 1 && result.host.files[file] == nil, "\(result.host.errors)")
      #expect(result.host.codes.allSatisfy { $0 != .fault }, "\(result.host.errors)")
      return
    }
    let bytes = try #require(result.host.files[file], "told to be written")
    let back = json("read \"\(file)\"", "", [file: bytes])
    #expect(back != nil, "it is read")
    let isText =
      ending == ".txt"
      && ["t", "momentum", "over", "drift", "angular", "trace", "conserve", "summary", "table", "loss by"].contains {
        value.contains($0)
      }
    guard !isText, !isCommand else { return }
    #expect(back == expected(value, ending), "\(String(decoding: back ?? [], as: UTF8.self).prefix(300))")
  }

  /// A list that holds another many times has a text without end.
  @Test func whatIsTooLongToBeReadBackIsNotWritten() {
    let host = RecordingHost()
    let settings = Settings(memory: MemoryLimit(bytes: 1_048_576))
    let script = "let r = [1]\nfor k in 1..60 { let r = [r, r] }\nr > \"r.json\""
    let status = Interpreter(host: host, settings: settings).run(Source(name: "t.nsh", script))
    #expect(status == .error && host.files["r.json"] == nil && host.codes == [.tooLong], "\(host.errors)")
  }

  /// Texts are read without NUL, so that none is written within a value either.
  @Test func noTextHoldsNUL() {
    let host = RecordingHost()
    host.files["nul.json"] = Array(#"{"a": "x\u0000y"}"#.utf8)
    let status = Interpreter(host: host).run(Source(name: "t.nsh", "let t = read \"nul.json\"\nt > \"nul.txt\""))
    #expect(status == .error && host.files["nul.txt"] == nil && host.codes == [.badFile])
  }
}
