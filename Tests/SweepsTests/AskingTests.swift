import Sweeps
import Tables
import Testing

@Suite struct AskingTests {
  /// The first of many are found by a sample; they are those of all.
  @Test func theFirstOfManyAreThoseOfAll() throws {
    let store = try RunStore(inMemory: "t")
    let sweep = try store.begin(StoreTests.sweep())
    // In an order in which no part is like another, some of them more than once, some not numbers, some failed.
    let runs = (1...70_000).map { i -> FinishedRun in
      let x = Double(i * 7919 % 34_501)
      return StoreTests.run(
        i, rate: .number(Double(i % 7)), loss: i % 11 == 0 ? .number(.nan) : i % 13 == 0 ? .missing : .number(x),
        state: i % 13 == 0 && i % 11 != 0 ? .failed : .done)
    }
    try store.record(runs, of: sweep, host: "h")
    for condition in [nil, RunCondition.compares("rate", .less, .number(3))] {
      for isDescending in [false, true] {
        let order = (column: "loss", isDescending: isDescending)
        let all = try store.table(sweep, RunQuestion(condition, order: order)).column("run")?.cells ?? []
        #expect(all.count == (condition == nil ? 70_000 : 30_000))
        for first in [1, 20, 1000] {
          let some = try store.table(sweep, RunQuestion(condition, order: order, first: first)).column("run")?.cells
          #expect(some == Array(all.prefix(first)), "the first \(first)")
        }
      }
    }
    // Where the sample has all that is looked for, not one of it is lost.
    for isDescending in [false, true] {
      let question = RunQuestion(order: (column: "run", isDescending: isDescending), first: 1000)
      let found = try store.table(sweep, question).column("run")?.cells
      let expected: [Double] = (0..<1000).map { i in isDescending ? 70_000 - Double(i) : Double(i + 1) }
      #expect(found == expected.map { Cell.number($0) })
    }
    // Fewer than are asked for.
    let few = RunQuestion(.compares("loss", .less, .number(5)), order: (column: "loss", isDescending: true), first: 50)
    let found = try store.table(sweep, few).column("loss")?.cells ?? []
    #expect(found.count > 4 && found.count < 50 && found.first == .number(4))
  }

  @Test func aParameterMayHaveAnyName() throws {
    for name in ["r", "run_", "x.y", "rowid", "sweep", "c"] {
      let store = try RunStore(inMemory: "t")
      let sweep = try store.begin(StoreTests.sweep(parameters: [name]))
      try store.record(
        (1...3).map { StoreTests.run($0, rate: .number(Double(-$0)), loss: .number(Double(-$0))) }, of: sweep, host: "h"
      )
      for column in [name, "loss"] {
        let question = RunQuestion(order: (column: column, isDescending: false), first: 2)
        #expect(try store.table(sweep, question).column("run")?.cells == [.number(3), .number(2)], "\(name)")
      }
    }
  }

  @Test func meansOfInfiniteNumbersAreThoseOfTheirSums() throws {
    let store = try RunStore(inMemory: "t")
    let sweep = try store.begin(StoreTests.sweep())
    let groups: [[Double]] = [
      [.infinity, 1, 2], [-.infinity, 1], [.infinity, -.infinity], [1, .nan], [1e308, 1.5e308],
    ]
    var runs: [FinishedRun] = []
    for (group, values) in groups.enumerated() {
      runs += values.enumerated().map {
        StoreTests.run(10 * group + $0 + 1, rate: .number(Double(group)), loss: .number($1))
      }
    }
    try store.record(runs, of: sweep, host: "h")
    let means = try store.groups(sweep, by: "rate").column("mean(loss)")?.cells.map { cell -> Double in
      if case .number(let x) = cell { x } else { 0 }
    }
    #expect(means?[0] == .infinity && means?[1] == -.infinity && means?[2].isNaN == true && means?[3].isNaN == true)
    #expect(abs((means?[4] ?? 0) / 1.25e308 - 1) < 1e-15, "whose sum is none")
  }

  /// Of a column whose entries are of several kinds the store decides nothing: which it met first says nothing of the others.
  @Test func columnsOfSeveralKindsAreNotDecided() throws {
    let store = try RunStore(inMemory: "t")
    let sweep = try store.begin(StoreTests.sweep())
    try store.record([StoreTests.run(1, rate: .number(1), loss: .number(1))], of: sweep, host: "h")
    #expect(try store.kind(of: "loss", sweep) == .number(1))
    try store.record([StoreTests.run(2, rate: .number(2), loss: .missing, state: .failed)], of: sweep, host: "h")
    #expect(try store.kind(of: "loss", sweep) == .number(1), "what is missing is of no kind")
    try store.record([StoreTests.run(3, rate: .number(3), loss: .truth(true))], of: sweep, host: "h")
    #expect(try store.kind(of: "loss", sweep) == nil && store.kind(of: "rate", sweep) == .number(1))
  }

  @Test func runsThatAreAlikeAreFound() throws {
    func distinct(_ columns: [Cell]...) throws -> [Int] {
      try SweepPlan.distinct(columns.enumerated().map { .init("\($0)", $1) })
    }
    #expect(try distinct([1, 2, 3].map { .number($0) }) == [0, 1, 2])
    #expect(try distinct([3, 2, 2.5].map { .number($0) }) == [0, 1, 2])
    #expect(try distinct([1, 2, 1, 2, 3].map { .number($0) }) == [0, 1, 4])
    #expect(try distinct([.number(0), .number(-0.0)]) == [0, 1], "keys tell them apart")
    #expect(try distinct(["a", "b", "a", "a"].map { .text($0) }, [1, 1, 1, 2].map { .number($0) }) == [0, 1, 3])
    #expect(try distinct([.truth(true), .truth(true)], [.point([1]), .point([1, 2])]) == [0, 1])
    #expect(try distinct([1, 1, 2, 2, 1].map { .number($0) }, [1, 2, 1, 2, 1].map { .number($0) }) == [0, 1, 2, 3])
  }
}
