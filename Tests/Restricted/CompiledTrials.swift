import Core
import Interp
import Syntax

/// Random programs, as they run in code beside how they run where their trees are walked. Trial i of a seed is the same
/// whatever was tried before; what differs is told with the least program that shows it.
public struct CompiledTrials {
  let seed: UInt64
  public private(set) var count = 0
  /// Programs that came to their end.
  public private(set) var fine = 0
  public private(set) var complaints: [String] = []
  private let comparison = Comparison()

  public init(seed: UInt64) { self.seed = seed }

  public func program(_ i: Int) -> (text: String, way: Comparison.Way) {
    var maker = ProgramMaker(seed: seed, number: i)
    let text = maker.program()
    let way: Comparison.Way =
      switch maker.below(16) {
      case 0...4: .script
      case 5, 6: .loggedScript
      case 7...12: .dialogue
      case 13: .limited(bytes: [3000, 2e4, 1e5][maker.below(3)])
      default: .interrupted(questions: 8 + maker.below(200))
      }
    return (text, way)
  }

  public mutating func run(_ i: Int) {
    let (text, way) = program(i)
    count += 1
    guard let why = comparison.difference(text, way) else { return }
    guard complaints.count < 5 else { return complaints.append("\(why)\ntrial \(i) of seed \(seed)") }
    let least = shrunk(text, way)
    complaints.append("\(comparison.difference(least, way) ?? why)\ntrial \(i) of seed \(seed), as \(way)\n\(least)")
  }

  /// How many of some programs come to their end without an error, as scripts.
  public func share(of trials: Range<Int>) -> Double {
    let fine = trials.filter { comparison.outcome(program($0).text, .script, compiles: true)?.statuses.first == .fine }
    return Double(fine.count) / Double(max(1, trials.count))
  }

  // MARK: The least program

  private func shrunk(_ text: String, _ way: Comparison.Way) -> String {
    var lines = text.split(separator: "\n").map(String.init)
    // The first line is the seed: without it one is drawn each time anew.
    let seed = lines.removeFirst()
    let differs = { (lines: [String]) in comparison.difference(([seed] + lines).joined(separator: "\n"), way) != nil }
    for _ in 0..<3 {
      let before = lines
      lines = Self.less(lines, differs)
      lines = Self.withoutBraces(lines, differs)
      for k in lines.indices {
        let words = lines[k].split(separator: " ").map(String.init)
        let fewer = Self.less(words) { words in
          var all = lines
          all[k] = words.joined(separator: " ")
          return differs(all)
        }
        lines[k] = fewer.joined(separator: " ")
      }
      if lines == before { break }
    }
    return ([seed] + lines).joined(separator: "\n")
  }

  /// Without all parts that are not needed: halves, quarters, ... one by one.
  private static func less(_ parts: [String], _ isEnough: ([String]) -> Bool) -> [String] {
    var (parts, size) = (parts, max(1, parts.count / 2))
    while size > 0 {
      var place = 0
      while place < parts.count, parts.count > 1 {
        var fewer = parts
        fewer.removeSubrange(place..<min(place + size, parts.count))
        if isEnough(fewer) { parts = fewer } else { place += size }
      }
      size /= 2
    }
    return parts
  }

  /// Blocks that need not be there, first with what is in them, then without what is around it.
  private static func withoutBraces(_ lines: [String], _ isEnough: ([String]) -> Bool) -> [String] {
    var (lines, first) = (lines, 0)
    while first < lines.count {
      defer { first += 1 }
      guard lines[first].hasSuffix("{"), !lines[first].hasPrefix("}"), let end = end(of: first, lines) else { continue }
      for fewer in [
        Array(lines[..<first] + lines[(end + 1)...]),
        Array(lines[..<first] + lines[(first + 1)..<end] + lines[(end + 1)...]),
      ]
      where !fewer.isEmpty && isEnough(fewer) {
        lines = fewer
        first -= 1
        break
      }
    }
    return lines
  }

  private static func end(of first: Int, _ lines: [String]) -> Int? {
    var open = 0
    for (k, line) in lines.enumerated().dropFirst(first) {
      open += (line.hasSuffix("{") ? 1 : 0) - (line.hasPrefix("}") ? 1 : 0)
      if open <= 0 { return k }
    }
    return nil
  }
}
