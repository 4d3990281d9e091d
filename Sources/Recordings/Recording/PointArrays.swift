import Checked
import Core
import Limits

/// What a file has of each point besides its states: classes, groups, weights.
struct PointArrays {
  let file: ArrayFile
  /// [n] or [sequences, tokens].
  let leading: [Int]
  /// The states' last axis.
  let width: Int
  /// The leading axis of 1 that all arrays had.
  let dropped: Int

  var count: Int { leading.reduce(1, *) }

  // MARK: Classes

  /// All labellings of the file; those that seem to belong to states of another shape are told of instead.
  func labellings(_ names: [String: [String]], _ notes: inout [String]) throws -> [Recording.Labelling] {
    try file.names.filter { $0 == "labels" || $0.hasPrefix("labels.") }.compactMap { name in
      let short = name == "labels" ? name : String(name.dropFirst(7))
      let array = try needed(name)
      if let note = isOfLostAxis(array) {
        notes.append(note)
        return nil
      }
      let values = try spread(array, mismatch: { labelMismatch(array) })
      return try labelling(short, name, values, names[short] ?? names[name])
    }
  }

  private func labelling(_ name: String, _ title: String, _ values: [Int64], _ names: [String]?) throws
    -> Recording.Labelling
  {
    var turns = Turns()
    for value in values {
      try turns.check()
      if value < 0 {
        throw EngineError(
          .badRecording, "\(title): \(value) is no class: classes are counted from 0; mask points by weights of 0")
      }
      if let names, value >= Int64(clamping: names.count) {
        throw EngineError(.badRecording, "\(title): \(value) has no name; label_names has \(names.count)")
      }
    }
    let present = Set(values).sorted()
    try MemoryLimit.present.require(80 * Double(present.count), for: "the classes of `\(title)`")
    let place = Dictionary(uniqueKeysWithValues: present.enumerated().map { ($1, Int32(clamping: $0)) })
    let classes = present.map { names?[Int(clamping: $0)] ?? String($0) }
    var seen: Set<String> = []
    for name in classes where !seen.insert(name).inserted {
      throw EngineError(.badRecording, "\(title): two classes are called `\(name.prefix(60))`")
    }
    return Recording.Labelling(name: name, classes: classes, values: values.map { place[$0] ?? 0 })
  }

  private func labelMismatch(_ array: RecordedArray) -> EngineError {
    let shape = shape(array)
    if shape.count == 1, leading.count == 1, shape[0] == width {
      return EngineError(
        .badRecording,
        "\(array.name) has \(shape[0]) entries but the states have \(leading[0]) points of \(width) numbers: the arrays seem to be transposed, [width, points] for [points, width]"
      )
    }
    if shape.count == 2, leading.count == 2, shape == leading.reversed() {
      let states = (leading + [width]).map(String.init).joined(separator: " x ")
      return EngineError(
        .badRecording,
        "\(array.name) is \(text(shape)) but the states are \(states): tokens come first? export [sequence, token, width]"
      )
    }
    return EngineError(.badRecording, "\(array.name) has \(text(shape)) entries for \(text(leading)) points")
  }

  /// Labels of tokens beside states that have none.
  private func isOfLostAxis(_ array: RecordedArray) -> String? {
    let shape = shape(array)
    guard leading.count == 1, shape.count == 2, shape[0] == leading[0], shape[1] > 1 else { return nil }
    return
      "states of \(leading[0]) sequences have width \(width) like points without tokens; \(array.name) is \(text(shape)): was the last axis lost?"
  }

  // MARK: Groups and weights

  /// The units that are exchangeable: what the file says, else sequences, else points.
  func grouping(_ wanted: String?) throws -> Recording.Grouping {
    switch wanted {
    case "points": return units(.point)
    case "sequences":
      guard leading.count > 1 else {
        throw EngineError(.badRecording, "the states have no axis of sequences", about: "groups")
      }
      return units(.sequence)
    default: break
    }
    guard let name = try name(wanted, or: "groups", option: "groups") else {
      return units(leading.count > 1 ? .sequence : .point)
    }
    let array = try needed(name)
    let values = try spread(array) {
      let fits =
        leading.count > 1 ? "\(leading[0]) (sequences) or \(text(leading)) (points) fit" : "\(leading[0]) (points) fit"
      return EngineError(.badRecording, "\(array.name) has \(text(shape(array))) entries; \(fits)")
    }
    let place = Dictionary(uniqueKeysWithValues: Set(values).sorted().enumerated().map { ($1, Int32(clamping: $0)) })
    return Recording.Grouping(unit: .group, values: values.map { place[$0] ?? 0 }, count: place.count)
  }

  private func units(_ unit: Recording.Grouping.Unit) -> Recording.Grouping {
    let each = unit == .sequence ? leading[1] : 1
    return Recording.Grouping(
      unit: unit, values: (0..<count).map { Int32(clamping: $0 / max(1, each)) },
      count: unit == .sequence ? leading[0] : count)
  }

  /// Nil where all are 1.
  func weights(_ wanted: String?) throws -> [Double]? {
    guard let name = try name(wanted, or: "weights", option: "weights") else { return nil }
    let array = try needed(name)
    guard shape(array) == leading || shape(array) == [count] else {
      throw EngineError(.badRecording, "\(name) has \(text(shape(array))) entries for \(text(leading)) points")
    }
    let weights = try array.numbers()
    if let i = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      let what = weights[i].isFinite ? "negative" : "not finite"
      throw EngineError(.badRecording, "\(name) is \(what) at \(place(i))")
    }
    guard weights.contains(where: { $0 > 0 }) else {
      throw EngineError(.badRecording, "\(name) is 0 for every point: all are masked")
    }
    return weights.allSatisfy { $0 == 1 } ? nil : weights
  }

  private func name(_ wanted: String?, or usual: String, option: String) throws -> String? {
    guard let wanted else { return file.names.contains(usual) ? usual : nil }
    for name in [wanted, "\(usual).\(wanted)", "labels.\(wanted)"] where file.names.contains(name) { return name }
    let others = file.names.filter { name in
      name == usual || !["x.", "g.", "p.", "dp."].contains { name.hasPrefix($0) }
    }
    throw EngineError(
      .badRecording,
      "there is no array `\(wanted)` in the file"
        + (others.isEmpty ? "" : "; it has \(others.prefix(8).joined(separator: ", "))"),
      about: option)
  }

  /// "[3]", "[2, 5]"
  private func place(_ i: Int) -> String {
    leading.count > 1 ? "[\(i / max(1, leading[1])), \(i % max(1, leading[1]))]" : "[\(i)]"
  }

  // MARK: Reading

  private func needed(_ name: String) throws -> RecordedArray {
    if let why = file.refused[name] { throw EngineError(.badRecording, "\(name) \(why)") }
    guard let array = file.arrays[name] else {
      throw EngineError(.badRecording, "there is no array `\(name)` in the file")
    }
    return array
  }

  private func shape(_ array: RecordedArray) -> [Int] {
    array.shape.count > 1 && array.shape.prefix(dropped).allSatisfy { $0 == 1 }
      ? Array(array.shape.dropFirst(dropped)) : array.shape
  }

  private func text(_ shape: [Int]) -> String { shape.isEmpty ? "1" : shape.map(String.init).joined(separator: " x ") }

  /// A whole number for each point: those of sequences are spread over their tokens.
  private func spread(_ array: RecordedArray, mismatch: () -> EngineError) throws -> [Int64] {
    guard !array.storage.isFloat else {
      throw EngineError(.badRecording, "\(array.name) holds \(array.storage.rawValue); whole numbers are needed here")
    }
    let shape = shape(array)
    let isOfSequences = leading.count == 2 && shape == [leading[0]]
    guard shape == leading || shape == [count] || isOfSequences else { throw mismatch() }
    let values = try array.numbers().patientlyMapped { Int64(saturating: $0) }
    guard isOfSequences, shape != [count] else { return values }
    return try patiently(count) { values[$0 / leading[1]] }
  }
}
