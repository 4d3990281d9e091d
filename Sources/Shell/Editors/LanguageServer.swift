import Checked
import Core
import Display
import Interp
import Syntax

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `nsh --lsp`: a server of the Language Server Protocol 3.17 over standard input and output. Texts are read and checked;
/// nothing of them runs.
///
/// Messages are answered in order. Texts are checked when none waits, and anew when one has changed meanwhile.
final class LanguageServer {
  let interpreter: Interpreter
  let host: EditorHost
  let mailbox: Mailbox
  var documents: [String: OpenDocument] = [:]
  /// Those whose errors are not known as they stand now, in the order in which they changed.
  var unchecked: [String] = []
  /// What each open document has to say of files, by their URIs.
  var findings: [String: [String: [Finding]]] = [:]
  /// What editors were told last, by URI; those to be told anew.
  var published: [String: [UInt8]] = [:]
  var stale: [String] = []
  var client = Client()
  private var phase = Phase.new

  private enum Phase { case new, running, shutDown }

  /// A document with what is known of it as it stands.
  struct OpenDocument {
    var document: Document
    var script: Script?
    /// What was looked for when its errors were found.
    var paths: [String] = []
  }

  static let longestMessage = 64 << 20

  /// - Parameter folders: in which included files may be read; anywhere where there are none.
  init(reading folders: [String], settings: Settings) {
    mailbox = Mailbox(longest: Self.longestMessage)
    let files = Files(
      reading: Enclosure(folders, for: "cannot read"), writing: nil,
      limit: min(Self.longestMessage, Int(saturating: settings.memory.bytes)))
    host = EditorHost(files: files) { [mailbox] in mailbox.isAsked || MemoryWatch.isFull }
    interpreter = Interpreter(host: host, settings: settings)
    host.held = { [unowned self] path in heldText(path) }
  }

  /// The exit status: 0 after a `shutdown`, else 1.
  func run() -> Int32 {
    Signals.isInteractive = true
    guard mailbox.open(STDIN_FILENO) else {
      try? Stream.errors.write(Array("error: there is no thread to read messages\n".utf8))
      return ExitStatus.error.rawValue
    }
    while true {
      guard let item = mailbox.next(waits: unchecked.isEmpty && stale.isEmpty) else {
        checkNext()
        continue
      }
      switch item {
      case .end: return phase == .shutDown ? 0 : 1
      case .withdrawn(let id): fail(id, RPCError(.cancelled, "the request was cancelled"))
      case .message(.answer): break
      case .message(.fault(let error, let id)): fail(id ?? "null", error)
      case .message(.notification("exit", _)): return phase == .shutDown ? 0 : 1
      case .message(.notification(let method, let params)): if phase == .running { take(method, params) }
      case .message(.request(let id, let method, let params)): answer(id, method, params)
      }
    }
  }

  // MARK: Requests

  private func answer(_ id: String, _ method: String, _ params: JSONText?) {
    mailbox.begin(.request(id: id, isCheck: method == "textDocument/diagnostic"))
    defer { mailbox.finish() }
    do throws(RPCError) {
      let result = try result(method, params)
      if mailbox.isAsked { throw RPCError(.cancelled, "the request was cancelled") }
      send(["id": .written(id), "result": result])
    } catch { fail(id, error) }
  }

  private func result(_ method: String, _ params: JSONText?) throws(RPCError) -> JSON {
    switch (phase, method) {
    case (.new, "initialize"):
      phase = .running
      return initialize(params)
    case (.new, _): throw RPCError(.notInitialized, "`initialize` comes first")
    case (.shutDown, _): throw RPCError(.invalidRequest, "the server was shut down; only `exit` may follow")
    case (.running, "initialize"): throw RPCError(.invalidRequest, "`initialize` comes once")
    case (.running, "shutdown"):
      phase = .shutDown
      (unchecked, stale) = ([], [])
      return .null
    case (.running, _):
      guard let answer = answers(method) else {
        throw RPCError(.methodNotFound, "there is no method `\(method.prefix(80))`")
      }
      guard let params else { throw RPCError(.invalidParams, "`\(method)` has `params`") }
      return try answer(Parameters(params, of: method))
    }
  }

  /// What answers a request; nil of one that is not known.
  private func answers(_ method: String) -> ((Parameters) throws(RPCError) -> JSON)? {
    switch method {
    case "textDocument/diagnostic": diagnostic
    case "textDocument/completion": completion
    case "textDocument/hover": hover
    case "textDocument/signatureHelp": signatureHelp
    case "textDocument/definition": definition
    case "textDocument/references": references
    case "textDocument/documentHighlight": highlights
    case "textDocument/prepareRename": prepareRename
    case "textDocument/rename": rename
    case "textDocument/documentSymbol": symbols
    case "textDocument/formatting": formatting
    case "textDocument/codeAction": codeActions
    case "textDocument/foldingRange": folds
    case "textDocument/semanticTokens/full", "textDocument/semanticTokens/range": tokens
    default: nil
    }
  }

  // MARK: Notifications

  private func take(_ method: String, _ params: JSONText?) {
    do throws(RPCError) {
      switch method {
      case "textDocument/didOpen": try open(Parameters(params ?? .null, of: method))
      case "textDocument/didChange": try change(Parameters(params ?? .null, of: method))
      case "textDocument/didClose": try close(Parameters(params ?? .null, of: method))
      // What lies on the disk may be another now.
      case "textDocument/didSave", "workspace/didChangeWatchedFiles": checkAll()
      default: break
      }
    } catch { tell(error.message) }
  }

  /// An error that belongs to no request and no place.
  func tell(_ message: String) {
    send(["method": "window/logMessage", "params": .object(["type": .count(1), "message": .string(message)])])
  }

  // MARK: What is sent

  func send(_ members: [String: JSON]) {
    let body = JSON.object(members.merging(["jsonrpc": "2.0"]) { $1 }).bytes
    do { try Stream.output.write(Frames.framed(body)) } catch { exit(1) }
  }

  private func fail(_ id: String, _ error: RPCError) {
    var object: [String: JSON] = ["code": .written(String(error.code.rawValue)), "message": .string(error.message)]
    if error.code == .serverCancelled { object["data"] = .object(["retriggerRequest": .bool(true)]) }
    send(["id": .written(id), "error": .object(object)])
  }
}

/// The parameters of a message.
struct Parameters {
  let json: JSONText
  private let method: String

  init(_ json: JSONText, of method: String) { (self.json, self.method) = (json, method) }

  func missing(_ what: String) -> RPCError { RPCError(.invalidParams, "`\(method)` has \(what)") }

  func uri() throws(RPCError) -> String {
    guard let uri = json["textDocument"]?["uri"]?.text else { throw missing("`textDocument.uri`, a string") }
    return uri
  }

  func position() throws(RPCError) -> Position {
    guard let place = json["position"].flatMap(Position.init) else {
      throw missing("`position` with `line` and `character`, whole numbers from 0")
    }
    return place
  }

  /// nil where there is none.
  func range() throws(RPCError) -> (start: Position, end: Position)? {
    guard let range = json["range"], !range.isNull else { return nil }
    guard let start = range["start"].flatMap(Position.init), let end = range["end"].flatMap(Position.init) else {
      throw missing("`range` with `start` and `end`")
    }
    return (start, end)
  }
}

extension Position {
  init?(_ json: JSONText) {
    guard let line = json["line"]?.count, let character = json["character"]?.count else { return nil }
    self.init(line: line, character: character)
  }

  var json: JSON { .object(["line": .count(line), "character": .count(character)]) }
}
