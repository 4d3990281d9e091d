import Core
import Foundation
import Interp
import Syntax
import Testing

/// Processes in files, with how they were trained, and back.
@Suite struct SaveTests {
  static let table = ["d.csv": "a,b,kind\n1,2,red\n3,4,blue\n-1,0,red\n2,-2,blue\n"]
  static let two =
    setup + """
      train adam steps=20 record=[drift(momentum), norm(momentum[3]), 1/(loss - loss)] every=6
      build chain deep layers=9 family=swirl
      train adam steps=10
      train newton steps=2

      """
  static let network =
    "define data d file=\"d.csv\"\nbuild network data=d layers=[\"tanh 2\", \"linear 2\"]\ntrain adam steps=7 record=loss*2\n"

  private func text(_ host: RecordingHost, _ name: String) -> String {
    String(decoding: host.files[name] ?? [], as: UTF8.self)
  }

  @Test(arguments: [
    "chain.loss over step", "chain.gradient over step", "deep.loss over step", "drift(chain.momentum) over step",
    "norm(chain.momentum[3]) over step", "chain.momentum", "deep.momentum by cluster", "deep.parameters[7]",
    "chain.loss",
  ])
  func whatIsLoadedIsWhatWasThere(_ value: String) {
    let result = run(
      Self.two
        + "(\(value)) > \"before.json\"\nsave chain deep \"both.json\"\nforget chain deep\nload \"both.json\"\n(\(value)) > \"after.json\""
    )
    #expect(result.status == .fine, "\(result.host.errors)")
    #expect(result.host.files["before.json"] == result.host.files["after.json"], "the same bits")
    #expect((result.host.files["after.json"]?.count ?? 0) > 3)
  }

  /// Whatever is loaded and saved again is the same file, of one process and of several, of every kind that is saved.
  @Test(arguments: [
    "save \"x.json\"", "save processes \"x.json\"", "save chain \"x.json\"", "save [deep, chain] \"x.json\"",
  ])
  func savedAgainItIsTheSame(_ save: String) {
    let first = run(Self.two + Self.network + save, files: Self.table)
    #expect(first.status == .fine, "\(first.host.errors)")
    let saved = text(first.host, "x.json")
    let again = run("load \"x.json\"\n" + save, files: ["x.json": saved])
    #expect(again.status == .fine && text(again.host, "x.json") == saved, "\(again.host.errors)")
  }

  @Test func whatWasInUseIsSoAgain() {
    let use = Self.two + "use chain\nsave chain deep \"x.json\"\nforget chain deep\nload \"x.json\"\n"
    #expect(shows(use + "print length(loss over step)").hasSuffix("21"))
    // A training goes on counting where the last one was.
    #expect(shows(use + "train gd steps=3\nprint length(loss over step)").hasSuffix("24"))
    #expect(
      shows(
        use + "train gd steps=4 record=[drift(momentum)] every=2\nlet d = drift(momentum) over step\nprint length(d)"
      )
      .hasSuffix("7"), "0, 6, 12, 18, 20 before, then 22 and 24")
  }

  @Test func whatIsNoNumberStaysSo() {
    let saved = text(run(Self.two + "save chain \"x.json\"").host, "x.json")
    #expect(saved.contains("\"values\":[\"inf\""), "1/(loss - loss)")
    let columns = "\"columns\":[{\"component\":\"\",\"group\":\"\",\"values\":[\"inf\",\"-inf\",\"nan\",0,1]}]"
    let changed = saved.replacingOccurrences(
      of: #""columns":\[\{"component":"","group":"","values":\["inf"[^]]*\]\}\]"#, with: columns,
      options: .regularExpression)
    #expect(changed != saved)
    let result = run(
      "load \"x.json\"\nlet v = list((1/(loss - loss)) over step)\nprint v\nsave chain \"y.json\"",
      files: ["x.json": changed])
    #expect(result.host.shown.contains("[inf, -inf, nan, 0, 1]"), "\(result.host.shown) \(result.host.errors)")
    #expect(text(result.host, "y.json").contains(columns))
  }

  /// Files from before told nothing of the training.
  @Test func olderFilesAreRead() {
    let saved = text(run(Self.two + "save \"x.json\"").host, "x.json")
    let older = saved.replacingOccurrences(of: #""training":\{.*?\},"x""#, with: "\"x\"", options: .regularExpression)
    #expect(older.count < saved.count && !older.contains("training"))
    let result = run("load \"x.json\"\nprint loss > 0\nprint length(loss over step)", files: ["x.json": older])
    #expect(result.host.shown.last == "true" && result.host.codes == [.notTrained])
  }

  @Test func othersClustersStayBesideThose() {
    let result = run(
      setup
        + "forget chain red blue\ndefine cluster green n=3 at=(2, 2) to=(1, 0)\ndefine cluster red n=2 at=(5, 5) to=(1, 0)\n"
        + "build chain b layers=3\nforget green red\n"
        + "define cluster red n=4 at=(0, 1) to=(1, 0)\nbuild chain a layers=3\nsave b a \"x.json\"\n"
        + "forget red\nload \"x.json\"\nprint red.n green.n length(b.trace[0]) length(a.trace[0])")
    #expect(result.host.shown.last == "4 3 5 4", "\(result.host.errors)")
  }

  /// What is wrong is told with its field, and nothing is changed.
  @Test(arguments: [
    (#""steps":[0,1,2"#, #""steps":[0,1,1"#, "`training.steps[2]` is 1, and the one before it 1"),
    (#""steps":[0,1,2"#, #""steps":[-1,1,2"#, "`training.steps[0]` is -1"),
    (#""steps":[0,1,2"#, #""steps":[1,2"#, "`training.loss` has 21 numbers for 20 steps"),
    (#""steps":[0,1,2"#, #""steps":[0.5,1,2"#, "`training.steps[0]` does not hold"),
    (#""method":"adam","#, "", "the field `training.method` is missing"),
    (#""expression":"drift(momentum)""#, #""expression":"drift(momentum""#, "`training.recorded[0].expression`: "),
    (#""expression":"drift(momentum)""#, #""expression":"a; b""#, "`training.recorded[0].expression`"),
    (#""expression":"drift(momentum)""#, #""expression":"norm(momentum[3])""#, "which was there before"),
    (#""every":6"#, #""every":0"#, "`training.recorded[0].every` is 0"),
    (#""every":6"#, #""every":"often""#, "`training.recorded[0].every` does not hold"),
    (#""values":["#, #""values":["much","#, "`training.recorded[0].columns[0].values[0]` does not hold"),
    (#""recorded":["#, #""recorded":[3,"#, "`training.recorded[0]` does not hold what is expected (an object), not 3"),
    (#""theta0":[["#, #""theta0":[[1,2,3,4],["#, "`theta0` has 7 rows; there are 6 layers"),
    (#""theta0":[["#, #""theta0":[[1,"#, "`theta0` row 1 has 5 numbers; `theta` has 4"),
    (#""current":"deep""#, #""current":"other""#, "`current` is `other`; there are chain, deep"),
    (#""processes":{"chain":{"#, #""processes":{"red":{"#, "`red` is a cluster"),
    (#""processes":{"chain":{"#, #""processes":{"if":{"#, "`if` is a word of the language"),
    (#""processes":{"chain":{"#, #""processes":{"a b":{"#, "in `processes.a b`: a name has letters"),
    (#""processes":{"chain":{"#, #""processes":{"other":7,"chain":{"#, "`processes.other` does not hold"),
    (#""lam":"#, #""lum":"#, "in `processes.chain`: the field `lam` is missing"),
  ])
  func whatIsWrongIsToldWithItsField(_ old: String, _ new: String, _ said: String) throws {
    let saved = text(run(Self.two + "save chain deep \"x.json\"").host, "x.json")
    let place = try #require(saved.range(of: old), "\(old)")
    let changed = saved.replacingCharacters(in: place, with: new)
    let result = run(setup + "load \"x.json\"", files: ["x.json": changed])
    #expect(result.status == .error && result.host.errors.count == 1)
    #expect(result.host.errors.first?.contains(said) == true, "\(result.host.errors)")
  }

  @Test func emptyFilesOfProcesses() {
    for (text, said) in [
      ("{\"processes\":{}}", "`processes` is empty"), ("{\"processes\":[]}", "`processes` does not hold"),
      ("{\"processes\":{\"a\":{}}}", "in `processes.a`: the field `family` is missing"),
    ] {
      let result = run("load \"x.json\"", files: ["x.json": text])
      #expect(result.host.errors.first?.contains(said) == true, "\(result.host.errors)")
    }
  }
}
