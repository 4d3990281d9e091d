import Checked
import Core
import Interp
import Syntax

/// What can stand at a place, and what stands there means.
extension LanguageServer {
  func completion(_ params: Parameters) throws(RPCError) -> JSON {
    let (script, document) = try script(params)
    let place = document.byte(at: try params.position())
    let (range, candidates) = interpreter.candidates(in: script, at: place)
    let replaced = json(Span(document.source, range))
    let items = candidates.map { candidate -> JSON in
      var item: [String: JSON] = [
        "label": .string(candidate.text), "kind": .count(Self.number(candidate.kind)),
        "textEdit": .object(["range": replaced, "newText": .string(candidate.text)]),
      ]
      item["detail"] = candidate.detail.map(JSON.string)
      return .object(item)
    }
    return .object(["isIncomplete": .bool(false), "items": .list(items)])
  }

  /// CompletionItemKind
  private static func number(_ kind: Interpreter.Candidate.Kind) -> Int {
    switch kind {
    case .command: 2
    case .function: 3
    case .name: 6
    case .option, .quantity: 10
    case .value: 12
    case .word: 14
    case .file: 17
    }
  }

  func hover(_ params: Parameters) throws(RPCError) -> JSON {
    let (script, document) = try script(params)
    let place = document.byte(at: try params.position())
    guard let (text, range) = interpreter.meaning(in: script, at: place) else { return .null }
    let value = client.hasMarkdown ? "```text\n\(text.replacing("```", with: "` ` `"))\n```" : text
    return .object([
      "contents": .object(["kind": client.hasMarkdown ? "markdown" : "plaintext", "value": .string(value)]),
      "range": json(Span(document.source, range)),
    ])
  }

  func signatureHelp(_ params: Parameters) throws(RPCError) -> JSON {
    let (script, document) = try script(params)
    guard let usage = interpreter.usage(in: script, at: document.byte(at: try params.position())) else { return .null }
    var signature: [String: JSON] = [
      "label": .string(usage.text), "parameters": .list(usage.parameters.map { .object(["label": .string($0)]) }),
    ]
    signature["documentation"] = usage.summary.map(JSON.string)
    return .object([
      "signatures": .list([.object(signature)]), "activeSignature": .count(0), "activeParameter": .count(usage.active),
    ])
  }

  // MARK: The whole text

  func symbols(_ params: Parameters) throws(RPCError) -> JSON {
    let (script, document) = try script(params)
    return .list(
      script.names.outline(of: script.source).map { item in
        var object: [String: JSON] = ["name": .string(item.name), "kind": .count(Self.number(item.kind))]
        if client.hasTrees {
          object["detail"] = .string(item.detail)
          object["range"] = json(item.span)
          object["selectionRange"] = json(item.place)
        } else {
          object["location"] = .object(["uri": .string(document.uri), "range": json(item.span)])
        }
        return .object(object)
      })
  }

  /// SymbolKind
  private static func number(_ kind: OutlineItem.Kind) -> Int {
    switch kind {
    case .file: 1
    case .name(.function): 12
    case .name(.process): 2
    case .name(.cluster): 5
    case .name(.family), .name(.action): 11
    case .name(.quantity): 7
    case .name(.data): 18
    case .name(.parameter): 14
    default: 13
    }
  }

  func folds(_ params: Parameters) throws(RPCError) -> JSON {
    let (script, _) = try script(params)
    return .list(
      Folding.folds(of: script.source, script.tokens).map { fold in
        var object: [String: JSON] = ["startLine": .count(fold.first - 1), "endLine": .count(fold.last - 1)]
        if fold.isComment { object["kind"] = "comment" }
        return .object(object)
      })
  }

  /// Each as five numbers: lines and columns from the one before, its length, its kind, and nothing.
  func tokens(_ params: Parameters) throws(RPCError) -> JSON {
    let (script, document) = try script(params)
    var lines = Range(from: 0, upTo: Int.max)
    if let (start, end) = try params.range() { lines = Range(from: start.line, upTo: max(start.line, end.line) + 1) }
    let kinds = Highlighter.Kind.allCases
    var last = Position(line: 0, character: 0)
    var numbers: [JSON] = []
    var walk = Document.Walk(document)
    for (range, kind) in interpreter.highlights(of: script) {
      let (start, end) = (walk.position(of: range.lowerBound), walk.position(of: range.upperBound))
      guard lines.contains(start.line), start.line == end.line else { continue }
      let column = start.line == last.line ? start.character - last.character : start.character
      numbers += [start.line - last.line, column, end.character - start.character].map(JSON.count)
      numbers += [.count(kinds.firstIndex(of: kind) ?? 0), .count(0)]
      last = start
    }
    return .object(["data": .list(numbers)])
  }
}
