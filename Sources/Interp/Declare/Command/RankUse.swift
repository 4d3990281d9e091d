/// How a command goes where several ranks run the script by MPI, declared once: from this come its page, `help ranks`, the
/// refusal and the tests.
public enum RankUse: Sendable, Equatable {
  /// Each rank has its own points, and does its part.
  case shared
  /// Each makes all points for it, where they fit.
  case gathered
  /// Each does all of it.
  case alike
  /// It is refused, for this reason.
  case alone(String)

  /// Of a store of runs, a file that one process reads and writes.
  static let ofStores = RankUse.alone("a store of runs is asked by one process, before or after")

  /// What the page of a command says.
  public var sentence: String {
    switch self {
    case .shared: "points and work are shared out"
    case .gathered: "each rank makes all points for it, as one process does, where they fit"
    case .alike: "each rank does all of it"
    case .alone(let why): "refused: \(why)"
    }
  }
}
