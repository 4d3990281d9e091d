import Foundation
import Interp
import Syntax
import Testing

/// What `define data`, `define cluster` and `load` make of files.
@Suite struct DataFileTests {
  static let table = "a,b,k\n" + (1...9).map { "\($0),\($0 * $0),\($0 % 2 == 0 ? "x" : "y")\n" }.joined()

  /// Ranges of rows: what is shown, or said.
  @Test(arguments: [
    ("1..3", "d: 3 rows of 2 numbers in 2 classes: x, y"), ("1..3 step 2", "d: 2 rows of 2 numbers in 2 classes: x, y"),
    ("2..9 step 3", "d: 3 rows of 2 numbers in 2 classes: x, y"), ("4..4", "d: 1 rows of 2 numbers in 2 classes: x, y"),
    ("2..1", "`rows` is an empty range"), ("9..1", "`rows` is an empty range"),
    ("9..1 step -1", "`rows` is a falling range"), ("1..3 step -1", "`rows` is an empty range"),
    ("1.5..2.7", "`rows` has whole numbers, not 1.5"), ("1..3 step 0.5", "`rows` has whole numbers, not 1.5"),
    ("1e300..1e300", "`rows` has whole numbers, not 1e300"),
    ("0..3", "row 0 of `rows` does not exist: there are 1..9"),
    ("8..10", "row 10 of `rows` does not exist: there are 1..9"),
    ("-1e18..3", "a range goes between finite numbers in fewer than 10^15 steps"),
    ("1..2e9", "row 10 of `rows` does not exist: there are 1..9"),
    ("[9, 1, 4]", "d: 3 rows of 2 numbers in 2 classes: x, y"), ("[1, 1]", "row 1 is named twice"),
    ("[]", "`rows` is empty"), ("[1, x]", "`x` is not known"),
    ("[\"1\"]", "`rows` has whole numbers, not other values"),
    ("3", "`rows` is a range such as 1..900, not a number"),
  ])
  func rowsAreTakenOrRefused(_ range: String, _ expected: String) {
    let (host, _, status) = run("define data d file=\"d.csv\" rows=\(range)", files: ["d.csv": Self.table])
    if expected.hasPrefix("d: ") {
      #expect(host.shown == [expected] && status == .fine)
    } else {
      #expect(status == .error && host.errors.count == 1)
      #expect(host.errors.first?.hasPrefix("error: " + expected) == true, "\(host.errors)")
    }
  }

  @Test func otherTablesAreTakenAsTheNetworksOwn() {
    let turned =
      "k,b,a\n" + (1...9).map { "\($0 % 2 == 0 ? "x" : "y"),\($0 * $0),\($0)\n" }.joined()
    let script = """
      seed 1
      define data whole file="d.csv" scale=standard
      build network data=whole layers=["tanh 6", "linear 2"] penalty=1e-3
      train lbfgs steps=200
      define data part file="d.csv" rows=1..4 scale=standard
      define data turned file="turned.csv" label=k
      print accuracy() accuracy("turned") accuracy("part") == 1
      save "n.json"
      load "n.json"
      print accuracy("turned") accuracy("part") == 1
      define data other file="other.csv"
      print accuracy("other")
      """
    let result = run(
      script, files: ["d.csv": Self.table, "turned.csv": turned, "other.csv": "a,c,k\n1,2,x\n2,3,y\n"])
    let shown = result.host.shown.filter { !$0.contains(":") && !$0.contains("written") && !$0.hasPrefix("loss") }
    #expect(shown == ["1 1 true", "1 true"], "\(result.host.shown) \(result.host.errors)")
    #expect(result.host.errors.first?.contains("the table has no column `b`") == true)
  }

  @Test func remarksTellWhatIsNotPlain() {
    let files = [
      "comment.csv": "# a,b,k\n1,2,x\n2,4,y\n", "equal.csv": "a,k\n1,38\n2,38.0\n3,40\n", "lon.csv": "lon,lat\n1,2\n",
      "four.csv": "1,2,3,4\n",
    ]
    func notes(_ line: String) -> [String] { run("seed 1\n" + line, files: files).host.notes }
    #expect(
      notes("define data d file=\"comment.csv\"") == ["note: the comment in line 1 names the columns: a, b, k"])
    #expect(
      notes("define data d file=\"equal.csv\"") == ["note: classes that are equal as numbers stay apart: 38, 38.0"])
    #expect(
      notes("define cluster c file=\"lon.csv\"")
        == ["note: the columns of lon.csv are taken in order: `lon` as x, `lat` as y"])
    #expect(run("define cluster c n=1 to=\"four.csv\"", files: files).host.errors.first?.contains("has four") == true)
  }

  @Test func readingIsInterrupted() {
    let rows = (0..<20_000).map { "\($0),\($0)\n" }.joined()
    for line in ["define cluster c file=\"p.csv\"", "define data d file=\"d.csv\""] {
      let host = RecordingHost()
      host.files = ["p.csv": Array(rows.utf8), "d.csv": Array(("a,k\n" + rows).utf8)]
      host.patience = 3
      #expect(Interpreter(host: host).run(Source(name: "t.nsh", line)) == .interrupted, "\(line)")
    }
  }

  /// `load` takes a cluster's name where `define cluster` does.
  @Test(arguments: [
    "red", "r_2", "日本", "été", "", "if", "loss", "pi", "1a", "a,b", "a b", "c\"d", "e\nf", "\u{1B}[31mred",
    "a\u{202E}b",
    "a\u{0}b", "by", "sqrt", "x.y", "😀", String(repeating: "n", count: 500),
  ])
  func filesAreHeldToWhatDefineTakes(name: String) throws {
    let literal = name.unicodeScalars.map { $0 == "\"" ? "\\\"" : $0 == "\n" ? "\\n" : String($0) }.joined()
    let defined = run("seed 1\ndefine cluster \"\(literal)\" n=3 to=(1, 0)")
    let saved = run(setup + "save \"x.json\"").host.files["x.json"] ?? []
    let quoted = String(decoding: try JSONEncoder().encode([name]), as: UTF8.self).dropFirst().dropLast()
    let text = String(decoding: saved, as: UTF8.self).replacingOccurrences(
      of: "\"clusters\":[\"red\"", with: "\"clusters\":[\(quoted)")
    let loaded = run("load \"x.json\"", files: ["x.json": text])
    #expect((loaded.status == .fine) == (defined.status == .fine), "\(defined.host.errors) \(loaded.host.errors)")
    #expect((defined.status == .fine) == ["red", "r_2", "日本", "été"].contains(name))
    #expect(loaded.host.errors.count <= 1)
  }

  @Test func filesWithoutALossAreRefused() {
    let saved = String(decoding: run(setup + "save \"x.json\"").host.files["x.json"] ?? [], as: UTF8.self)
    for (old, new, said) in [
      ("\"clusters\":[\"red\"", "\"clusters\":[\"blue\"", "two clusters are called `blue`"),
      ("\"arithmetic\":\"portable\"", "\"arithmetic\":\"rubbish\"", "`arithmetic` is `rubbish`"),
      ("\"dest\":[[1", "\"dest\":[[1e200", "is not finite"),
      ("\"s\":0.5", "\"s\":-0.5", "`s` must be positive"),
      ("\"lam\":", "\"lam\":-", "the penalty must be"),
    ] {
      #expect(saved.contains(old), "\(old)")
      let result = run("load \"x.json\"", files: ["x.json": saved.replacingOccurrences(of: old, with: new)])
      #expect(result.status == .error && result.interpreter.session.workspace.processes.isEmpty)
      #expect(result.host.errors.first?.contains(said) == true, "\(said): \(result.host.errors)")
    }
  }

  @Test func exportsAreQuoted() throws {
    let names = ["x, small", "c\"\"d", "e\nf", " #g"]
    let table = "a,b,c,d,k\n" + names.enumerated().map { "\($0),1,2,\($0 * $0),\"\($1)\"\n" }.joined()
    let script = """
      seed 1
      define data d file="d.csv"
      build network data=d layers=["linear 4", "linear 4"]
      export table momentum by cluster "m.csv"
      export trace "t.csv"
      let laws = conserve
      export table laws "laws.csv"
      """
    let result = run(script, files: ["d.csv": table])
    #expect(result.status == .fine, "\(result.host.errors)")
    let text = String(decoding: result.host.files["t.csv"] ?? [], as: UTF8.self)
    for name in ["\"x, small\"", "\"c\"\"d\"", "\"e\nf\"", "\" #g\""] { #expect(text.contains(",\(name),"), "\(name)") }
    let again = run("define data t file=\"t.csv\" label=cluster", files: ["t.csv": text])
    let listed = "4 classes: \" #g\", \"c\"\"d\", e\\nf, \"x, small\""
    #expect(again.host.shown.first?.contains(listed) == true, "\(again.host.shown)")
    #expect(result.host.files["laws.csv"]?.starts(with: Array("layers,side,motion,".utf8)) == true)
  }

  @Test func marksOfByteOrderMeanNothing() {
    let host = RecordingHost()
    host.files["part.nsh"] = [0xEF, 0xBB, 0xBF] + Array("print 2\n".utf8)
    let source = Source(name: "s.nsh", bytes: [0xEF, 0xBB, 0xBF] + Array("print 1\ninclude \"part.nsh\"\nlss\n".utf8))
    #expect(Interpreter(host: host).run(source) == .error)
    #expect(host.errors.first?.contains("s.nsh:3:1") == true)
    #expect(Interpreter(host: host).run(Source(name: "s.nsh", bytes: Array(source.bytes.dropLast(4)))) == .fine)
    #expect(host.shown == ["1", "2"])
  }
}
