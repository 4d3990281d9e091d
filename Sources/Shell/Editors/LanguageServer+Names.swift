import Checked
import Core
import Interp
import Syntax

/// Where names are given and used, and changes of the text.
extension LanguageServer {
  func definition(_ params: Parameters) throws(RPCError) -> JSON {
    let (script, document) = try script(params)
    let place = document.byte(at: try params.position())
    if let file = script.inclusion(at: place)?.source { return .list([location(Span(file, Range(from: 0, upTo: 0)))]) }
    guard let (symbol, _) = script.names.symbol(in: script.source, at: place) else { return .null }
    let places = symbol.definitions.isEmpty ? [symbol.statement].compactMap { $0 } : symbol.definitions
    return .list(places.map(location))
  }

  func references(_ params: Parameters) throws(RPCError) -> JSON {
    let (script, document) = try script(params)
    guard let (symbol, _) = script.names.symbol(in: script.source, at: document.byte(at: try params.position())) else {
      return .null
    }
    let isAll = params.json["context"]?["includeDeclaration"]?.bool ?? true
    return .list(inOrder(isAll ? symbol.places : symbol.uses).map(location))
  }

  func highlights(_ params: Parameters) throws(RPCError) -> JSON {
    let (script, document) = try script(params)
    guard let (symbol, _) = script.names.symbol(in: script.source, at: document.byte(at: try params.position())) else {
      return .null
    }
    let writes = symbol.definitions.map { ($0, 3) }, reads = symbol.uses.map { ($0, 2) }
    return .list(
      (writes + reads).filter { $0.0.source === script.source }.map {
        .object(["range": json($0.0), "kind": .count($0.1)])
      })
  }

  private func inOrder(_ spans: [Span]) -> [Span] {
    spans.sorted { a, b in (a.source.name ?? "", a.range.lowerBound) < (b.source.name ?? "", b.range.lowerBound) }
  }

  // MARK: Renaming

  func prepareRename(_ params: Parameters) throws(RPCError) -> JSON {
    let (script, document) = try script(params)
    guard let (symbol, span) = script.names.symbol(in: script.source, at: document.byte(at: try params.position())),
      !symbol.definitions.isEmpty
    else { return .null }
    return .object(["range": json(span), "placeholder": .string(symbol.name)])
  }

  func rename(_ params: Parameters) throws(RPCError) -> JSON {
    let (script, document) = try script(params)
    guard let name = params.json["newName"]?.text else { throw params.missing("`newName`, a string") }
    guard let (symbol, _) = script.names.symbol(in: script.source, at: document.byte(at: try params.position())) else {
      throw RPCError(.failed, "no name of the script stands here")
    }
    do {
      let places = try interpreter.renaming(symbol, to: name, in: script)
      var edits: [String: [JSON]] = [:]
      for span in inOrder(places) {
        edits[uri(of: span.source.name ?? ""), default: []].append(edit(span, name))
      }
      return change(edits)
    } catch let error as Diagnostic { throw RPCError(.failed, error.message) } catch {
      throw RPCError(.failed, "\(error)")
    }
  }

  private func edit(_ span: Span, _ text: String) -> JSON {
    .object(["range": json(span), "newText": .string(text)])
  }

  /// A WorkspaceEdit.
  private func change(_ edits: [String: [JSON]]) -> JSON {
    guard client.hasVersions else { return .object(["changes": .object(edits.mapValues(JSON.list))]) }
    return .object([
      "documentChanges": .list(
        edits.keys.sorted().map { uri in
          let version = documents[uri]?.document.version.map { JSON.written(String($0)) } ?? .null
          return .object([
            "textDocument": .object(["uri": .string(uri), "version": version]), "edits": .list(edits[uri] ?? []),
          ])
        })
    ])
  }

  // MARK: Mending and laying out

  func codeActions(_ params: Parameters) throws(RPCError) -> JSON {
    let document = try document(params)
    guard let (start, end) = try params.range() else { throw params.missing("`range`") }
    let only = params.json["context"]?["only"]?.texts ?? ["quickfix"]
    guard only.contains(where: { "quickfix".hasPrefix($0) }) else { return .list([]) }
    let (from, to) = (document.byte(at: start), document.byte(at: end))
    // Those that the editor names, too: some name all of the line.
    let named = (params.json["context"]?["diagnostics"]?.items ?? []).compactMap { error -> Int? in
      error["range"]?["start"].flatMap(Position.init).map(document.byte)
    }
    let found = errors(of: document.uri).filter { finding in
      guard let span = finding.error.span, span.source === document.source else { return false }
      let isThere = span.range.lowerBound <= max(from, to) && from <= span.range.upperBound
      return isThere || named.contains(span.range.lowerBound)
    }
    return .list(
      found.flatMap { finding in
        finding.error.fixes.map { fix in
          .object([
            "title": .string(fix.title), "kind": "quickfix", "diagnostics": .list([finding.json]),
            "isPreferred": .bool(fix.isOnly), "edit": change([document.uri: [edit(fix.span, fix.text)]]),
          ])
        }
      })
  }

  func formatting(_ params: Parameters) throws(RPCError) -> JSON {
    let document = try document(params)
    do {
      let text = Array(try interpreter.laidOut(document.source).utf8)
      let old = document.source.bytes
      if text == old { return .list([]) }
      // What stays at both ends is left alone, in whole lines.
      var (head, tail) = (0, 0)
      let most = min(text.count, old.count)
      while head < most, text[head] == old[head] { head += 1 }
      while head > 0, text[head - 1] != 10 { head -= 1 }
      while tail < most - head, text[text.count - 1 - tail] == old[old.count - 1 - tail] { tail += 1 }
      while tail > 0, old[old.count - tail] & 0xC0 == 0x80 { tail -= 1 }
      // Between the two halves of a line's end stands no cursor.
      if tail > 0, tail < old.count, old[old.count - tail] == 10, old[old.count - tail - 1] == 13 { tail -= 1 }
      let span = Span(document.source, Range(from: head, upTo: old.count - tail))
      let new = String(decoding: text[Range(from: head, upTo: text.count - tail)], as: UTF8.self)
      return .list([edit(span, new)])
    } catch let error as Diagnostic {
      let place = error.span.map { "line \($0.line): " } ?? ""
      throw RPCError(.failed, "the text is left as it is, since it cannot be read: \(place)\(error.message)")
    } catch { throw RPCError(.failed, "\(error)") }
  }
}
