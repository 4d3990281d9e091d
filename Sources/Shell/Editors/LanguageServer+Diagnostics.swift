import Checked
import Core
import Interp
import Limits
import Syntax

/// An error of a text.
struct Finding {
  let error: Diagnostic
  let json: JSON
}

extension LanguageServer {
  /// Looks through the next text that was not checked as it stands; what is found is told when all are through.
  func checkNext() {
    mailbox.begin(.check)
    defer { mailbox.finish() }
    if let uri = unchecked.first { _ = check(uri) }
    if unchecked.isEmpty { publish() }
  }

  /// False where a newer edit came.
  private func check(_ uri: String) -> Bool {
    guard let script = script(uri), let errors = interpreter.errors(in: script) else {
      // Of a text for which there is no memory nothing more is found by trying again.
      if !mailbox.isAsked {
        host.settleMemory()
        unchecked.removeAll { $0 == uri }
        tell("there is not enough memory to check \(uri.prefix(200))")
      }
      return false
    }
    unchecked.removeAll { $0 == uri }
    var found: [String: [Finding]] = [uri: []]
    let held = Set(script.included.map { ObjectIdentifier($0.source) })
    for error in errors {
      let source = error.span?.source ?? script.source
      guard source === script.source || held.contains(ObjectIdentifier(source)) else { continue }
      found[self.uri(of: source.name ?? ""), default: []].append(Finding(error: error, json: json(error, in: source)))
    }
    found[uri]! += inclusions(script, errors)
    let old = findings[uri] ?? [:]
    findings[uri] = found
    stale += (old.keys.filter { found[$0] == nil } + found.keys).sorted()
    return true
  }

  /// What is wrong within files, told where they are included.
  private func inclusions(_ script: Script, _ errors: [Diagnostic]) -> [Finding] {
    script.included.filter { $0.at.source === script.source }.compactMap { file, place in
      let within = errors.filter { error in error.span.map { $0.source === file } ?? false }
      guard let first = within.first, let span = first.span else { return nil }
      let count = within.count == 1 ? "an error" : "\(within.count) errors"
      let message = "the file has \(count), in line \(span.line): \(first.message)"
      let error = Diagnostic(first.code, message, at: place)
      return Finding(
        error: error, json: json(error, in: script.source, related: within.prefix(10).map { ($0.message, $0.span) }))
    }
  }

  // MARK: What is told

  /// What is known of a document: as others include it where any does, by itself else.
  private func told(_ uri: String) -> [Finding] {
    let others = findings.keys.sorted().filter { $0 != uri && findings[$0]?[uri] != nil }
    let includers = documents[uri].map { self.includers(of: $0.document.name) } ?? []
    let whose = includers.isEmpty ? (findings[uri] == nil ? others : [uri]) : includers
    var seen = Set<[UInt8]>()
    return whose.flatMap { findings[$0]?[uri] ?? [] }.filter { seen.insert($0.json.bytes).inserted }
  }

  private func publish() {
    var done = Set<String>()
    for uri in stale where done.insert(uri).inserted {
      let found = told(uri)
      var params: [String: JSON] = ["uri": .string(uri), "diagnostics": .list(found.map(\.json))]
      params["version"] = documents[uri]?.document.version.map { .written(String($0)) }
      let bytes = JSON.object(params).bytes
      if published[uri] == bytes { continue }
      if documents[uri] == nil, found.isEmpty {
        // Nothing was said of it.
        guard published.removeValue(forKey: uri) != nil else { continue }
      } else {
        published[uri] = bytes
      }
      send(["method": "textDocument/publishDiagnostics", "params": .object(params)])
    }
    stale = []
  }

  func diagnostic(_ params: Parameters) throws(RPCError) -> JSON {
    let uri = try document(params).uri
    while let next = unchecked.first {
      guard check(next) || !mailbox.isAsked else {
        throw RPCError(.serverCancelled, "the text has changed meanwhile")
      }
    }
    return .object(["kind": "full", "items": .list(told(uri).map(\.json))])
  }

  /// The errors of a document as it stands, for what mends them.
  func errors(of uri: String) -> [Finding] {
    while let next = unchecked.first { if !check(next) { break } }
    return told(uri)
  }

  private func json(_ error: Diagnostic, in source: Source, related: [(String, Span?)] = []) -> JSON {
    var message = error.message + (error.label.map { "; \($0)" } ?? "")
    if let help = error.help { message += "\nhelp: \(help)" }
    if !client.hasRelated { message += (error.notes + related.map(\.0)).map { "\n" + $0 }.joined() }
    var object: [String: JSON] = [
      "range": json(Self.visible(error.span ?? Span(source, Range(from: 0, upTo: 0)))), "severity": .count(1),
      "code": .string(error.code.name), "source": "nsh", "message": .string(message),
    ]
    let notes = error.notes.map { ($0, error.span) } + related
    if client.hasRelated, !notes.isEmpty {
      object["relatedInformation"] = .list(
        notes.compactMap { text, span in
          span.map { .object(["location": location($0), "message": .string(text)]) }
        })
    }
    return .object(object)
  }

  /// A stretch that can be seen: of an empty one the character beside it.
  private static func visible(_ span: Span) -> Span {
    guard span.range.isEmpty else { return span }
    let line = span.source.range(ofLine: span.line)
    let bytes = span.source.bytes
    var (start, end) = (span.range.lowerBound, span.range.lowerBound)
    if end < line.upperBound {
      repeat { end += 1 } while end < line.upperBound && bytes[end] & 0xC0 == 0x80
    } else if start > line.lowerBound, start <= line.upperBound {
      repeat { start -= 1 } while start > line.lowerBound && bytes[start] & 0xC0 == 0x80
    }
    return Span(span.source, Range(from: start, upTo: end))
  }
}
