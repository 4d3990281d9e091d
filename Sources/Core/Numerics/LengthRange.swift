/// The lengths with which the engine computes: up to fourth powers of them, in losses, Hessians and scales of charges, stay
/// numbers with all their digits. Results in this range have the same digits in every unit; beyond it is refused.
public enum LengthRange {
  public static let range = 1e-75...1e75

  /// - Parameter lengths: zero is allowed.
  /// - Throws: `EngineError` when the largest of them lies outside.
  static func check(_ lengths: [Double], _ what: String, about: String? = nil) throws(EngineError) {
    let largest = lengths.largest
    guard largest != 0, !range.contains(largest) else { return }
    throw EngineError(
      largest.isFinite ? .outOfRange : .notFinite,
      "\(what) of the size \(largest) lie outside of 1e-75 to 1e75, where squares of squares are numbers",
      about: about, help: "take another unit of length")
  }
}
