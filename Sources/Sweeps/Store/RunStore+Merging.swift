import Checked
import Limits

/// Stores put together.
extension RunStore {
  /// Takes over the sweeps and runs of another store. Runs that are there, known by their keys, stay as they are.
  ///
  /// - Returns: how many runs were added, and how many were there.
  /// - Throws: `StoreError` where a sweep of the same name is another one; then nothing of that store is taken.
  public func merge(_ other: RunStore) throws -> (added: Int, known: Int) {
    let all = try other.sweeps()
    for theirs in all { if let own = try sweep(named: theirs.name) { try Self.compare(own, theirs.alone) } }
    var (added, known) = (0, 0)
    for theirs in all {
      let own = try begin(theirs.alone)
      let plans = try other.plans(theirs).map { (there: $0, here: try add($0.plan, to: own)) }
      for (plan, here) in plans {
        let (new, old) = try take(plan, of: theirs, other, as: here, of: own)
        added += new
        known += old
      }
      // Now that all are here.
      for (plan, here) in plans { try pass(plan, of: theirs, other, as: here, of: own) }
    }
    return (added, known)
  }

  /// Notes the runs that the other store has under another number, where this one has them too.
  private func pass(_ plan: StoredPlan, of theirs: Sweep, _ other: RunStore, as here: StoredPlan, of own: Sweep) throws
  {
    let places = try other.passed(plan, of: theirs)
    guard !places.isEmpty else { return }
    let (there, elsewhere) = (try finished(here, of: own), try keys(own, outside: here))
    let keys = RunKeys(of: own, names: plan.plan.axes.map(\.name))
    let known = try places.filter { place in
      try Cancellation.check()
      return !there[place] && elsewhere.contains(keys.key(plan.plan.values(place)))
    }
    try record([], passed: known.map { here.first + $0 }, of: own, host: "")
  }

  private func take(_ plan: StoredPlan, of theirs: Sweep, _ other: RunStore, as here: StoredPlan, of own: Sweep) throws
    -> (Int, Int)
  {
    let there = try finished(here, of: own)
    let elsewhere = try keys(own, outside: here)
    var (batch, added, known): ([FinishedRun], Int, Int) = ([], 0, 0)
    // Those that are here under another number, so that they do not count as left to do.
    var passed: [Int] = []
    let names = ["run", "key", "state", "error", "seconds", "host", "seed"] + own.parameters + own.results
    let rows = try other.database.rows(
      "select \(names.map(SQL.name).joined(separator: ", ")) from \(theirs.table) where run between ? and ? order by run"
    )
    defer { rows.reset() }
    try rows.bind([.integer(plan.first), .integer(plan.last)])
    var hosts: [String] = []
    func flush() throws {
      for host in Set(hosts).sorted() {
        try record(zip(batch, hosts).filter { $0.1 == host }.map(\.0), of: own, host: host)
      }
      try record([], passed: passed, of: own, host: "")
      passed.removeAll(keepingCapacity: true)
      batch.removeAll(keepingCapacity: true)
      hosts.removeAll(keepingCapacity: true)
    }
    while try rows.next() {
      try Cancellation.check()
      let place = rows.integer(0) - plan.first
      let key = rows.blob(1)
      guard there.indices.contains(place), !there[place], !elsewhere.contains(key) else {
        known += 1
        if there.indices.contains(place), !there[place] { passed.append(here.first + place) }
        if passed.count >= 1000 { try flush() }
        continue
      }
      let p = own.parameters.count
      batch.append(
        FinishedRun(
          run: here.first + place, key: key, state: RunState(rawValue: rows.text(2)) ?? .failed,
          error: rows.isNull(3) ? nil : rows.text(3), seconds: rows.real(4), seed: rows.cell(6),
          parameters: (0..<p).map { rows.cell(7 + $0) },
          results: own.results.indices.map { rows.cell(7 + p + $0) }, series: try other.series(rows.integer(0), theirs))
      )
      hosts.append(rows.text(5))
      added += 1
      if batch.count >= 1000 { try flush() }
    }
    try flush()
    return (added, known)
  }
}

extension Sweep {
  /// As it would be begun in another store.
  public var alone: Sweep {
    Sweep(
      name: name, file: file, script: script, hash: hash, version: version, arithmetic: arithmetic,
      parameters: parameters, results: results, series: series)
  }
}
