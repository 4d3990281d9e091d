import Synchronization

/// The sums of states, piece by piece as threads come with them, added up in the pieces' order. What waits for an earlier
/// piece is of as many pieces as there are threads.
final class GatheredStates: Sendable {
  typealias Seen = (StateSums, StateChecks)

  private struct State {
    var whole: Seen?
    var next = 0
    var waiting: [Int: Seen] = [:]
  }

  private let found: Mutex<[State]>

  init(_ count: Int) { found = Mutex([State](repeating: State(), count: count)) }

  func add(_ seen: sending Seen, piece: Int, of state: Int) {
    found.withLock { states in
      states[state].waiting[piece] = seen
      while let next = states[state].waiting.removeValue(forKey: states[state].next) {
        if states[state].whole == nil {
          states[state].whole = next
        } else {
          states[state].whole?.0.add(next.0)
          states[state].whole?.1.add(next.1)
        }
        states[state].next += 1
      }
    }
  }

  /// Of every state whose pieces have come.
  var states: [Seen] { found.withLock { $0.compactMap(\.whole) } }
}
