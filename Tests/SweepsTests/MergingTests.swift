import Sweeps
import Tables
import Testing

@Suite struct MergingTests {
  @Test func storesAreMergedByKeys() throws {
    let plan = try #require(SweepPlan([.init("rate", (1...4).map { .number(Double($0)) })], .grid))
    let stores = try (0..<3).map { try RunStore(inMemory: "part \($0)") }
    for (i, store) in stores.dropFirst().enumerated() {
      let sweep = try store.begin(StoreTests.sweep(series: ["s"]))
      _ = try store.add(plan, to: sweep)
      let runs = (i == 0 ? [1, 2] : [2, 3, 4]).map { number in
        StoreTests.run(
          number, rate: .number(Double(number)), loss: .number(Double(number)),
          series: [.init(name: "s", axis: "", first: 1, group: "", component: "", values: [Double(number)])])
      }
      try store.record(runs, of: sweep, host: "host \(i)")
    }
    #expect(try stores[0].merge(stores[1]) == (2, 0))
    #expect(try stores[0].merge(stores[2]) == (2, 1))
    #expect(try stores[0].merge(stores[2]) == (0, 3), "twice is once")
    let sweep = try #require(try stores[0].sweep(named: "fit"))
    #expect(try stores[0].table(sweep).column("run")?.cells == (1...4).map { .number(Double($0)) })
    #expect(try stores[0].series(4, sweep).first?.values == [4])
    let other = try RunStore(inMemory: "other")
    _ = try other.begin(StoreTests.sweep(script: "b"))
    #expect(throws: StoreError.self) { try stores[0].merge(other) }
  }

  /// A store of which one sweep is refused is not half taken.
  @Test func aRefusedStoreIsNotTakenAtAll() throws {
    let (own, other) = (try RunStore(inMemory: "own"), try RunStore(inMemory: "other"))
    _ = try own.begin(StoreTests.sweep("second"))
    for (name, script) in [("first", "a"), ("second", "b")] {
      let sweep = try other.begin(StoreTests.sweep(name, script: script))
      try other.record([StoreTests.run(1, rate: .number(1), loss: .number(1))], of: sweep, host: "h")
    }
    #expect(throws: StoreError.self) { try own.merge(other) }
    #expect(try own.sweeps().map(\.name) == ["second"])
  }

  private static func plan(_ values: [Double]) throws -> SweepPlan {
    try #require(SweepPlan([.init("rate", values.map { .number($0) })], .grid))
  }

  private static func run(_ number: Int, _ rate: Double, of sweep: Sweep) -> FinishedRun {
    FinishedRun(
      run: number, key: RunKeys(of: sweep, names: ["rate"]).key([.number(rate)]), state: .done, error: nil, seconds: 0,
      seed: .missing, parameters: [.number(rate)], results: [.number(rate)], series: [])
  }

  private static func left(_ store: RunStore) throws -> Int {
    let sweep = try #require(try store.sweep(named: "fit"))
    return try store.asked(sweep) - store.counts(sweep).values.reduce(0, +)
  }

  /// Whatever the numbers under which two stores have the same runs, no run counts as left when all are there.
  @Test func mergedSweepsHaveNothingLeft() throws {
    let (own, other) = (try RunStore(inMemory: "own"), try RunStore(inMemory: "other"))
    let (mine, theirs) = (try own.begin(StoreTests.sweep()), try other.begin(StoreTests.sweep()))
    _ = try own.add(try Self.plan([1, 2]), to: mine)
    try own.record([Self.run(1, 1, of: mine), Self.run(2, 2, of: mine)], of: mine, host: "h")
    // 2 is here under another number; there 3 was passed by, since it was done under the number 2.
    _ = try other.add(try Self.plan([2, 3]), to: theirs)
    _ = try other.add(try Self.plan([3, 4]), to: theirs)
    try other.record(
      [Self.run(1, 2, of: theirs), Self.run(2, 3, of: theirs), Self.run(4, 4, of: theirs)], passed: [3], of: theirs,
      host: "h")
    #expect(try own.merge(other) == (2, 1))
    #expect(try Self.left(own) == 0)
    #expect(try own.table(mine).column("rate")?.cells == [1, 2, 3, 4].map { .number($0) })
    #expect(try own.merge(other) == (0, 3) && Self.left(own) == 0, "twice is once")
  }

  /// One that was passed by for a store's own sake is left where what it stands for is not.
  @Test func whatIsNotThereIsLeft() throws {
    let (own, other) = (try RunStore(inMemory: "own"), try RunStore(inMemory: "other"))
    let theirs = try other.begin(StoreTests.sweep())
    _ = try other.add(try Self.plan([1, 2]), to: theirs)
    try other.record([Self.run(1, 1, of: theirs)], passed: [2], of: theirs, host: "h")
    #expect(try own.merge(other) == (1, 0))
    #expect(try Self.left(own) == 1)
  }
}
