import Core
import Foundation
import Interp
import Syntax
import Testing

/// One run by several processes, which are threads here: every rank takes the same way, rank 0 alone speaks and writes, and
/// what it says has the bits of one process. tools/test-mpi tries the same with MPI.
@Suite struct RankTests {
  // MARK: Every declaration

  @Test(arguments: Language.nsh.commands.map(\.name))
  func commands(name: String) throws {
    let command = try #require(Language.nsh.commands.first { $0.name == name })
    let use = try #require(command.ranks, "`\(name)` does not declare what several ranks have of it")
    for example in command.examples where !example.input.isEmpty {
      if case .alone(let why) = use {
        let outcomes = runRanked(example.input, ranks: 2, files: sharedData)
        #expect(outcomes[0].errors.contains { $0.contains("`\(name)` is for one process") && $0.contains(why) })
        #expect(outcomes[0].errors.allSatisfy { $0.contains("is for one process") }, "\(outcomes[0].errors)")
        #expect(outcomes[0].shown.isEmpty && outcomes[1].errors.isEmpty && outcomes.allSatisfy { $0.status == .error })
      } else {
        check(example.input)
      }
    }
  }

  @Test(arguments: Language.nsh.quantities.map(\.name))
  func quantities(name: String) throws { check(try #require(Language.nsh.quantity(name)).example.input) }

  @Test(arguments: Language.nsh.functions.map(\.name))
  func functions(name: String) throws { check(try #require(Language.nsh.function(name)).example.input) }

  @Test(arguments: Language.nsh.words.map(\.name))
  func words(name: String) throws { check(try #require(Language.nsh.words.first { $0.name == name }).example.input) }

  private func check(_ text: String) {
    var files = sharedData
    files["part.nsh"] = Array("let a = 2\n".utf8)
    let alone = runRanked(text, ranks: 1, files: files)[0]
    let together = runRanked(text, ranks: 3, files: files, sharesDisk: true)
    for other in together.dropFirst() {
      #expect(other.shown.isEmpty && other.notes.isEmpty && other.errors.isEmpty, "\(text)")
      #expect(other.files == files, "a rank that is not the first has written\n\(text)")
      #expect(other.status == alone.status)
    }
    // What a drawn seed gives differs from run to run: then once more by one that is set.
    guard alone.notes.contains(where: { $0.contains("was drawn") }) else {
      #expect(together[0] == alone, "\(text)")
      return
    }
    let again = "seed 1\n" + text
    #expect(
      runRanked(again, ranks: 3, files: files, sharesDisk: true)[0] == runRanked(again, ranks: 1, files: files)[0],
      "\(again)")
  }

  /// What a command does with a chain of very many points, where it is said to share them or to need all.
  private static let large = [
    "define cluster": "print 1", "build chain": "print loss", "conserve": "conserve by cluster",
    "train": "train adam steps=2 until loss < 100\ntrain", "interact": "interact", "interact groups": "interact groups",
    "interact layers": "interact layers", "interact matrix": "interact matrix", "inspect": "inspect red",
    "inspect cluster": "inspect cluster red", "inspect process": "inspect process", "print": "print gradient",
    "plot": "plot momentum by cluster", "plot transfers": "plot transfers", "plot interactions": "plot interactions",
    "export table": "export table momentum by cluster \"m.csv\"",
    "histogram": "histogram momentum bins=3",
    "plot path": "plot path > \"path.svg\"", "plot layer": "plot layer 3", "plot layers": "plot layers 0..4",
    "plot processes": "build chain deep layers=5\nplot processes", "save": "save \"x.json\"",
    "export trace": "export trace \"t.csv\"", "export gif": "export gif \"x.gif\"",
    "export page": "export page \"x.html\"", "export playground": "export playground \"p.html\"",
    "export arrays": "export arrays \"x.npz\"", "inspect layer": "inspect layer 2",
    "discover layer": "discover layer 3", "discover process": "discover process",
    "discover drifts": "build chain deep layers=5\ndiscover drifts", "test": "test by cluster charge=angular flips=9",
  ]

  private static let spread = Language.nsh.commands.filter { $0.ranks == .shared || $0.ranks == .gathered }

  /// What is declared is true: where all points do not fit on a rank, what shares them goes on, and what needs them says so.
  @Test(arguments: spread.map(\.name))
  func manyPoints(name: String) throws {
    let command = try #require(Self.spread.first { $0.name == name })
    let line = command.verb == "train" && command.subject != nil ? "\(name) steps=1" : Self.large[name]
    let text =
      "seed 1\ndefine cluster red n=15000 at=(0, 1) to=(1, 0)\ndefine cluster blue n=5000 at=(1, 0) to=(0, 1)\n"
      + "build chain layers=4\ntrain adam steps=1\n"
    let outcomes = runRanked(text + (try #require(line, "`\(name)` is not tried")), ranks: 4, memory: 1.2e6)
    if command.ranks == .shared {
      #expect(outcomes.allSatisfy { $0.status == .fine && $0.gatherings == 0 }, "\(outcomes[0].errors)")
    } else {
      expectOneError(outcomes, "the limit is")
    }
  }

  /// Their unit of length is a sum over the points like any other.
  @Test(arguments: ["family=affine", "family=[bump, affine]", "family=own", "family=affine precision=single"])
  func mapsWithoutAWidthGatherNothing(options: String) {
    let text =
      "seed 1\ndefine cluster red n=15000 at=(0, 1) to=(1, 0)\ndefine cluster blue n=5001 at=(1, 0) to=(0, 1)\n"
      + "define family own(x, y; a, b) = (x + a * exp(-x^2 - y^2), y + b)\n"
      + "build chain layers=3 \(options)\ntrain adam steps=2\ntrain lbfgs steps=2\nprint \"{loss:.17g}\"\n"
    let alone = runRanked(text, ranks: 1)[0]
    let outcomes = runRanked(text, ranks: 4, memory: 1.2e6)
    #expect(alone.errors.isEmpty && outcomes[0].shown == alone.shown, "\(outcomes[0].errors)")
    #expect(outcomes.allSatisfy { $0.status == .fine && $0.gatherings == 0 })
  }

  // MARK: The same bits

  /// All that sums over points, of clusters whose points are drawn and of points from a file.
  private static let script = """
    seed 7
    define cluster red n=1500 at=(0, 1) to=(1, 0) radius=0.3
    define cluster blue n=900 at=(1, 0) to=(0, 1)
    define cluster ring n=333 at=(0, 0) to=ring shape=ring radius=0.5
    define cluster segment n=70 at=(1, 1) to=blue shape=segment length=0.4
    define cluster own file="own.csv" to=(0, 0)
    build chain layers=8 family=[bump, swirl] penalty=1e-2
    train gd steps=2
    train momentum steps=2
    train adam steps=5 rate=0.02
    train lbfgs steps=4
    train newton steps=2
    print "{loss:.17g} {gradient:.17g}"
    print loss over step
    print loss by cluster
    print momentum by cluster
    print norm(angular)
    conserve
    conserve by cluster
    interact
    inspect process
    inspect layer 3
    inspect red
    define quantity spread = mean(dot(x, x))
    print spread
    print red.points[7] length(blue.points)
    print (momentum of red)[3]
    train adam steps=2 seeds=1..3
    save "chain.nsh.json"
    export trace "trace.csv"
    plot momentum by cluster > "momentum.svg"
    plot path > "path.svg"
    build chain fast layers=5 family=affine precision=single
    train adam steps=3
    print loss over step
    conserve
    define family own(x, y; a, b) = (x + a * exp(-x^2 - y^2), y + b)
    build chain formula layers=2 family=own
    train newton steps=1
    print "{loss:.17g}"
    """

  private static let own = Array(
    (["x,y"] + (0..<57).map { "\(Double($0) / 57),\(1 - Double($0) / 40)" })
      .joined(separator: "\n").utf8)

  @Test(arguments: [2, 3, 4, 5])
  func sameBits(ranks: Int) {
    let files = ["own.csv": Self.own]
    let alone = runRanked(Self.script, ranks: 1, files: files)[0]
    #expect(alone.errors.isEmpty, "\(alone.errors)")
    for threads in [1, 2] {
      for fewest in [1, 1024, 100_000] {
        let together = runRanked(Self.script, ranks: ranks, threads: threads, fewest: fewest, files: files)
        #expect(together[0] == alone, "\(ranks) ranks of \(threads) threads, shared from \(fewest) points on")
        #expect(together.dropFirst().allSatisfy { $0.shown.isEmpty && $0.files == files && $0.status == .fine })
      }
    }
  }

  /// MPI counts in 32 bits: what is more than a link takes at once goes in pieces.
  @Test(arguments: [40, 64, 1000])
  func piecesHaveTheSameBits(most: Int) {
    let files = ["own.csv": Self.own]
    let alone = runRanked(Self.script, ranks: 1, files: files)[0]
    let together = runRanked(Self.script, ranks: 3, files: files) { _, link in link.most = most }
    #expect(together[0] == alone)
  }

  @Test func aNetworkHasTheSameBits() {
    let script = """
      seed 2
      define data d file="d.csv" target=z
      build network data=d layers=["tanh 4", "residual 3", "linear 1"]
      train adam steps=3
      train lbfgs steps=3
      train newton steps=1
      print loss over step
      conserve
      """
    let rows = (0..<700).map { i in "\(Double(i % 26) / 13),\(Double(i % 31) / 15),\(Double(i % 7))" }
    let files = ["d.csv": Array((["x,y,z"] + rows).joined(separator: "\n").utf8)]
    let alone = runRanked(script, ranks: 1, files: files)[0]
    #expect(alone.errors.isEmpty, "\(alone.errors)")
    for ranks in [2, 3, 5] { #expect(runRanked(script, ranks: ranks, files: files)[0] == alone) }
  }

  /// A seed that nobody set is drawn once.
  @Test func oneSeedIsDrawn() {
    let together = runRanked(
      "define cluster red n=500 to=(0, 0)\nbuild chain layers=3\ntrain adam steps=3\nprint loss", ranks: 3)
    #expect(together.allSatisfy { $0.status == .fine })
    #expect(together[0].notes.count == 1 && together[0].errors.isEmpty)
  }

  // MARK: Failures

  private static let chain = "seed 1\ndefine cluster red n=3000 at=(0, 1) to=(1, 0)\nbuild chain layers=4\n"

  /// Told once, by rank 0, with the rank; all end.
  private func expectOneError(_ outcomes: [RankOutcome], _ words: String..., status: Syntax.ExitStatus = .error) {
    #expect(outcomes[0].errors.count == 1, "\(outcomes[0].errors)")
    for word in words { #expect(outcomes[0].errors.first?.contains(word) == true, "\(outcomes[0].errors)") }
    #expect(outcomes.dropFirst().allSatisfy { $0.errors.isEmpty && $0.shown.isEmpty })
    #expect(outcomes.allSatisfy { $0.status == status }, "\(outcomes.map(\.status))")
  }

  @Test func whatAllSayIsSaidOnce() {
    expectOneError(runRanked("let a = [1, 2]\nprint a[9]\nprint 5", ranks: 3), "a[9]")
    expectOneError(runRanked("prnt 5", ranks: 3), "prnt")
    expectOneError(runRanked("read \"missing.csv\"", ranks: 3), "missing.csv")
  }

  @Test(arguments: [0, 1, 2])
  func aFileThatOneRankLacks(rank: Int) {
    let outcomes = runRanked(
      Self.chain + "let t = read \"t.csv\"\nprint 1", ranks: 3, files: ["t.csv": Array("x,y\n1,2\n".utf8)]
    ) { host, link in
      if link.rank == rank { host.files = [:] }
    }
    expectOneError(outcomes, "on rank \(rank): ", "t.csv")
    #expect(!outcomes[0].shown.contains("1"))
  }

  @Test func aFileThatDiffers() {
    let outcomes = runRanked("let t = read \"t.csv\"", ranks: 3, files: ["t.csv": Array("x,y\n1,2\n".utf8)]) {
      host, link in
      if link.rank == 2 { host.files = ["t.csv": Array("x,y\n1,3\n".utf8)] }
    }
    expectOneError(outcomes, "another file on rank 2")
  }

  /// An error that all hear of can be caught by all.
  @Test func whatAllHearCanBeCaught() {
    let script =
      "try { let t = read \"t.csv\" } otherwise { print \"caught\" }\n" + Self.chain + "train adam steps=2\nprint 7"
    let outcomes = runRanked(script, ranks: 3, files: ["t.csv": Array("x\n1\n".utf8)]) { host, link in
      if link.rank == 1 { host.files = [:] }
    }
    #expect(outcomes[0].shown.contains("caught") && outcomes[0].shown.last == "7", "\(outcomes[0])")
    #expect(outcomes.allSatisfy { $0.status == .fine })
  }

  /// A rank whose work is ended in the middle of a training.
  @Test(arguments: [0, 1, 2])
  func oneIsInterrupted(rank: Int) {
    let outcomes = runRanked(Self.chain + "train adam steps=100000\nprint 1", ranks: 3) { host, link in
      if link.rank == rank { host.patience = 200 }
    }
    #expect(outcomes.allSatisfy { $0.status == .interrupted }, "\(outcomes.map(\.status))")
    #expect(!outcomes[0].shown.contains("1") && outcomes[0].files.isEmpty)
  }

  /// A full disk on the rank that writes.
  @Test func whatCannotBeWritten() {
    let outcomes = runRanked(Self.chain + "print 1 > \"full.txt\"\nprint 2", ranks: 3) { host, link in
      if link.rank == 0 { host.isFull = true }
    }
    expectOneError(outcomes, "no space left")
    #expect(!outcomes[0].shown.contains("2") && outcomes[0].files.isEmpty)
  }

  @Test func aRankThatGoes() {
    for meetings in [1, 7, 30] {
      let outcomes = runRanked(Self.chain + "train adam steps=100000", ranks: 3) { _, link in
        if link.rank == 2 { link.patience = meetings }
      }
      expectOneError(outcomes, "a rank has gone")
    }
  }

  /// Whoever ends before a statement tells the others, who are in it or behind it.
  @Test(arguments: [0, 2])
  func oneIsInterruptedBetweenStatements(rank: Int) {
    let outcomes = runRanked("print 1\nprint 2", ranks: 3) { host, link in
      if link.rank == rank { host.patience = 0 }
    }
    #expect(outcomes.allSatisfy { $0.status == .interrupted }, "\(outcomes.map(\.status))")
    #expect(!outcomes[0].shown.contains("2") && outcomes[0].errors.count == 1, "\(outcomes[0])")
  }

  /// Memory that runs out on one rank is no Ctrl-C.
  @Test(arguments: [0, 1])
  func oneRunsOutOfMemory(rank: Int) {
    let outcomes = runRanked(Self.chain + "train adam steps=100000\nprint 1", ranks: 3) { host, link in
      if link.rank == rank { (host.patience, host.isFullOnceAsked) = (200, true) }
    }
    expectOneError(outcomes, "on rank \(rank): ", "memory has run out")
  }

  /// All points do not fit where each rank's do: what needs them is refused, and what sums over them works.
  @Test func whatDoesNotFit() {
    let script =
      "seed 1\ndefine cluster red n=200000 at=(0, 1) to=(1, 0)\nbuild chain layers=4\ntrain adam steps=2\nconserve\n"
    let fine = runRanked(script, ranks: 4, memory: 12e6)
    #expect(fine.allSatisfy { $0.status == .fine }, "\(fine[0].errors)")
    #expect(runRanked(script, ranks: 1, memory: 12e6)[0].status == .error)
    expectOneError(runRanked(script + "plot path > \"path.svg\"", ranks: 4, memory: 12e6), "the limit is")
  }
}
