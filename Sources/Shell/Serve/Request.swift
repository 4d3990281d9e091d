import Checked
import Core
import Display

/// What a program asks: one JSON object a line.
struct Request: Sendable {
  enum Task: Sendable {
    /// Run a text, as if it had been typed.
    case run(String)
    /// What could stand at a place of a text.
    case complete(Place)
    /// What the word at a place means.
    case inspect(Place)
    /// What is wrong with a text.
    case check(String)
    /// Whether a text is only the beginning of one.
    case needsMore(String)
    /// End a request, or whatever runs.
    case interrupt(String?)
    /// Which nsh this is.
    case version
  }

  /// A byte of a text, and how places are counted in the answer.
  struct Place: Sendable {
    let text: String
    let byte: Int
    let unit: TextUnit
  }

  /// As it is sent back: JSON.
  let id: String
  let task: Task
  let objects: JSONLines

  static let tasks = ["run", "complete", "inspect", "check", "needsMore", "interrupt", "version"]
  private static let settings = ["id", "at", "unit", "figures", "rows", "columns"]

  /// - Throws: `Refusal` with what is wrong, and the request's id where it has one.
  init(_ line: [UInt8]) throws(Refusal) {
    let json: JSONText
    do { json = try JSONText(line) } catch {
      let why = "\(error)".split(separator: ": ", maxSplits: 2).last ?? ""
      throw Refusal(id: nil, "a request is one JSON object on a line: \(why)")
    }
    guard let members = json.members else { throw Refusal(id: nil, "a request is a JSON object") }
    let id = try Self.id(json["id"])
    func refused(_ why: String) -> Refusal { Refusal(id: id, why) }
    if let unknown = members.first(where: { !(Self.tasks + Self.settings).contains($0.key) }) {
      throw refused(
        "no request has `\(unknown.key.prefix(40))`; one of \(Self.tasks.joined(separator: ", ")) says what to do")
    }
    let asked = members.filter { Self.tasks.contains($0.key) }
    guard let task = asked.first, asked.count == 1 else {
      throw refused("a request has one of \(Self.tasks.joined(separator: ", ")), not \(asked.count)")
    }
    self.id = id ?? "null"
    var objects = try Self.objects(json, refused)
    objects.id = self.id
    self.objects = objects
    self.task = try Self.task(task.key, task.value, json, refused)
  }

  private static func id(_ value: JSONText?) throws(Refusal) -> String? {
    switch value {
    case nil, .null: nil
    case .number(let x): x.text
    case .string(let text): Visible.json(text)
    default: throw Refusal(id: nil, "`id` is a number or a string")
    }
  }

  private static func task(
    _ name: String, _ value: JSONText, _ json: JSONText, _ refused: (String) -> Refusal
  ) throws(Refusal) -> Task {
    func text() throws(Refusal) -> String {
      guard let text = value.text else { throw refused("`\(name)` is a string") }
      return text
    }
    switch name {
    case "run": return .run(try text())
    case "check": return .check(try text())
    case "needsMore": return .needsMore(try text())
    case "complete": return .complete(try place(text(), json, refused))
    case "inspect": return .inspect(try place(text(), json, refused))
    case "version": return .version
    default:
      if case .bool(true) = value { return .interrupt(nil) }
      guard let target = try? id(value) else {
        throw refused("`interrupt` is the id of a request, or true for what runs")
      }
      return .interrupt(target)
    }
  }

  private static func place(
    _ text: String, _ json: JSONText, _ refused: (String) -> Refusal
  ) throws(Refusal) -> Place {
    let unit: TextUnit
    switch json["unit"] {
    case nil: unit = .byte
    case .string(let name)? where TextUnit(rawValue: name) != nil: unit = TextUnit(rawValue: name) ?? .byte
    default: throw refused("`unit` is \(TextUnit.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))")
    }
    guard let at = json["at"] else { return Place(text: text, byte: text.utf8.count, unit: unit) }
    guard let count = at.count, let byte = unit.byte(of: count, in: text) else {
      throw refused("`at` is a place of the text, from 0 to \(unit.place(of: text.utf8.count, in: text))")
    }
    return Place(text: text, byte: byte, unit: unit)
  }

  private static func objects(_ json: JSONText, _ refused: (String) -> Refusal) throws(Refusal) -> JSONLines {
    var objects = JSONLines()
    if let figures = json["figures"] {
      let known = JSONLines.Pictures.named
      guard let names = figures.texts, names.allSatisfy({ name in known.contains { $0.name == name } }) else {
        throw refused("`figures` is a list of \(known.map { "\"\($0.name)\"" }.joined(separator: ", "))")
      }
      objects.pictures = JSONLines.Pictures(known.filter { names.contains($0.name) }.map(\.format))
    }
    if let rows = json["rows"] {
      guard let count = rows.count else { throw refused("`rows` is a whole number") }
      objects.rows = count
    }
    if let columns = json["columns"] {
      guard let count = columns.count, (20...1000).contains(count) else {
        throw refused("`columns` goes from 20 to 1000")
      }
      objects.columns = count
    }
    return objects
  }
}

/// Why something is no request.
struct Refusal: Error, Sendable {
  let id: String?
  let message: String

  init(id: String?, _ message: String) { (self.id, self.message) = (id, message) }
}

/// How places of a text are counted.
enum TextUnit: String, CaseIterable, Sendable {
  case byte, codepoint, utf16

  /// Nil beyond the end of the text. Within a character it is the character's beginning.
  func byte(of place: Int, in text: String) -> Int? {
    var (count, byte) = (0, 0)
    for scalar in text.unicodeScalars {
      let width = width(scalar)
      if count + width > place { return byte }
      count += width
      byte += UTF8.width(scalar)
    }
    return count == place ? byte : nil
  }

  func place(of byte: Int, in text: String) -> Int {
    let head = String(decoding: text.utf8.prefix(byte), as: UTF8.self)
    return head.unicodeScalars.reduce(0) { $0 + width($1) }
  }

  private func width(_ scalar: Unicode.Scalar) -> Int {
    switch self {
    case .byte: UTF8.width(scalar)
    case .codepoint: 1
    case .utf16: UTF16.width(scalar)
    }
  }
}
