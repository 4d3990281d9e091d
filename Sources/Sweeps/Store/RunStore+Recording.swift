import Tables

/// Runs that are recorded.
extension RunStore {
  /// Adds runs, all or none. One that is there stays: another process did the same.
  ///
  /// - Parameter passed: numbers of runs that were not done, since another number has the same.
  /// - Throws: `StoreError` of the kind `noSweep` where another process has taken the sweep away.
  public func record(_ runs: [FinishedRun], passed: [Int] = [], of sweep: Sweep, host: String) throws {
    if runs.isEmpty && passed.isEmpty { return }
    let own = sweep.parameters + sweep.results
    let sql =
      "insert or ignore into \(sweep.table) (run, key, state, error, seconds, host, seed"
      + own.map { ", " + SQL.name($0) }.joined() + ") values (?, ?, ?, ?, ?, ?, ?"
      + String(repeating: ", ?", count: own.count) + ")"
    var met: Set<KindOfColumn> = []
    try database.transaction {
      try require(sweep)
      let rows = try database.rows(sql)
      defer { rows.reset() }
      for run in runs {
        rows.reset()
        try rows.bind([
          .integer(run.run), .blob(run.key), .text(run.state.rawValue), run.error.map { .text($0) } ?? .null,
          .real(run.seconds), .text(host), Entry(run.seed),
        ])
        for (i, cell) in (run.parameters + run.results).enumerated() {
          let entry = Entry(cell)
          try rows.bind(entry, at: 7 + i)
          if entry.kind != .null { met.insert(KindOfColumn(sweep: sweep.id, column: own[i], kind: entry.kind)) }
        }
        while try rows.next() {}
        for numbers in run.series { try record(numbers, run.run, sweep) }
      }
      for run in passed {
        try database.run("insert or ignore into passed values (?, ?)", [.integer(sweep.id), .integer(run)])
      }
      for new in met.subtracting(noted) {
        try database.run(
          "insert or ignore into kind values (?, ?, ?)",
          [.integer(sweep.id), .text(new.column), .text(new.kind.rawValue)])
      }
    }
    noted.formUnion(met)
  }

  private func record(_ numbers: FinishedRun.Numbers, _ run: Int, _ sweep: Sweep) throws {
    try database.run(
      "insert or ignore into series values (?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .integer(sweep.id), .integer(run), .text(numbers.name), .text(numbers.group), .text(numbers.component),
        .text(numbers.axis), .integer(numbers.first), .blob(NumpyArray.bytes(of: numbers.values)),
      ])
  }
}

/// That a column of a sweep has entries of a kind: what is asked of it is decided by the store where it has one kind alone.
struct KindOfColumn: Hashable {
  let sweep: Int
  let column: String
  let kind: Entry.Kind
}
