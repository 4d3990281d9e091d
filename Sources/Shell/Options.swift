import Checked

public import ArgumentParser
import CStart
import Core
import Interp
import Syntax

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Arithmetic: ExpressibleByArgument {}
extension Graphics: ExpressibleByArgument {}

/// The process's options.
public struct Options: ParsableCommand, @unchecked Sendable {
  public static let configuration = CommandConfiguration(
    commandName: "nsh", abstract: "A shell for experiments with processes.",
    discussion: """
      Without a script, on a terminal, nsh starts a dialogue; `help` tells its commands. A script's `param` values are set by \
      name=value. Exit status: 0 fine, 1 error, 2 usage, 3 an `expect` failed, 4 training diverged, 130 interrupted.
      """,
    version: "nsh \(version)")

  @ArgumentParser.Argument(
    help: ArgumentHelp(
      "A script (- for standard input), then name=value for its parameters.", valueName: "script [name=value]"),
    completion: .file(extensions: ["nsh"]))
  var arguments: [String] = []

  @ArgumentParser.Option(
    name: .short, parsing: .unconditional, help: ArgumentHelp("Run this text.", valueName: "text"))
  var command: String?

  @Flag(help: "Parse and check only.")
  var check = false

  @Flag(help: "Show each statement of the script, and run it on return; q leaves.")
  var step = false

  @Flag(name: .short, help: "Stay in a dialogue after the script.")
  var interactive = false

  @Flag(name: [.customShort("q"), .long], help: "Print results only, no reports of what was done.")
  var quiet = false

  @Flag(name: .customShort("n"), help: "Skip the start-up file.")
  var skipStartup = false

  @Flag(help: "Write every result, remark and error as one JSON object a line, to standard output.")
  var json = false

  @Flag(help: "Answer requests, one JSON object a line, from standard input; `docs/serve.md` tells how.")
  var serve = false

  @Flag(help: "Serve an editor by the Language Server Protocol; `docs/editors.md` tells how.")
  var lsp = false

  @ArgumentParser.Option(
    help: ArgumentHelp(
      "Be the kernel of a notebook, as Jupyter starts it; `docs/notebooks.md` tells how.", valueName: "connection-file"),
    completion: .file(extensions: ["json"]))
  var jupyter: String?

  @Flag(
    help:
      "Tell Jupyter of this nsh, with the options for memory, threads, arithmetic and files that are given; then leave."
  )
  var installJupyter = false

  @ArgumentParser.Option(
    help: ArgumentHelp(
      "With --install-jupyter: where Jupyter is, such as an environment's folder, instead of for the user.",
      valueName: "folder"),
    completion: .directory)
  var prefix: String?

  @ArgumentParser.Option(
    help: ArgumentHelp(
      "Append what is run, in full, to this file; it is a script that does it again.", valueName: "file"),
    completion: .file())
  var log: String?

  @ArgumentParser.Option(
    name: .customLong("allow-read"), parsing: .singleValue,
    help: ArgumentHelp(
      "Let scripts read files in this folder and below only; may be given several times.", valueName: "folder"),
    completion: .directory)
  var allowRead: [String] = []

  @ArgumentParser.Option(
    name: .customLong("allow-write"), parsing: .singleValue,
    help: ArgumentHelp("Write files in this folder and below only; may be given several times.", valueName: "folder"),
    completion: .directory)
  var allowWrite: [String] = []

  @ArgumentParser.Option(help: "How many threads may work; results have the same bits for any number.")
  var threads: Int?

  @ArgumentParser.Option(
    help: ArgumentHelp(
      "portable: the same bits on every machine; fast: fused operations, where the processor has them. "
        + "For comparisons: baseline, portable-avx2, fast-avx2.",
      valueName: "portable|fast"))
  var arithmetic: Arithmetic = .portable

  @ArgumentParser.Option(
    help: ArgumentHelp(
      "How figures are drawn in the terminal; auto asks the terminal what it can.",
      valueName: "auto|braille|kitty|sixel"))
  var graphics: Graphics = .auto

  @ArgumentParser.Option(
    name: .customLong("max-memory"),
    help: ArgumentHelp("What may be held in memory, such as 500MiB or 8GiB.", valueName: "size"))
  var memory: String = "4GiB"

  @ArgumentParser.Option(
    help: ArgumentHelp("Go on with this sweep, and end: for the tasks of a job array.", valueName: "name"))
  var sweep: String?

  @ArgumentParser.Option(
    help: ArgumentHelp(
      "With --sweep: one part of several; with /40 alone the array's task says which (SLURM_ARRAY_TASK_ID, PBS_ARRAY_INDEX, SGE_TASK_ID).",
      valueName: "3/40"))
  var part: String?

  @ArgumentParser.Option(
    help: ArgumentHelp("With --sweep: the store that has the sweep; without, your own.", valueName: "file"),
    completion: .file(extensions: ["db"]))
  var store: String?

  @ArgumentParser.Option(
    help: ArgumentHelp("With --part: the store of the part's runs; without, NAME-PART.db.", valueName: "file"),
    completion: .file(extensions: ["db"]))
  var into: String?

  @ArgumentParser.Option(
    name: .customLong("mpi-timeout"),
    help: ArgumentHelp(
      "How long ranks that a launcher of MPI started wait for each other: to join (by itself 4 s), and on their way "
        + "(by itself for ever).",
      valueName: "seconds"))
  var mpiTimeout: Double?

  @Flag(name: .customLong("no-mpi"), help: "Run alone, whichever launcher started it.")
  var isAlone = false

  public init() {}

  /// Parses the process's arguments and runs; never returns.
  public static func start() -> Never {
    do {
      let options = try Options.parse(try arguments())
      Signals.install()
      MemoryWatch.begin(options.limit)
      DeepStack.run { leave(ScriptRunner(options: options).run()) }
    } catch {
      let isFine = exitCode(for: error) == .success
      let text = Array((fullMessage(for: error) + "\n").utf8)
      do { try (isFine ? Stream.output : .errors).write(text) } catch {
        try? Stream.errors.write(Array("error: \(error)\n".utf8))
        leave(1)
      }
      leave(isFine ? 0 : ExitStatus.usage.rawValue)
    }
  }

  /// - Throws: where one is not UTF-8. Once mended it would be another file's name.
  private static func arguments() throws -> [String] {
    try Range(from: 1, upTo: Int(clamping: nsh_argument_count())).map { i in
      let bytes = nsh_argument(Int32(clamping: i))!
      guard let text = String(validatingCString: bytes) else {
        throw ValidationError("an argument is not UTF-8: '\(String(cString: bytes))'")
      }
      return text
    }
  }
}

/// The C library's exit, which a parsable command hides by one of its own.
private func leave(_ status: Int32) -> Never { exit(status) }
