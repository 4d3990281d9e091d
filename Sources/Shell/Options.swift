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

  public init() {}

  public func validate() throws {
    try checkSweep()
    guard Arithmetic.hasCopy else {
      throw ValidationError("this nsh was built for another processor than this one: build it here")
    }
    guard arithmetic.isBuilt else {
      throw ValidationError(
        "this nsh was built for one processor alone and has no copy of the kernel for \(arithmetic.rawValue): "
          + "build it without NSH_KERNELS=native")
    }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads goes from 1 to 1024, not \(threads)")
    }
    if Self.bytes(memory) == nil {
      throw ValidationError("--max-memory is a size such as 500MiB or 8GiB, not '\(memory)'")
    }
    for (isGiven, name) in [(serve, "--serve"), (lsp, "--lsp")] where isGiven {
      if command != nil || !arguments.isEmpty || check || interactive || step {
        throw ValidationError(
          "\(name) takes its texts from standard input: leave out scripts, -c, -i, --check and --step")
      }
    }
    if lsp, serve || json || log != nil { throw ValidationError("--lsp goes without --serve, --json and --log") }
    let isKernel = jupyter != nil || installJupyter
    if isKernel,
      command != nil || !arguments.isEmpty || check || interactive || step || json || serve || lsp || log != nil
    {
      throw ValidationError(
        "\(installJupyter ? "--install-jupyter" : "--jupyter") runs no text: leave out scripts, -c, -i, --check, --step, --json, "
          + "--serve, --lsp and --log")
    }
    if jupyter != nil, installJupyter { throw ValidationError("--jupyter and --install-jupyter do not go together") }
    if prefix != nil, !installJupyter { throw ValidationError("--prefix belongs to --install-jupyter") }
    if prefix == "" { throw ValidationError("--prefix is a folder, not ''") }
    if step, command == nil, arguments.isEmpty { throw ValidationError("--step shows a script: name one") }
    let rest = command == nil ? arguments.dropFirst() : arguments[...]
    if let bad = rest.first(where: { Self.parameter($0) == nil }) {
      throw ValidationError("'\(bad)' is not name=value")
    }
  }

  private func checkSweep() throws {
    guard sweep != nil else {
      if part != nil || store != nil || into != nil {
        throw ValidationError("--part, --store and --into belong to --sweep NAME")
      }
      return
    }
    if command != nil || !arguments.isEmpty || serve || check || step || interactive {
      throw ValidationError("--sweep goes on with a sweep: leave out scripts, -c, -i, --serve, --check and --step")
    }
    if into != nil, part == nil { throw ValidationError("--into belongs to --part") }
    if part != nil, sweepPart == nil {
      throw ValidationError(
        "--part is one of several, such as 3/40; /40 alone takes the number from SLURM_ARRAY_TASK_ID, PBS_ARRAY_INDEX "
          + "or SGE_TASK_ID, and none of them is set")
    }
  }

  /// "3/40", the number of the array's task standing before the slash where there is none.
  private var sweepPart: String? {
    guard let part else { return nil }
    guard part.hasPrefix("/") else { return part }
    let names = ["SLURM_ARRAY_TASK_ID", "PBS_ARRAY_INDEX", "PBS_ARRAYID", "SGE_TASK_ID"]
    return names.lazy.compactMap { getenv($0).flatMap { Int(String(cString: $0), radix: 10) } }.first.map {
      "\($0)\(part)"
    }
  }

  /// What `--sweep` asks for, as a statement.
  var text: String? {
    guard let sweep else { return command }
    func quoted(_ text: String) -> String { "\"\(StringEscapes.written(text) ?? "")\"" }
    var words = ["sweep", quoted(sweep), "resume"]
    if let store { words.append("store=" + quoted(store)) }
    if let part = sweepPart {
      let number = part.prefix { $0 != "/" }
      words += ["part=" + quoted(part), "into=" + quoted(into ?? "\(sweep)-\(number).db")]
    }
    return words.joined(separator: " ")
  }

  var settings: Settings {
    let cores = max(1, sysconf(Int32(clamping: _SC_NPROCESSORS_ONLN)))
    var settings = Settings(
      threads: threads ?? min(cores, 64), memory: MemoryLimit(bytes: limit, held: { MemoryWatch.held }),
      arithmetic: arithmetic, stack: DeepStack.bytes)
    settings.version = version
    return settings
  }

  /// Which files scripts may read and write.
  var files: Files {
    Files(
      reading: Enclosure(allowRead, for: "cannot read"), writing: Enclosure(allowWrite, for: "cannot write"),
      limit: Int(saturating: limit))
  }

  /// --max-memory in bytes.
  private var limit: Double { Self.bytes(memory) ?? 4 * 1_073_741_824 }

  var parameters: [(name: String, value: String)] {
    (command == nil ? arguments.dropFirst() : arguments[...]).compactMap(Self.parameter)
  }

  private static func parameter(_ text: String) -> (name: String, value: String)? {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else { return nil }
    return (String(text[..<equals]), String(text[text.index(after: equals)...]))
  }

  /// 512, 64KiB, 500MiB, 8GiB, 1TiB.
  static func bytes(_ text: String) -> Double? {
    let units = [("KiB", 1024.0), ("MiB", 1_048_576), ("GiB", 1_073_741_824), ("TiB", 1_099_511_627_776), ("", 1)]
    guard let unit = units.first(where: { text.hasSuffix($0.0) }), let value = Double(text.dropLast(unit.0.count)),
      text.dropLast(unit.0.count).allSatisfy({ "0123456789.eE+".contains($0) }), value > 0, value.isFinite
    else { return nil }
    return value * unit.1
  }

  /// The first line of a log: with what the statements have to be run again.
  var logHeader: String {
    var now = time(nil)
    var parts = tm()
    gmtime_r(&now, &parts)
    let bits = arithmetic == .portable ? "" : ", --arithmetic \(arithmetic.rawValue)"
    return "# nsh \(version), \(parts.dateText) \(parts.timeText) UTC\(bits)\n"
  }

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
