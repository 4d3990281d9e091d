import Checked
import Limits

/// Stores put together.
extension RunStore {
  /// Takes over the sweeps and runs of another store. Runs that are there, known by their keys, stay as they are.
  ///
  /// - Returns: how many runs were added, and how many were there.
  /// - Throws: `StoreError` where a sweep of the same name is another one; then nothing of that store is taken.
  public func merge(_ other: RunStore) throws -> (added: Int, known: Int) {
    var (added, known) = (0, 0)
    for theirs in try other.sweeps() {
      let own = try begin(theirs.alone)
      for plan in try other.plans(theirs) {
        let here = try add(plan.plan, to: own)
        let (new, old) = try take(plan, of: theirs, other, as: here, of: own)
        added += new
        known += old
      }
    }
    return (added, known)
  }

  private func take(_ plan: StoredPlan, of theirs: Sweep, _ other: RunStore, as here: StoredPlan, of own: Sweep) throws
    -> (Int, Int)
  {
    let there = try finished(here, of: own)
    let elsewhere = try keys(own, outside: here)
    var (batch, added, known): ([FinishedRun], Int, Int) = ([], 0, 0)
    let names = ["run", "key", "state", "error", "seconds", "host", "seed"] + own.parameters + own.results
    let rows = try other.database.rows(
      "select \(names.map(SQL.name).joined(separator: ", ")) from \(theirs.table) where run between ? and ? order by run"
    )
    defer { rows.reset() }
    try rows.bind([.integer(plan.first), .integer(plan.first + plan.plan.count - 1)])
    var hosts: [String] = []
    func flush() throws {
      for host in Set(hosts).sorted() {
        try record(zip(batch, hosts).filter { $0.1 == host }.map(\.0), of: own, host: host)
      }
      batch.removeAll(keepingCapacity: true)
      hosts.removeAll(keepingCapacity: true)
    }
    while try rows.next() {
      try Cancellation.check()
      let place = rows.integer(0) - plan.first
      let key = rows.blob(1)
      guard there.indices.contains(place), !there[place], !elsewhere.contains(key) else {
        known += 1
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
