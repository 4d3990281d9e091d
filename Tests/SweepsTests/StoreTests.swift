import Foundation
import Sweeps
import Tables
import Testing

@Suite struct StoreTests {
  static func sweep(
    _ name: String = "fit", script: String = "a", parameters: [String] = ["rate"], results: [String] = ["loss"],
    series: [String] = []
  ) -> Sweep {
    Sweep(
      name: name, file: "fit.nsh", script: script, hash: SHA256.digest(script.utf8), version: "1",
      arithmetic: "portable",
      parameters: parameters, results: results, series: series)
  }

  static func run(
    _ number: Int, rate: Cell, loss: Cell, state: RunState = .done, series: [FinishedRun.Numbers] = []
  ) -> FinishedRun {
    FinishedRun(
      run: number, key: SHA256.digest("\(number)".utf8), state: state, error: state == .done ? nil : "why",
      seconds: 0.5,
      seed: .number(1), parameters: [rate], results: [loss], series: series)
  }

  static func temporary() -> String {
    FileManager.default.temporaryDirectory.path + "/nsh-store-\(UUID().uuidString).db"
  }

  // MARK: Plans

  @Test func theLastParameterOfAGridChangesFastest() throws {
    let plan = try #require(
      SweepPlan([.init("a", [.number(1), .number(2)]), .init("b", [.text("x"), .text("y"), .text("z")])], .grid))
    #expect(plan.count == 6)
    #expect((0..<6).map { plan.values($0)[0] } == [1, 1, 1, 2, 2, 2].map { .number($0) })
    #expect((0..<6).map { plan.values($0)[1] } == ["x", "y", "z", "x", "y", "z"].map { .text($0) })
  }

  @Test func impossiblePlansAreNone() {
    let many = (1...10_000).map { Cell.number(Double($0)) }
    #expect(SweepPlan([.init("a", many), .init("b", many)], .grid) == nil, "10^8 runs")
    #expect(SweepPlan([.init("a", [])], .grid) == nil)
    #expect(SweepPlan([.init("a", many), .init("b", [.number(1)])], .list) == nil, "lists of different lengths")
    #expect(SweepPlan([], .grid)?.count == 1, "a script without parameters has one run")
  }

  @Test func keysTellValuesApartAndNotTheOrderOfNames() {
    func key(_ names: [String], _ values: [Cell]) -> [UInt8] {
      RunKeys(script: [1], version: "1", arithmetic: "portable", names: names).key(values)
    }
    #expect(key(["a", "b"], [.number(1), .number(2)]) == key(["b", "a"], [.number(2), .number(1)]))
    let different: [[UInt8]] = [
      key(["a"], [.number(1)]), key(["a"], [.truth(true)]), key(["a"], [.text("1")]), key(["a"], [.point([1])]),
      key(["a"], [.number(0)]), key(["a"], [.number(-0.0)]), key(["b"], [.number(1)]),
      key(["a", "b"], [.text("x"), .text("y")]), key(["a", "b"], [.text("xb"), .text("y")]),
      RunKeys(script: [1], version: "2", arithmetic: "portable", names: ["a"]).key([.number(1)]),
      RunKeys(script: [1], version: "1", arithmetic: "fast", names: ["a"]).key([.number(1)]),
      RunKeys(script: [2], version: "1", arithmetic: "portable", names: ["a"]).key([.number(1)]),
    ]
    #expect(Set(different).count == different.count)
  }

  // MARK: What is stored comes back

  @Test func entriesComeBackToTheLastBit() throws {
    let store = try RunStore(inMemory: "t")
    let sweep = try store.begin(Self.sweep())
    let values: [Cell] = [
      .number(0.1), .number(-0.0), .number(.infinity), .number(.leastNonzeroMagnitude), .number(3), .truth(true),
      .truth(false),
      .text(""), .text("a 'b' \"c\"; drop table sweep; --"), .text("\u{1F600}"), .point([1, -0.0, .nan]),
    ]
    for (i, value) in values.enumerated() {
      try store.record([Self.run(i + 1, rate: value, loss: value)], of: sweep, host: "h")
    }
    let table = try store.table(sweep)
    let (rates, losses) = (try #require(table.column("rate")), try #require(table.column("loss")))
    for (i, value) in values.enumerated() {
      if case .number(let x) = value, case .number(let y) = rates[i] {
        #expect(x.bitPattern == y.bitPattern)
      } else if case .point(let x) = value, case .point(let y) = losses[i] {
        #expect(x.map(\.bitPattern) == y.map(\.bitPattern))
      } else {
        #expect(rates[i] == value && losses[i] == value)
      }
    }
  }

  @Test func whatIsNoNumberIsToldFromWhatIsMissing() throws {
    let store = try RunStore(inMemory: "t")
    let sweep = try store.begin(Self.sweep())
    try store.record(
      [
        Self.run(1, rate: .number(1), loss: .missing, state: .failed),
        Self.run(2, rate: .number(1), loss: .number(.nan)),
        Self.run(3, rate: .number(1), loss: .number(2)), Self.run(4, rate: .number(1), loss: .number(-1)),
        Self.run(5, rate: .number(1), loss: .missing, state: .diverged),
      ], of: sweep, host: "h")
    for (isDescending, order) in [(false, [4, 3, 2, 1, 5]), (true, [3, 4, 2, 1, 5])] {
      let table = try store.table(sweep, RunQuestion(order: (column: "loss", isDescending: isDescending)))
      #expect(table.column("run")?.cells == order.map { .number(Double($0)) }, "numbers, nan, missing")
      let loss = try #require(table.column("loss"))
      #expect(loss.isMissing(3) && loss.isMissing(4) && !loss.isMissing(2))
    }
    func found(_ condition: RunCondition) throws -> [Cell] {
      try store.table(sweep, RunQuestion(condition)).column("run")?.cells ?? []
    }
    #expect(try found(.compares("loss", .less, .number(5))) == [.number(3), .number(4)])
    #expect(try found(.fails(.compares("loss", .less, .number(5)))) == [.number(1), .number(2), .number(5)])
    #expect(try found(.compares("loss", .unequal, .number(2))) == [1, 2, 4, 5].map { .number($0) })
    #expect(
      try found(.both(.compares("state", .equal, .text("done")), .compares("run", .greater, .number(2))))
        == [3, 4].map { .number($0) })
    let groups = try store.groups(sweep, by: "rate")
    #expect(groups.column("n")?.cells == [.number(3)], "those that came to their end")
    guard case .number(let mean)? = groups.column("mean(loss)")?[0] else { throw CancellationError() }
    #expect(mean.isNaN, "a mean of what is no number is none")
  }

  @Test func seriesComeBack() throws {
    let store = try RunStore(inMemory: "t")
    let sweep = try store.begin(Self.sweep(series: ["loss over step"]))
    let numbers = FinishedRun.Numbers(
      name: "loss over step", axis: "step", first: 0, group: "red", component: "x", values: [0.1, .nan, -0.0])
    try store.record([Self.run(1, rate: .number(1), loss: .number(1), series: [numbers])], of: sweep, host: "h")
    let found = try #require(try store.series(1, sweep).first)
    #expect(found.values.map(\.bitPattern) == numbers.values.map(\.bitPattern))
    #expect((found.name, found.axis, found.group, found.component) == ("loss over step", "step", "red", "x"))
  }

  @Test func namesLikeSQLAreNames() throws {
    let store = try RunStore(inMemory: "t")
    let odd = ["select", "a\"b", "x; drop table sweep", "or 1=1 --", "\u{E9}"]
    let sweep = try store.begin(Self.sweep("order by", parameters: odd, results: ["group"]))
    try store.record(
      [
        FinishedRun(
          run: 1, key: [1], state: .done, error: nil, seconds: 0, seed: .missing, parameters: odd.map { .text($0) },
          results: [.number(1)], series: [])
      ], of: sweep, host: "h'; --")
    let table = try store.table(sweep, RunQuestion(order: (column: "a\"b", isDescending: false)))
    for name in odd { #expect(table.column(name)?[0] == .text(name)) }
    #expect(try store.sweeps().map(\.name) == ["order by"])
    #expect(
      Sweep.collision(["Rate", "rate"]) != nil && Sweep.collision(["State"]) != nil && Sweep.collision(odd) == nil)
  }

  // MARK: Several of a name, several at once

  @Test func anotherSweepOfTheNameIsRefused() throws {
    let store = try RunStore(inMemory: "t")
    _ = try store.begin(Self.sweep())
    #expect(try store.begin(Self.sweep()).name == "fit", "the same one goes on")
    for other in [Self.sweep(script: "b"), Self.sweep(parameters: ["rat"]), Self.sweep(results: ["los"])] {
      #expect(throws: StoreError.self) { try store.begin(other) }
    }
    #expect(try store.sweeps().count == 1)
  }

  @Test func plansAreNumberedOneBehindTheOther() throws {
    let store = try RunStore(inMemory: "t")
    let sweep = try store.begin(Self.sweep())
    let one = try #require(SweepPlan([.init("rate", [.number(1), .number(2)])], .grid))
    let two = try #require(SweepPlan([.init("rate", [.number(2), .number(3)])], .grid))
    #expect(try store.add(one, to: sweep).first == 1)
    #expect(try store.add(two, to: sweep).first == 3)
    #expect(try store.add(one, to: sweep).first == 1, "the same plan is there")
    let plans = try store.plans(sweep)
    #expect(plans.map(\.plan) == [one, two])
    try store.record([Self.run(2, rate: .number(2), loss: .number(1))], passed: [3], of: sweep, host: "h")
    #expect(try store.finished(plans[0], of: sweep) == [false, true])
    #expect(try store.finished(plans[1], of: sweep) == [true, false], "one that is done under another number")
    #expect(try store.keys(sweep, outside: plans[1]) == [SHA256.digest("2".utf8)])
    #expect(try store.asked(sweep) == 3)
  }

  @Test func removedSweepsLeaveNothing() throws {
    let store = try RunStore(inMemory: "t")
    let sweep = try store.begin(Self.sweep(series: ["s"]))
    _ = try store.add(try #require(SweepPlan([.init("rate", [.number(1)])], .grid)), to: sweep)
    try store.remove(sweep)
    #expect(try store.sweeps().isEmpty)
    let again = try store.begin(Self.sweep(script: "b"))
    #expect(try store.plans(again).isEmpty && store.series(1, again).isEmpty && store.table(again).count == 0)
  }

  // MARK: Files

  @Test func otherFilesAreRefusedAndStayAsTheyAre() throws {
    let path = Self.temporary()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let text = Data("no database at all, but a text that somebody wrote\n".utf8)
    try text.write(to: URL(fileURLWithPath: path))
    #expect(throws: StoreError.self) { try RunStore(path: path, name: "x", creates: true) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == text)
  }

  @Test func laterStoresAreRefusedInWords() throws {
    let path = Self.temporary()
    defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
    _ = try RunStore(path: path, name: "x", creates: true)
    // user_version stands at byte 60 of the header, four bytes, the highest first (https://sqlite.org/fileformat.html).
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes[63] = 99
    try bytes.write(to: URL(fileURLWithPath: path))
    do {
      _ = try RunStore(path: path, name: "x", creates: true)
      Issue.record("a later store is opened")
    } catch let error as StoreError { #expect(error.kind == .newer && error.message.contains("99")) }
  }

  @Test func aFileThatIsNotThereIsMadeOnlyWhereItMayBe() {
    let path = Self.temporary()
    #expect(throws: StoreError.self) { try RunStore(path: path, name: "x", creates: false) }
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
