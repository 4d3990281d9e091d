/// What stands in the place of a parameter's own value.
enum Given: Sendable {
  /// As it was written on the command line, and is read as the kind that the script's own value has.
  case text(String)
  /// Of a run of a sweep.
  case value(Value)
}

/// The store and the sweep that were asked last, which stand for those that are not named.
struct PresentSweep {
  var store: String?
  var name: String?
}
