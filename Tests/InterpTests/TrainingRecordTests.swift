import Core
import Foundation
import Interp
import Syntax
import Testing

/// Values over the steps of a training.
@Suite struct TrainingRecordTests {
  /// Every optimiser, and every kind of process that trains.
  @Test(arguments: OptimiserCatalogue.optimisers.map { $0.declaration.name })
  func whatIsRecordedIsWhatWasThere(_ optimiser: String) {
    let text = setup + "train \(optimiser) steps=6 record=[drift(momentum), norm(momentum[3])] every=2\n"
    #expect(shows(text + "let d = drift(momentum) over step\nprint d[0] > 0 and length(d) >= 2").hasSuffix("true"))
    // The last is what is there now: the largest magnitude over layers and components.
    #expect(
      shows(text + "print (drift(momentum) over step)[last] == max(abs(drift(momentum)))").hasSuffix("true"),
      "the same numbers, of the same parameters")
    #expect(shows(text + "print (norm(momentum[3]) over step)[last] == norm(momentum[3])").hasSuffix("true"))
  }

  @Test(arguments: [
    "seed 1\ndefine data d file=\"plane.csv\" target=z\nbuild network data=d layers=[\"tanh 2\", \"linear 1\"]\n",
    "seed 1\ndefine cluster red n=4 at=(0, 1) to=(1, 0)\nbuild geodesic steps=5\n",
  ])
  func everyKindThatTrains(_ building: String) {
    let plane = "x,y,z\n1,2,3\n2,1,4\n0,1,2\n1,-1,0\n3,1,1\n-1,2,1\n"
    let trained = run(building + "train adam steps=1", files: ["plane.csv": plane])
    guard trained.status == .fine else { return }
    let result = run(
      building + "train adam steps=9 record=[loss*2] every=3\nprint length((loss*2) over step)",
      files: ["plane.csv": plane])
    #expect(result.host.errors.isEmpty && result.host.shown.last == "4")
  }

  private static let training = "train adam steps=23 record=[drift(momentum)] every=5"

  /// The same values whether or not it was left on the way.
  @Test(arguments: [1, 5, 7, 22])
  func aPauseChangesNothing(_ pause: Int) {
    func values(_ text: String) -> String {
      shows(setup + text + "\nexport table (drift(momentum) over step) \"d.csv\"")
    }
    func file(_ text: String) -> [UInt8]? {
      run(setup + text + "\nexport table (drift(momentum) over step) \"d.csv\"").host.files["d.csv"]
    }
    let whole = file(Self.training)
    #expect(whole != nil && String(decoding: whole ?? [], as: UTF8.self).split(separator: "\n").count == 7)
    #expect(file(Self.training + " pause=\(pause)\ntrain") == whole)
  }

  /// The parameters are the same bits with and without looking.
  @Test func lookingChangesNothing() {
    // What was recorded is told from `training` on; the parameters stand before it.
    func saved(_ text: String) -> String? {
      let file = String(decoding: run(setup + text + "\nsave \"x.json\"").host.files["x.json"] ?? [], as: UTF8.self)
      return file.contains("\"training\":") ? file.components(separatedBy: "\"training\":")[0] : nil
    }
    for optimiser in ["adam steps=40", "lbfgs steps=40", "newton until gradient < 1e-10", "gd steps=40"] {
      let words = optimiser.split(separator: " ", maxSplits: 1)
      let looking =
        words[1].hasPrefix("until")
        ? "train \(words[0]) record=[drift(momentum)] every=3 \(words[1])"
        : "train \(optimiser) record=[drift(momentum)] every=3"
      let plain = saved("train \(optimiser)")
      #expect(plain?.contains("\"theta\":") == true && plain == saved(looking), "\(optimiser)")
    }
  }

  @Test func ofSeveralSeedsEachHasItsOwn() {
    let text =
      setup
      + "train adam steps=10 seeds=1..3 record=[drift(momentum)] every=5\nprint length(drift(chain_2.momentum) over step)"
    #expect(shows(text).hasSuffix("3"))
    let alone = setup + "train adam steps=10 seeds=2..2 record=[drift(momentum)] every=5\n"
    let both =
      "print (drift(chain_2.momentum) over step)[last]"
    #expect(shows(text + "\n" + both).split(separator: "\n").last == shows(alone + both).split(separator: "\n").last)
  }

  @Test func groupsAreKeptApart() {
    let text = setup + "train adam steps=4 record=[momentum by cluster]\nlet m = momentum by cluster over step\n"
    #expect(shows(text + "print m.red[4] == max(norm(momentum.red)) or m.red[4] > 0").hasSuffix("true"))
    #expect(shows(text + "print length(m)").hasSuffix("5"))
  }

  /// It belongs to the process, and goes back with it.
  @Test func undoTakesItBack() {
    let host = RecordingHost()
    let interpreter = Interpreter(host: host)
    for line in (setup + "train adam steps=3 record=drift(momentum)\nundo\nprint drift(momentum) over step").split(
      separator: "\n")
    {
      _ = interpreter.run(Source(String(line)))
    }
    #expect(host.codes == [.notRecorded])
  }

  /// A long training keeps a bounded number of values, the first and the last among them.
  @Test func aLongTrainingIsThinned() {
    let text =
      "seed 1\ndefine cluster red n=1 at=(0, 1) to=(1, 0)\nbuild chain layers=1\ntrain gd steps=25000 rate=1e-9 record=[2*loss]\n"
      + "let d = (2*loss) over step\nprint length(d) <= 10001\nprint d[25000] == 2*loss\nprint d[0] >= d[25000]"
    #expect(shows(text).hasSuffix("true\ntrue\ntrue"))
  }

  /// Watching needs a terminal; elsewhere it says what is wrong and draws nothing.
  @Test(arguments: ["loss", "path", "drift(momentum)", "norm(momentum[3])", "gradient"])
  func watchingElsewhereIsQuiet(_ what: String) {
    let result = run(setup + "train adam steps=3 watch=\(what)")
    #expect(result.status == .fine && result.host.figures == 0)
  }
}
