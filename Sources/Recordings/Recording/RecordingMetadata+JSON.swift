import Core
import Limits

extension RecordingMetadata {
  /// - Throws: `EngineError` that names the field that is not what it should be. Fields that are not known are passed over.
  init(_ bytes: [UInt8]) throws {
    do {
      try MemoryLimit.present.require(8 * Double(bytes.count), for: "the metadata")
      try self.init(try JSONText(bytes) { try Cancellation.check() })
    } catch let error as EngineError where error.code == .badFile {
      throw EngineError(.badRecording, "nsh_trace: \(error.message)")
    }
  }

  private init(_ json: JSONText) throws {
    let fields = Fields(json, "")
    guard json.members != nil else { throw fields.wrong("nsh_trace", "an object") }
    guard let format = try fields.text("format"), format == "nsh-trace" else {
      throw EngineError(.badRecording, "nsh_trace: `format` is not nsh-trace")
    }
    if let version = try fields.number("version"), version != 1 {
      throw EngineError(
        .badRecording, "nsh_trace: the format is of version \(NumberText.short(version)); version 1 is read")
    }
    isGiven = true
    states = try fields.texts("states") ?? []
    for (name, value) in try fields.object("label_names") ?? [] {
      guard let names = value.texts else { throw fields.wrong("label_names.\(name)", "a list of texts") }
      labelNames[name] = names
    }
    layout = try fields.choice("layout") ?? .outIn
    costateScale = try fields.number("costate_scale") ?? 1
    guard costateScale != 0 else { throw fields.wrong("costate_scale", "a number other than zero") }
    penalty = try fields.number("penalty") ?? 0
    isPartial = try fields.bool("partial") ?? false
    logits = try fields.count("logits")
    finalNorm = try fields.fields("final_norm").map(Self.normedState)
    norms = try fields.list("norms").map(Self.normedState)
    for name in ["objective", "source", "note"] {
      if let text = try fields.text(name) { words.append(Word(name: name, text: text)) }
    }
    let sums = try fields.fields("sums")
    (unit, units) = (try sums?.text("unit"), try sums?.count("units"))
    steps = try fields.list("steps").map(Self.step)
  }

  private static func normedState(_ fields: Fields) throws -> NormedState {
    NormedState(state: try fields.needed("state", fields.count), norm: try norm(fields))
  }

  private static func norm(_ fields: Fields) throws -> Norm {
    let eps = try fields.number("eps") ?? 0
    guard eps >= 0 else { throw fields.wrong("eps", "a number not below zero") }
    return Norm(
      kind: try fields.needed("kind", fields.choice), eps: eps, gain: try fields.text("gain"),
      shift: try fields.text("shift"))
  }

  private static func step(_ fields: Fields) throws -> Step {
    Step(
      from: try fields.needed("from", fields.count), to: try fields.needed("to", fields.count),
      isResidual: try fields.bool("residual") ?? true, norm: try fields.fields("norm").map(norm),
      reads: try fields.texts("reads") ?? [], writes: try fields.texts("writes") ?? [],
      attention: try fields.fields("attention").map(attention))
  }

  private static func attention(_ fields: Fields) throws -> Attention {
    let heads = try fields.needed("heads", fields.count)
    let keyHeads = try fields.count("kv_heads") ?? heads
    guard heads > 0, keyHeads > 0, heads % keyHeads == 0 else {
      throw fields.wrong("heads", "a multiple of kv_heads, from 1")
    }
    return Attention(
      query: try fields.needed("q", fields.text), key: try fields.needed("k", fields.text),
      value: try fields.needed("v", fields.text), output: try fields.needed("o", fields.text), heads: heads,
      keyHeads: keyHeads, rotary: try fields.rotary("rotary"), rotaryWidth: try fields.rotaryWidth("rotary_dim"))
  }
}

/// The members of an object within the metadata; errors name them as `steps[2].norm.kind`.
private struct Fields {
  private let json: JSONText
  private let path: String

  init(_ json: JSONText, _ path: String) { (self.json, self.path) = (json, path) }

  private func name(_ key: String) -> String { path.isEmpty ? key : path + "." + key }

  func wrong(_ key: String, _ expected: String) -> EngineError {
    EngineError(.badRecording, "nsh_trace: `\(name(key))` should be \(expected)")
  }

  private func value(_ key: String) -> JSONText? { json[key].flatMap { $0.isNull ? nil : $0 } }

  private func get<T>(_ key: String, _ expected: String, _ read: (JSONText) -> T?) throws -> T? {
    guard let value = value(key) else { return nil }
    guard let result = read(value) else { throw wrong(key, expected) }
    return result
  }

  func text(_ key: String) throws -> String? { try get(key, "a text") { $0.text } }
  func number(_ key: String) throws -> Double? { try get(key, "a finite number") { $0.number } }
  func count(_ key: String) throws -> Int? { try get(key, "a whole number from 0") { $0.count } }
  func bool(_ key: String) throws -> Bool? { try get(key, "true or false") { $0.bool } }
  func texts(_ key: String) throws -> [String]? { try get(key, "a list of texts") { $0.texts } }
  func object(_ key: String) throws -> [(key: String, value: JSONText)]? { try get(key, "an object") { $0.members } }

  func choice<T: RawRepresentable & CaseIterable>(_ key: String) throws -> T? where T.RawValue == String {
    let words = T.allCases.map(\.rawValue).joined(separator: ", ")
    return try get(key, "one of \(words)") { $0.text.flatMap { T(rawValue: $0) } }
  }

  /// `true` is the way of most models.
  func rotary(_ key: String) throws -> RecordingMetadata.Rotary {
    let expected = "true, false, \"half\" or \"interleaved\""
    return try get(key, expected) { value in
      value.bool.map { $0 ? .half : .none } ?? value.text.flatMap { RecordingMetadata.Rotary(rawValue: $0) }
    } ?? .none
  }

  /// Planes are turned, so that it is even.
  func rotaryWidth(_ key: String) throws -> Int? {
    try get(key, "an even number from 2") { value in value.count.flatMap { $0 > 0 && $0 % 2 == 0 ? $0 : nil } }
  }

  func needed<T>(_ key: String, _ read: (String) throws -> T?) throws -> T {
    guard let value = try read(key) else {
      throw EngineError(.badRecording, "nsh_trace: `\(name(key))` is missing")
    }
    return value
  }

  func fields(_ key: String) throws -> Fields? {
    try get(key, "an object") { $0.members == nil ? nil : Fields($0, name(key)) }
  }

  func list(_ key: String) throws -> [Fields] {
    guard let items = try get(key, "a list of objects", { $0.items }) else { return [] }
    return try items.enumerated().map { i, item in
      guard item.members != nil else { throw wrong("\(key)[\(i)]", "an object") }
      return Fields(item, name("\(key)[\(i)]"))
    }
  }
}
