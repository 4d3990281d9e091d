import Checked
import Core
import Interp
import Syntax

/// The texts that the editor holds.
extension LanguageServer {
  func open(_ params: Parameters) throws(RPCError) {
    let uri = try params.uri()
    guard let text = params.json["textDocument"]?["text"]?.text else {
      throw params.missing("`textDocument.text`, a string")
    }
    let version = params.json["textDocument"]?["version"]?.number.flatMap { Int(exactly: $0) }
    let document = Document(uri: uri, name: name(of: uri), version: version, text: text, columns: client.columns)
    documents[uri] = OpenDocument(document: document)
    changed(uri)
  }

  func change(_ params: Parameters) throws(RPCError) {
    let uri = try params.uri()
    guard var document = documents[uri]?.document else { throw notOpen(uri) }
    guard let changes = params.json["contentChanges"]?.items else { throw params.missing("`contentChanges`, a list") }
    for change in changes {
      guard let text = change["text"]?.text else { throw params.missing("`text` in each change") }
      guard let (start, end) = try Parameters(change, of: "textDocument/didChange").range() else {
        document.replace(text)
        continue
      }
      document.replace(start, end, by: text)
    }
    document.version = params.json["textDocument"]?["version"]?.number.flatMap { Int(exactly: $0) } ?? document.version
    documents[uri]?.document = document
    changed(uri)
  }

  func close(_ params: Parameters) throws(RPCError) {
    let uri = try params.uri()
    guard let document = documents.removeValue(forKey: uri)?.document else { throw notOpen(uri) }
    unchecked.removeAll { $0 == uri }
    stale += (findings.removeValue(forKey: uri) ?? [:]).keys.sorted() + [uri]
    // Others read now what lies on the disk.
    for other in includers(of: document.name) { note(unchecked: other) }
  }

  private func changed(_ uri: String) {
    documents[uri]?.script = nil
    note(unchecked: uri)
    guard let name = documents[uri]?.document.name else { return }
    for other in includers(of: name) { note(unchecked: other) }
  }

  func checkAll() { for uri in documents.keys.sorted() { note(unchecked: uri) } }

  func note(unchecked uri: String) {
    documents[uri]?.script = nil
    unchecked.removeAll { $0 == uri }
    unchecked.append(uri)
  }

  /// The open documents that look for a file.
  func includers(of name: String) -> [String] {
    documents.keys.sorted().filter {
      documents[$0]?.paths.contains(name) == true && documents[$0]?.document.name != name
    }
  }

  private func name(of uri: String) -> String { FileURI.path(uri) ?? uri }

  /// How the editor calls a file.
  func uri(of name: String) -> String {
    if let held = held(name)?.uri { return held }
    if name.contains(":"), !name.hasPrefix("/") { return name }
    return FileURI.uri(name.hasPrefix("/") || host.folder.isEmpty ? name : "\(host.folder)/\(name)")
  }

  func heldText(_ path: String) -> [UInt8]? { held(path)?.source.bytes }

  /// The document of a file: of several the first by its URI.
  private func held(_ name: String) -> Document? {
    documents.keys.sorted().lazy.compactMap { self.documents[$0]?.document }.first { $0.name == name }
  }

  func notOpen(_ uri: String) -> RPCError { RPCError(.invalidParams, "the document is not open: \(uri.prefix(200))") }

  func document(_ params: Parameters) throws(RPCError) -> Document {
    let uri = try params.uri()
    guard let document = documents[uri]?.document else { throw notOpen(uri) }
    return document
  }

  /// The script as it stands now.
  func script(_ params: Parameters) throws(RPCError) -> (script: Script, document: Document) {
    let document = try document(params)
    guard let script = script(document.uri) else {
      if mailbox.isAsked { throw RPCError(.cancelled, "the request was cancelled") }
      host.settleMemory()
      throw RPCError(.failed, "there is not enough memory to read the text")
    }
    return (script, document)
  }

  /// Nil where it was asked to end on the way.
  func script(_ uri: String) -> Script? {
    guard let open = documents[uri] else { return nil }
    if let script = open.script { return script }
    guard let script = interpreter.script(open.document.source) else { return nil }
    documents[uri]?.script = script
    documents[uri]?.paths = script.paths
    return script
  }

  // MARK: Places

  func json(_ span: Span) -> JSON {
    .object([
      "start": position(span.range.lowerBound, in: span.source).json,
      "end": position(span.range.upperBound, in: span.source).json,
    ])
  }

  func position(_ byte: Int, in source: Source) -> Position {
    let held = documents.values.first { $0.document.source === source }?.document
    return held?.position(of: byte) ?? Document.position(of: byte, in: source, client.columns)
  }

  func location(_ span: Span) -> JSON {
    .object(["uri": .string(uri(of: span.source.name ?? "")), "range": json(span)])
  }
}
