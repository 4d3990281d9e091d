/// Where a command's results go: to the host, or aside while they get a name.
struct Results {
  private var kept: Value?
  private var areKept = false
  /// Everything that was shown, where it is kept for a file.
  private(set) var outputs: [Output] = []

  /// Keeps a result's value; false where results are shown.
  mutating func keep(_ output: Output) -> Bool {
    if areKept {
      kept = output.value ?? kept
      outputs.append(output)
    }
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
