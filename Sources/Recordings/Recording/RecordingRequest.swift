/// What of a file is to be taken for what.
public struct RecordingRequest: Sendable {
  /// The labelling whose classes become clusters; the first one of the file by itself.
  public var labels: String?
  /// The array that holds the groups, where it is not `groups`.
  public var groups: String?
  /// The array that holds the weights, where it is not `weights`.
  public var weights: String?
  /// The names of states and costates that other programs wrote: patterns with one `*`, which stands for the number.
  public var states: String?
  public var costates: String?
  /// Counted from 1.
  public var points: ClosedRange<Int>?
  /// Numbers of states, counted from 0.
  public var layers: ClosedRange<Int>?

  public init() {}

  /// Whether an array of this name may be needed.
  func wants(_ name: String) -> Bool {
    let own = ["x.", "g.", "p.", "dp.", "labels", "groups", "weights", "sum."].contains { name.hasPrefix($0) }
    return own || name == groups || name == weights
      || [states, costates].contains { $0.flatMap(NamePattern.init)?.number(in: name) != nil }
  }
}

/// blocks.*.hook_resid_post
struct NamePattern {
  private let before: String
  private let after: String

  /// Nil where there is not one `*`.
  init?(_ text: String) {
    let parts = text.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    (before, after) = (String(parts[0]), String(parts[1]))
  }

  /// What stands for the `*`, where that is a number.
  func number(in name: String) -> Int? {
    guard name.hasPrefix(before), name.hasSuffix(after), name.utf8.count > before.utf8.count + after.utf8.count else {
      return nil
    }
    let middle = name.dropFirst(before.count).dropLast(after.count)
    return middle.allSatisfy { $0.isASCII && $0.isNumber } ? Int(middle, radix: 10) : nil
  }

  /// The first number in a name made a `*`.
  static func guessed(from name: String) -> String? {
    guard let start = name.firstIndex(where: { $0.isASCII && $0.isNumber }) else { return nil }
    let end = name[start...].firstIndex { !($0.isASCII && $0.isNumber) } ?? name.endIndex
    return name[..<start] + "*" + name[end...]
  }
}
