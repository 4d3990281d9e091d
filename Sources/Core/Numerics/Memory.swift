import Checked

/// A limit on what one command may allocate.
public struct MemoryLimit: Sendable, Equatable {
  public let bytes: Double

  public init(bytes: Double) { self.bytes = bytes }

  /// To be called before allocating.
  ///
  /// - Throws: `EngineError`: "1e12 points would take 14.6 TiB; the limit is 4 GiB".
  public func require(_ needed: Double, for what: String) throws {
    guard needed > bytes else { return }
    throw EngineError(
      .outOfMemory, "\(what) would take \(Self.text(needed)); the limit is \(Self.text(bytes))",
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
