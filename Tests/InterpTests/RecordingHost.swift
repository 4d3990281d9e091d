import Figures
import Foundation
import Interp
import Sweeps
import Syntax

/// The files of share/data, which examples read.
let sharedData: [String: [UInt8]] = {
  let folder = ExampleTests.root + "/share/data/"
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  return Dictionary(
    uniqueKeysWithValues: names.sorted().compactMap { name in
      FileManager.default.contents(atPath: folder + name).map { (name, Array($0)) }
    })
}()

/// A host in memory: what was shown, remarked and reported, and files in a dictionary.
final class RecordingHost: Interp.Host {
  private(set) var shown: [String] = []
  private(set) var notes: [String] = []
  private(set) var errors: [String] = []
  private(set) var codes: [ErrorCode] = []
  private(set) var figures = 0
  private(set) var captions: [String] = []
  /// What stands under tables.
  private(set) var footers: [String] = []
  var files: [String: [UInt8]] = [:]
  /// Where files are read that are not in the dictionary.
  var folder: String?
  /// What a log would have; kept where it is not nil.
  var log: [String]?
  /// Says that the person interrupts after so many questions.
  var patience = Int.max

  func show(_ output: Output) {
    switch output {
    case .text(let text), .report(let text, _): shown.append(text)
    case .table(let table), .value(.table(let table)):
      if let footer = table.footer { footers.append(footer) }
      shown += ([table.headings] + table.rows.map { $0.map(\.text) }).map { $0.joined(separator: " ") }
    case .figure(let figure):
      figures += 1
      captions.append(figure.caption ?? "")
    case .value(let value): shown.append(value.text)
    }
  }

  /// What an editor leaves of a text; nil where there is none.
  var editing: ((String) -> String)?

  func edit(_ text: String) throws(HostError) -> String {
    guard let editing else { throw HostError("no editor is set") }
    return editing(text)
  }

  func note(_ message: String) { notes.append(message) }
  func report(_ diagnostic: Diagnostic) {
    errors.append(diagnostic.rendered())
    codes.append(diagnostic.code)
  }
  func progress(_ progress: Interp.Progress?) {}
  var keepsLog: Bool { log != nil }
  func executed(_ lines: () -> String, number: Int) { log?.append(lines()) }
  var interruption: @Sendable () -> Bool { { false } }

  var isInterrupted: Bool {
    patience -= 1
    return patience < 0
  }

  /// Files of another host.
  var lent: (String) -> [UInt8]? = { _ in nil }

  /// That it is asked to end means that memory has run out.
  var isFullOnceAsked = false
  var isOutOfMemory: Bool { isFullOnceAsked && patience < 0 }

  func read(_ path: String) throws(HostError) -> [UInt8] {
    if let folder, let data = FileManager.default.contents(atPath: folder + "/" + path) { return Array(data) }
    guard let bytes = files[path] ?? lent(path) else {
      throw HostError("cannot read `\(path)`: there is no such file or folder", isMissing: true)
    }
    return bytes
  }

  /// Nothing more can be written.
  var isFull = false

  func write(_ bytes: [UInt8], to path: String) throws(HostError) {
    if isFull { throw HostError("cannot write `\(path)`: no space left on device") }
    files[path] = bytes
  }

  /// Stores in memory, by their names.
  private var stores: [String: RunStore] = [:]

  func store(_ path: String?, creates: Bool) throws -> RunStore {
    let name = path ?? "runs.db"
    if let known = stores[name] { return known }
    guard creates else { throw HostError("cannot open `\(name)`: there are no runs yet; `sweep` makes some") }
    let made = try RunStore(inMemory: name)
    stores[name] = made
    return made
  }
}

/// Runs a text in a fresh interpreter.
@discardableResult
func run(
  _ text: String, name: String? = "test.nsh", files: [String: String] = [:],
  parameters: [(name: String, value: String)] = [],
  settings: Settings = Settings()
) -> (host: RecordingHost, interpreter: Interpreter, status: ExitStatus) {
  let host = RecordingHost()
  host.files = files.mapValues { Array($0.utf8) }
  let interpreter = Interpreter(host: host, settings: settings, parameters: parameters)
  let status = interpreter.run(Source(name: name, text))
  return (host, interpreter, status)
}

/// What a text shows, joined; its errors when there are any.
func shows(_ text: String, files: [String: String] = [:]) -> String {
  let result = run(text, files: files)
  return (result.host.shown + result.host.errors).joined(separator: "\n")
}

let setup = """
  seed 1
  define cluster red n=4 at=(0, 1) to=(1, 0)
  define cluster blue n=4 at=(1, 0) to=(0, 1)
  build chain layers=6 penalty=1e-2

  """
