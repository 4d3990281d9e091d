/// Words that have a meaning of their own among what a command draws.
enum DrawnWord {
  /// `fit y against x`
  static let against = "against"
  /// `plot points of red at layer 25`, where no variable has the name.
  static let points = "points"
  /// `watch=path`
  static let path = "path"
}
