/// How long a training takes, and when it is time to tell: twenty times a second at most.
struct TrainingClock {
  private let begin = ContinuousClock.now
  private var lastTold = -1.0

  /// Seconds.
  var elapsed: Double { (ContinuousClock.now - begin) / .seconds(1) }

  mutating func isTimeToTell() -> Bool {
    guard elapsed - lastTold >= 0.05 else { return false }
    lastTold = elapsed
    return true
  }
}
