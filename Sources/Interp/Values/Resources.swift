/// What a computation may use, and how it is told to end.
struct Resources: Sendable {
  var threads = 1
  var isCancelled: @Sendable () -> Bool = { false }
}

extension Session {
  var resources: Resources { Resources(threads: settings.threads, isCancelled: host.interruption) }
}
