import Checked
import Core

/// The states and costates of a file, by number.
struct StateArrays {
  private(set) var x: [Int: RecordedArray] = [:]
  private(set) var g: [Int: RecordedArray] = [:]
  private let file: ArrayFile
  /// Of the patterns, where there are some.
  private let isNamed: Bool

  init(_ file: ArrayFile, _ request: RecordingRequest) throws {
    self.file = file
    isNamed = request.states != nil || request.costates != nil
    let (states, costates) = (request.states ?? "x.*", request.costates ?? "g.*")
    guard states != costates else {
      throw EngineError(
        .badRecording, "`\(states)` names states and costates: costates are other arrays, dL/dx", about: "costates")
    }
    x = try Self.numbered(states, "states", file)
    g = try Self.numbered(costates, "costates", file)
    if isNamed { try renumber(states, costates) }
    if x.isEmpty { throw isEmpty(states) }
    if g.isEmpty { throw hasNoCostates(costates) }
  }

  private static func numbered(_ pattern: String, _ option: String, _ file: ArrayFile) throws -> [Int: RecordedArray] {
    guard let glob = NamePattern(pattern) else {
      throw EngineError(
        .badRecording, "`\(pattern)` should have one * in the place of the number: blocks.*.hook_resid_post",
        about: option)
    }
    var found: [Int: RecordedArray] = [:]
    for name in file.names {
      guard let k = glob.number(in: name) else { continue }
      if let why = file.refused[name] {
        throw EngineError(
          .badRecording, "\(name) \(why)\(why.hasPrefix("is ") ? "; F64, F32, F16, BF16 are read" : "")")
      }
      guard let array = file.arrays[name] else { continue }
      guard array.storage.isFloat else {
        throw EngineError(.badRecording, "\(name) is \(array.storage.rawValue); F64, F32, F16, BF16 are read")
      }
      guard found.updateValue(array, forKey: k) == nil else {
        throw EngineError(.badRecording, "two arrays of the file are number \(k) of `\(pattern)`")
      }
    }
    return found
  }

  /// Numbers of other programs may have gaps: what counts is their order.
  private mutating func renumber(_ states: String, _ costates: String) throws {
    let numbers = x.keys.sorted()
    if let alone = g.keys.sorted().first(where: { x[$0] == nil }), !x.isEmpty {
      throw EngineError(.badRecording, "\(g[alone]?.name ?? "") has no state of its number among `\(states)`")
    }
    if let alone = numbers.first(where: { g[$0] == nil }), !g.isEmpty {
      throw EngineError(.badRecording, "\(x[alone]?.name ?? "") has no costate of its number among `\(costates)`")
    }
    let (oldX, oldG) = (x, g)
    (x, g) = ([:], [:])
    for (k, number) in numbers.enumerated() {
      x[k] = oldX[number]
      g[k] = oldG[number]
    }
  }

  /// - Parameter names: of the modules.
  func checked(_ names: [String]) throws -> Int {
    let numbers = x.keys.sorted()
    if let missing = (0..<numbers.count).first(where: { numbers[$0] != $0 }) {
      let list = numbers.prefix(20).map(String.init).joined(separator: ", ") + (numbers.count > 20 ? ", ..." : "")
      throw EngineError(.badRecording, "states are numbered \(list): x.\(missing) is missing")
    }
    for k in numbers where g[k] == nil {
      let name = k < names.count ? " (\(names[k]))" : ""
      throw EngineError(
        .badRecording,
        "x.\(k)\(name) has no g.\(k): was its gradient kept? TransformerLens before the fix of #1680 drops incl_bwd without a word"
      )
    }
    if let alone = g.keys.sorted().first(where: { x[$0] == nil }) {
      throw EngineError(.badRecording, "g.\(alone) has no x.\(alone): the last state is x.\(numbers.count - 1)")
    }
    return numbers.count
  }

  // MARK: What is said of a file without states

  private func isEmpty(_ pattern: String) -> EngineError {
    if isNamed {
      return EngineError(
        .badRecording, "no array of the file is called `\(pattern)`; it holds: \(held)", about: "states")
    }
    let guess = guess
    return EngineError(
      .badRecording,
      "no states x.0, x.1, ... in the file; " + (guess.map { "did you mean \($0)?" } ?? "it holds: \(held)"),
      help: guess.map { "import trace \"...\" \($0)" })
  }

  private func hasNoCostates(_ pattern: String) -> EngineError {
    isNamed
      ? EngineError(.badRecording, "no array of the file is called `\(pattern)`; it holds: \(held)", about: "costates")
      : EngineError(.badRecording, "no costates g.0, g.1, ... in the file: record gradients too")
  }

  private var held: String {
    let names = file.names.prefix(8).map { String($0.prefix(60)) }
    return names.isEmpty ? "nothing" : names.joined(separator: ", ") + (file.names.count > 8 ? ", ..." : "")
  }

  /// Two patterns that fit names of the file: one of states, and the same with an ending for gradients.
  private var guess: String? {
    let patterns = Set(file.names.compactMap(NamePattern.guessed))
    for name in file.names {
      guard let pattern = NamePattern.guessed(from: name) else { continue }
      for ending in ["_grad", ".grad", "_gradient", "_g"] where patterns.contains(pattern + ending) {
        return "states=\"\(pattern)\" costates=\"\(pattern + ending)\""
      }
    }
    return nil
  }
}
