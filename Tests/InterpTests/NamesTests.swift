import Foundation
import Interp
import Syntax
import Testing

/// What has a name: listed, looked at, asked by `of`, forgotten and brought back.
@Suite struct NamesTests {
  private static let setup = """
    seed 1
    define cluster red n=4 at=(0, 1) to=(1, 0)
    define cluster blue n=4 at=(1, 0) to=(0, 1)
    build chain layers=6 penalty=1e-2
    train adam steps=4
    build chain deep layers=9 penalty=1e-2
    train adam steps=3

    """

  private static func answer(_ text: String) -> [String] {
    let host = RecordingHost()
    host.files["iris.csv"] = FileManager.default.contents(atPath: ExampleTests.root + "/share/data/iris.csv").map(
      Array.init)
    _ = Interpreter(host: host).run(Source(name: "names.nsh", setup + text))
    let messages = host.errors.map { String($0.prefix { $0 != "\n" }) }
    return Array(host.shown.dropFirst(setup.split(separator: "\n").count - 1)) + messages
      + host.files.keys.sorted().filter { $0 != "iris.csv" }
  }

  /// The last line of the command's first example, its file under a name of its own.
  private static func call(_ command: Command) -> String? {
    let line = command.examples.first?.input.split(separator: "\n").last { $0.hasPrefix(command.name) }
    return line.map { String($0.split(separator: ">")[0]) }
  }

  private static let settled = Language.nsh.commands.filter { call($0) != nil }

  /// `X of chain` is `use chain`, `X`; a command that takes no `of` gives the same whichever process is in use.
  @Test(arguments: settled.map(\.name))
  func ofIsUse(_ name: String) throws {
    let command = try #require(Language.nsh.commands.first { $0.name == name })
    let line = try #require(Self.call(command))
    guard !["use", "build", "load", "forget", "names", "quit", "exit"].contains(command.verb) else { return }
    let used = Self.answer("use chain\n\(line)").dropFirst().map { $0.replacing("in use; ", with: "") }
    if command.asksProcess {
      #expect(Self.answer("\(line) of chain") == Array(used), "\(line)")
      #expect(Self.answer("print 1\n\(line) of chain\nprint momentum.red[9].x > -1000").last != nil)
    } else if !command.verb.hasPrefix("inspect"), command.subject != "processes" {
      let plain = Self.answer(line)
      guard !plain.contains(where: { $0.hasPrefix("error") }) else { return }
      #expect(plain == Array(used), "\(line) asks the present process, and takes no `of`")
    }
  }

  @Test func ofLeavesTheOtherInUse() {
    let shown = Self.answer(
      "conserve of chain\nprint loss == loss of deep\ntrain adam steps=2 of chain\nprint length(chain.loss over step) length(deep.loss over step)"
    )
    #expect(shown.suffix(1) == ["7 4"], "\(shown)")
    #expect(shown.contains("true"))
  }

  @Test func partsOfTheLossAddUp() {
    let shown = Self.answer(
      "let t = loss by cluster\nprint abs(sum(t.loss) - loss) < 1e-15 abs(loss.red + loss.blue - loss) < 1e-15\nprint loss of red of chain == chain.loss.red"
    )
    #expect(shown == ["true true", "true"])
  }

  /// Each cluster's own law holds as the sum's does, and the charges of the clusters add up to it.
  @Test func chargesByCluster() {
    let shown = Self.answer(
      "let t = conserve by cluster\nprint t.cluster\nprint max(abs(t[\"drift - defect\"])) < 1e-13\nprint abs(t.charge[1] + t.charge[2] - t.charge[3]) < 1e-15"
    )
    #expect(shown == ["[red, blue, all, red, blue, all, red, blue, all]", "true", "true"], "\(shown)")
  }

  /// Lines that make one of each kind of thing, and the names that they give.
  static let things = [
    "seed 1", "define cluster red n=4 at=(0, 1) to=(1, 0)", "define cluster blue n=4 to=red",
    "build chain deep layers=3",
    "let a = 2", "let p = deep", "def f(x) = a*x", "def g(x) { let y = f(x)\nreturn y }",
    "define quantity spin = a*mean(cross(x, g))", "define family wave(x, y; c, a) = (x + a*sin(y - c), y)",
    "define action spring(q, v) = v^2/2 - q^2/2",
  ]
  static let given = ["red", "blue", "deep", "a", "p", "f", "g", "spin", "wave", "spring"]

  @Test func everyNameIsListedLookedAtAndForgotten() {
    let (host, interpreter) = DialogueTests.dialogue(Self.things + ["names"])
    #expect(host.errors.isEmpty, "\(host.errors)")
    let table = "\n" + host.shown.joined(separator: "\n")
    for name in Self.given {
      #expect(table.contains("\n\(name) "), "\(name) in\n\(table)")
      #expect(interpreter.run(Source("inspect \(name)")) == .fine, "inspect \(name)")
      #expect(interpreter.run(Source("help \(name)")) == .fine, "help \(name)")
      let before = DialogueTests.portrait(interpreter.session.workspace)
      if interpreter.run(Source("forget \(name)")) == .fine {
        // Of a cluster the process still has its points.
        if name != "blue" { #expect(interpreter.run(Source("inspect \(name)")) == .error, "\(name)") }
        #expect(interpreter.run(Source("undo")) == .fine)
        #expect(interpreter.run(Source("inspect \(name)")) == .fine, "\(name) after undo")
      } else {
        #expect(host.errors.last?.contains("is needed: the ") == true, "\(host.errors)")
      }
      #expect(DialogueTests.portrait(interpreter.session.workspace) == before)
    }
    #expect(interpreter.run(Source("forget " + Self.given.joined(separator: " "))) == .fine, "\(host.errors)")
    #expect(interpreter.run(Source("names")) == .fine)
    #expect(host.shown.last == "name kind size what", "nothing is left")
  }

  @Test(arguments: ["red", "a", "f", "deep"])
  func whatOthersNeedStays(_ name: String) {
    let (host, interpreter) = DialogueTests.dialogue(Self.things)
    let before = DialogueTests.portrait(interpreter.session.workspace)
    #expect(interpreter.run(Source("forget \(name)")) == .error)
    #expect(host.errors.last?.contains("`\(name)` is needed") == true, "\(host.errors)")
    #expect(DialogueTests.portrait(interpreter.session.workspace) == before)
  }

  @Test func whatWasForgottenIsForgottenInTheSavedScript() throws {
    let (host, interpreter) = DialogueTests.dialogue(
      Self.things + ["forget g f", "forget p deep", "undo", "history save \"demo.nsh\""])
    let script = String(decoding: try #require(host.files["demo.nsh"]), as: UTF8.self)
    #expect(script.contains("forget g f") && !script.contains("forget p deep"))
    let again = run(script)
    #expect(again.status == .fine, "\(again.host.errors)")
    #expect(
      DialogueTests.portrait(again.interpreter.session.workspace)
        == DialogueTests.portrait(interpreter.session.workspace))
  }

  @Test func whatIsInUseAfterForgetting() {
    let (host, _) = DialogueTests.dialogue([
      "seed 1", "define cluster red n=2 to=(1, 0)", "build chain a layers=2", "build chain b layers=3", "forget b",
      "print length(momentum)", "build chain c layers=4", "build chain d layers=5", "forget d", "conserve",
    ])
    #expect(host.shown.contains("3"))
    #expect(host.errors.last?.contains("no process is in use: there are a, c") == true, "\(host.errors)")
    #expect(host.errors.last?.contains("use a") == true)
  }
}
