import Checked
import Limits
import Tables

/// What the runs of a sweep are to be.
extension RunStore {
  /// All that commands asked for, in their order.
  public func plans(_ sweep: Sweep) throws -> [StoredPlan] {
    let rows = try database.rows("select id, first, shape from plan where sweep = ? order by first, id")
    defer { rows.reset() }
    try rows.bind([.integer(sweep.id)])
    var found: [StoredPlan] = []
    while try rows.next() {
      let id = rows.integer(0)
      guard let shape = SweepPlan.Shape(rawValue: rows.text(2)), let plan = SweepPlan(try axes(id), shape) else {
        throw StoreError(.notAStore, "the store `\(name)` is damaged: plan \(id) of `\(sweep.name)` makes no sense")
      }
      found.append(StoredPlan(id: id, first: rows.integer(1), plan: plan))
    }
    return found
  }

  private func axes(_ plan: Int) throws -> [SweepPlan.Axis] {
    let rows = try database.rows("select place, name from axis where plan = ? order by place")
    defer { rows.reset() }
    try rows.bind([.integer(plan)])
    var axes: [SweepPlan.Axis] = []
    while try rows.next() {
      let entries = try database.rows("select value from entry where plan = ? and place = ? order by number")
      defer { entries.reset() }
      try entries.bind([.integer(plan), .integer(rows.integer(0))])
      var values: [Cell] = []
      while try entries.next() { values.append(entries.cell(0)) }
      axes.append(.init(rows.text(1), values))
    }
    return axes
  }

  /// The plan with its runs' numbers: the one that is there, or one behind all others.
  public func add(_ plan: SweepPlan, to sweep: Sweep) throws -> StoredPlan {
    if let known = try plans(sweep).first(where: { $0.plan == plan }) { return known }
    return try database.transaction {
      try require(sweep)
      if let known = try plans(sweep).first(where: { $0.plan == plan }) { return known }
      let last =
        try database.number("select max(first + count - 1) from plan where sweep = ?", [.integer(sweep.id)]) ?? 0
      let first = last + 1
      try database.run(
        "insert into plan (sweep, first, count, shape) values (?, ?, ?, ?)",
        [.integer(sweep.id), .integer(first), .integer(plan.count), .text(plan.shape.rawValue)])
      let id = database.lastRow
      for (place, axis) in plan.axes.enumerated() {
        try database.run("insert into axis values (?, ?, ?)", [.integer(id), .integer(place), .text(axis.name)])
        for (number, value) in axis.values.enumerated() {
          try database.run(
            "insert into entry values (?, ?, ?, ?)", [.integer(id), .integer(place), .integer(number), Entry(value)])
        }
      }
      return StoredPlan(id: id, first: first, plan: plan)
    }
  }

  /// Which runs of a plan are there, under their own numbers or under others, counted from 0.
  public func finished(_ plan: StoredPlan, of sweep: Sweep) throws -> [Bool] {
    try asking(sweep) {
      var found = [Bool](repeating: false, count: plan.plan.count)
      let rows = try database.rows("select run from \(sweep.table) where run between ? and ?")
      defer { rows.reset() }
      try rows.bind([.integer(plan.first), .integer(plan.last)])
      while try rows.next() {
        let place = rows.integer(0) - plan.first
        if found.indices.contains(place) { found[place] = true }
      }
      for place in try passed(plan, of: sweep) { found[place] = true }
      return found
    }
  }

  /// The runs of a plan that are there under another number, counted from 0.
  public func passed(_ plan: StoredPlan, of sweep: Sweep) throws -> [Int] {
    let rows = try database.rows("select run from passed where sweep = ? and run between ? and ? order by run")
    defer { rows.reset() }
    try rows.bind([.integer(sweep.id), .integer(plan.first), .integer(plan.last)])
    var found: [Int] = []
    while try rows.next() { found.append(rows.integer(0) - plan.first) }
    return found.filter { (0..<plan.plan.count).contains($0) }
  }

  /// Whether the run's seed was one of its parameters.
  public func sweepsSeed(_ run: Int, of sweep: Sweep) throws -> Bool {
    try database.number(
      """
      select count(*) from plan join axis on axis.plan = plan.id
      where sweep = ? and ? between first and first + count - 1 and name = 'seed'
      """, [.integer(sweep.id), .integer(run)]) ?? 0 > 0
  }

  /// The keys of the runs that other plans asked for, so that none is done twice.
  public func keys(_ sweep: Sweep, outside plan: StoredPlan) throws -> Set<[UInt8]> {
    try asking(sweep) {
      let rows = try database.rows("select key from \(sweep.table) where run not between ? and ?")
      defer { rows.reset() }
      try rows.bind([.integer(plan.first), .integer(plan.last)])
      var found: Set<[UInt8]> = []
      var turns = Turns()
      while try rows.next() {
        try turns.check()
        found.insert(rows.blob(0))
      }
      return found
    }
  }
}
