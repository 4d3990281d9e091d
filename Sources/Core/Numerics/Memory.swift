import Checked
import Limits

/// A limit on what may be held in memory.
public struct MemoryLimit: Sendable {
  public let bytes: Double
  /// What is held already.
  private let held: @Sendable () -> Double

  /// - Parameter held: how many bytes are held already; asked before something large is made.
  public init(bytes: Double, held: @escaping @Sendable () -> Double = { 0 }) {
    self.bytes = bytes
    self.held = held
  }

  /// The limit of the work under way, for what knows only within how much it takes. It is bound as
  /// `Cancellation.isAsked` is.
  public static var present: MemoryLimit { ofThread.value }
  private static let ofThread = Bound(.memory, standard: MemoryLimit(bytes: .infinity))

  /// Runs the body with another limit.
  public static func bound<T>(to limit: MemoryLimit, _ body: () throws -> T) rethrows -> T {
    try ofThread.bind(limit, body)
  }

  /// How much of it is held already, 1 for all.
  public var share: Double { held() / bytes }

  /// To be called before allocating.
  ///
  /// - Throws: `EngineError`: "1e12 points would take 14.6 TiB; the limit is 4 GiB".
  public func require(_ needed: Double, for what: String) throws {
    // What is small is not worth asking the system for; where much of it is made, it is noticed while it grows.
    if needed <= bytes / 64 { return }
    let held = needed <= bytes ? self.held() : 0
    guard !(needed + held <= bytes) else { return }
    let beside = needed <= bytes ? " beside the \(Self.text(held)) that are held" : ""
    throw EngineError(
      .outOfMemory, "\(what) would take \(Self.text(needed))\(beside); the limit is \(Self.text(bytes))",
      help: "nothing was allocated; --max-memory raises the limit")
  }

  /// Three digits and a binary unit.
  public static func text(_ bytes: Double) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
    var (value, unit) = (bytes, 0)
    while value >= 1024, unit < units.count - 1 {
      value /= 1024
      unit += 1
    }
    guard value < 1e6 else { return "more than a million \(units[unit])" }
    let rounded = (value * 10).rounded() / 10
    return rounded == rounded.rounded() ? "\(Int(saturating: rounded)) \(units[unit])" : "\(rounded) \(units[unit])"
  }
}
