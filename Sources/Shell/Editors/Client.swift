import Checked
import Core
import Interp
import Syntax

/// What an editor said of itself.
struct Client {
  var columns = Columns.utf16
  /// Symbols within symbols; notes beside errors; changes of several documents by their versions.
  var hasTrees = false
  var hasRelated = false
  var hasVersions = false
  var hasMarkdown = false
}

extension LanguageServer {
  func initialize(_ params: JSONText?) -> JSON {
    let capabilities = params?["capabilities"]
    let text = capabilities?["textDocument"]
    let encodings = capabilities?["general"]?["positionEncodings"]?.texts ?? []
    client.columns = encodings.contains(Columns.utf8.rawValue) ? .utf8 : .utf16
    client.hasTrees = text?["documentSymbol"]?["hierarchicalDocumentSymbolSupport"]?.bool ?? false
    client.hasRelated = text?["publishDiagnostics"]?["relatedInformation"]?.bool ?? false
    client.hasVersions = capabilities?["workspace"]?["workspaceEdit"]?["documentChanges"]?.bool ?? false
    client.hasMarkdown = text?["hover"]?["contentFormat"]?.texts?.contains("markdown") ?? false
    if let process = params?["processId"]?.count { mailbox.watch(Int32(clamping: process)) }
    let root = params?["workspaceFolders"]?.items?.first?["uri"]?.text ?? params?["rootUri"]?.text
    host.folder = root.flatMap(FileURI.path) ?? params?["rootPath"]?.text ?? ""
    // Who shows what is sent needs not ask.
    let asks = text?["diagnostic"] != nil && text?["publishDiagnostics"] == nil
    return .object([
      "capabilities": .object(self.capabilities(asks: asks)),
      "serverInfo": .object(["name": "nsh", "version": .string(version)]),
    ])
  }

  private func capabilities(asks: Bool) -> [String: JSON] {
    var capabilities: [String: JSON] = [
      "positionEncoding": .string(client.columns.rawValue),
      "textDocumentSync": .object([
        "openClose": .bool(true), "change": .count(2), "save": .object(["includeText": .bool(false)]),
      ]),
      "completionProvider": .object(["triggerCharacters": .list(["=", ".", "\"", "/", "[", " "])]),
      "signatureHelpProvider": .object(["triggerCharacters": .list(["(", ","])]),
      "renameProvider": .object(["prepareProvider": .bool(true)]),
      "codeActionProvider": .object(["codeActionKinds": .list(["quickfix"])]),
      "semanticTokensProvider": .object([
        "legend": .object([
          "tokenTypes": .list(Highlighter.Kind.allCases.map { .string(Self.tokenType($0)) }),
          "tokenModifiers": .list([]),
        ]), "full": .bool(true), "range": .bool(true),
      ]),
    ]
    for name in [
      "hover", "definition", "references", "documentHighlight", "documentSymbol", "documentFormatting", "foldingRange",
    ] {
      capabilities[name + "Provider"] = .bool(true)
    }
    if asks {
      capabilities["diagnosticProvider"] = .object([
        "identifier": "nsh", "interFileDependencies": .bool(true), "workspaceDiagnostics": .bool(false),
      ])
    }
    return capabilities
  }

  /// How the protocol calls a kind of word.
  static func tokenType(_ kind: Highlighter.Kind) -> String {
    switch kind {
    case .command: "method"
    case .word: "keyword"
    case .number: "number"
    case .string: "string"
    case .quantity: "property"
    case .function: "function"
    case .comment: "comment"
    }
  }
}
