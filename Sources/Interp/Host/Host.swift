public import Archives
public import Figures
public import Sweeps
public import Syntax

/// What the language needs from outside. It prints nothing and opens no file itself.
public protocol Host: AnyObject {
  /// A result, to standard output.
  func show(_ output: Output)
  /// A remark, to standard error.
  func note(_ message: String)
  /// An error, to standard error.
  func report(_ diagnostic: Diagnostic)
  /// How far a long command is; nil when it has ended.
  func progress(_ progress: Progress?)
  /// Whether a person sees pictures that change: a terminal.
  var canWatch: Bool { get }
  /// How a long command looks by now, in place of the last picture; nil when it has ended.
  func watch(_ picture: (figure: Figure, progress: Progress)?)
  /// Whether a log is kept, so that it is worth while to know what a statement does on its way.
  var keepsLog: Bool { get }
  /// A statement of the text was run. For a log: lines of a script that do again what it did, and comments.
  func executed(_ lines: () -> String, number: Int)
  /// The statement of this number was taken back.
  func undone(_ number: Int)
  /// What a dialogue left that ended without a goodbye, as a script; it is told how doing it again went.
  func abandoned() -> Source?
  func recovered(_ status: ExitStatus)
  /// Waits for a person to read on; false when they want no more. Where nobody sits, true at once.
  func pause() -> Bool
  /// A statement that is about to run is shown as if it had been typed.
  func present(_ statement: String)
  /// Lets a person change a text in an editor of their own.
  func edit(_ text: String) throws(HostError) -> String
  /// Whether the present command should end: the person wants it, or memory has run out.
  var isInterrupted: Bool { get }
  /// The same, from any thread.
  var interruption: @Sendable () -> Bool { get }
  /// Whether more memory is held than may be.
  var isOutOfMemory: Bool { get }
  /// A command was given up for want of memory, and what it held is free.
  func settleMemory()
  func read(_ path: String) throws(HostError) -> [UInt8]
  /// A file that stays open, for what is read piece by piece.
  func open(_ path: String) throws(HostError) -> any ByteSource
  /// Where a file of this name lies that comes with nsh, data or a script; nil where there is none, or where something else
  /// has that name.
  func shipped(_ name: String) -> String?
  /// What a folder holds whose names begin so, for completion.
  func list(_ folder: String, beginning: String) -> [(name: String, isFolder: Bool)]
  /// All or nothing: a file that exists stays as it is until the new one is whole.
  func write(_ bytes: [UInt8], to path: String) throws(HostError)
  /// The same of what is made piece by piece: the old file stays where `content` throws.
  func write(to path: String, _ content: (_ put: @escaping ([UInt8]) throws -> Void) throws -> Void) throws
  /// A store of runs: that of the file, or without one the person's own.
  ///
  /// - Parameter creates: whether one that is not there is made.
  func store(_ path: String?, creates: Bool) throws -> RunStore
  /// Whether what writes a file is to do so: a run of a sweep leaves it out, and `leftOut` is told of it.
  var writesFiles: Bool { get }
  func leftOut(_ path: String)
  /// What this machine is called, for runs that were done on it.
  var machine: String { get }
}

extension Host {
  public var isOutOfMemory: Bool { false }
  public func settleMemory() {}
  public func write(to path: String, _ content: (_ put: @escaping ([UInt8]) throws -> Void) throws -> Void) throws {
    let whole = Pieces()
    try content { whole.bytes += $0 }
    try write(whole.bytes, to: path)
  }
  public func open(_ path: String) throws(HostError) -> any ByteSource { MemoryBytes(try read(path)) }
  public func pause() -> Bool { true }
  public var canWatch: Bool { false }
  public func watch(_ picture: (figure: Figure, progress: Progress)?) {}
  public func present(_ statement: String) { show(.text(Prompt.shown(statement))) }
  public func edit(_ text: String) throws(HostError) -> String {
    throw HostError("an editor is opened in a dialogue on a terminal only")
  }
  public func shipped(_ name: String) -> String? { nil }
  public func store(_ path: String?, creates: Bool) throws -> RunStore {
    throw HostError("there is no store of runs here")
  }
  public var writesFiles: Bool { true }
  public func leftOut(_ path: String) {}
  public var machine: String { "" }
  public func list(_ folder: String, beginning: String) -> [(name: String, isFolder: Bool)] { [] }
  public var keepsLog: Bool { false }
  public func executed(_ lines: () -> String, number: Int) {}
  public func undone(_ number: Int) {}
  public func abandoned() -> Source? { nil }
  public func recovered(_ status: ExitStatus) {}
}

private final class Pieces {
  var bytes: [UInt8] = []
}

/// What went wrong outside, in words: "no such file".
public struct HostError: Error, Sendable {
  public let message: String
  /// Ctrl-C came while it was waited for.
  public let isInterruption: Bool
  /// There is nothing of the name, or it lies where nothing may be read: it may be looked for elsewhere.
  public let isMissing: Bool

  public init(_ message: String, isInterruption: Bool = false, isMissing: Bool = false) {
    (self.message, self.isInterruption, self.isMissing) = (message, isInterruption, isMissing)
  }
}

/// Ctrl-C. What was said of it is not said again.
struct Interrupted: Error {
  var isTold = false
  /// The person has seen enough, which is no failure.
  var isWish = false
}

/// What stands before what is typed.
public enum Prompt {
  public static let first = "nsh> "
  /// Before further lines of a statement.
  public static let more = "...> "

  /// A statement with its prompts.
  public static func shown(_ statement: String) -> String {
    statement.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .map { ($0 == 0 ? first : more) + $1 }.joined(separator: "\n")
  }
}

public enum Output: Sendable {
  case text(String)
  /// A sentence about what was done; the seconds are shown on terminals only.
  case report(String, seconds: Double?)
  case table(Table)
  case figure(Figure)
  case value(Value)

  /// What has a value beyond its text.
  var value: Value? {
    switch self {
    case .table(let table): .table(table)
    case .figure(let figure): .figure(figure)
    case .value(let value): value
    case .text, .report: nil
    }
  }
}

public struct Progress: Sendable {
  /// Such as "train adam".
  public let title: String
  public let step: Int
  public let total: Int
  /// Such as "loss 2.31e-3  |grad| 4.1e-3".
  public let detail: String
  public let elapsed: Double

  public init(title: String, step: Int, total: Int, detail: String, elapsed: Double) {
    self.title = title
    self.step = step
    self.total = total
    self.detail = detail
    self.elapsed = elapsed
  }

  /// Seconds, if the rest goes as the past did.
  public var remaining: Double { elapsed / Double(max(step, 1)) * Double(total - step) }
}
