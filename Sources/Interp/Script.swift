import Checked
import Core
import Limits
public import Syntax

/// A script that is being edited, as it stands: its words, its statements with those of the files that it includes, and its
/// names. Nothing of it runs.
public final class Script {
  public let source: Source
  public let tokens: [Token]
  let statements: [Statement]
  /// What is wrong with its text and with those of its files.
  let textErrors: [Diagnostic]
  let lostNames: [String]
  /// The files that were read for it, and where each is included.
  public let included: [(source: Source, at: Span)]
  /// The files that were looked for.
  public let paths: [String]
  private let language: Language

  init(_ source: Source, _ language: Language, host: any Host) {
    var parser = Parser(source, language.vocabulary)
    var loader = Loader(host: host, language.vocabulary)
    let own = parser.parse()
    statements = loader.load(own, from: source)
    textErrors = parser.errors + loader.errors
    lostNames = parser.lostNames + loader.lostNames
    (self.source, self.language) = (source, language)
    (tokens, included, paths) = (parser.tokens, loader.included, loader.paths)
  }

  /// Found when they are first asked for.
  public private(set) lazy var names: ScriptNames = {
    var finder = NameFinder(language)
    finder.find(statements)
    return finder.names
  }()

  /// The innermost statement of the script itself at a byte.
  func statement(at place: Int) -> Statement? {
    var found: Statement?
    var level = statements
    while let inner = level.first(where: { $0.span.source === source && $0.span.range.holds(place) }) {
      found = inner
      if case .include = inner.kind { break }
      level = inner.blocks.flatMap { $0 }
    }
    return found
  }

  /// The command at a byte, and what it is declared as.
  func command(at place: Int) -> (call: CommandCall, command: Command)? {
    let call: CommandCall
    switch statement(at: place)?.kind {
    case .command(let found), .bindResult(_, let found): call = found
    default: return nil
    }
    let candidates = language.commands(verb: call.verb.text)
    let bySubject = call.arguments.first?.subject.flatMap { word in candidates.first { $0.answers(to: word) } }
    return (bySubject ?? candidates.first { $0.subject == nil }).map { (call, $0) }
  }

  /// The file that an `include` at a byte reads.
  public func inclusion(at place: Int) -> (source: Source, at: Span)? {
    included.first { $0.at.source === source && $0.at.range.holds(place) }
  }
}

extension Range<Int> {
  /// Its end as well: a cursor stands behind a word.
  func holds(_ place: Int) -> Bool { lowerBound <= place && place <= upperBound }
}

extension Interpreter {
  /// Reads a script. Nil where it was asked to end on the way.
  public func script(_ source: Source) -> Script? {
    Cancellation.bound(to: host.interruption) {
      MemoryLimit.bound(to: session.settings.memory) {
        let script = Script(source, language, host: host)
        return Cancellation.isAsked() ? nil : script
      }
    }
  }

  /// All that is wrong with a script and its files, those of each in order; nil where it was asked to end on the way.
  public func errors(in script: Script) -> [Diagnostic]? {
    Cancellation.bound(to: host.interruption) {
      MemoryLimit.bound(to: session.settings.memory) {
        let found = checked(script.statements, lost: script.lostNames)
        return Cancellation.isAsked() ? nil : Self.inOrder(script.textErrors + found)
      }
    }
  }
}
