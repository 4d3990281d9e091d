/// Where a command's results go: to the host, or aside while they get a name.
struct Results {
  private var kept: Value?
  private var areKept = false

  /// Keeps a result's value; false where results are shown.
  mutating func keep(_ value: Value?) -> Bool {
    if areKept { kept = value ?? kept }
    return areKept
  }

  /// Keeps what follows until `end`.
  mutating func begin() { self = Results(kept: nil, areKept: true) }

  /// The last table, figure or value that was kept; goes on as before.
  mutating func end(_ outer: Results) -> Value {
    defer { self = outer }
    return kept ?? .nothing
  }
}
