import ArgumentParser
import Core

/// What nsh is in place of one that runs a script or leads a dialogue, asked for by an option of its own; one at a time.
private struct Mode: Sendable {
  let name: String
  let isGiven: @Sendable (Options) -> Bool
  /// Why it takes no text, behind its name.
  let why: String
  /// Why several ranks of a run by MPI cannot do it together, behind its name.
  let alone: String
  /// Whether its results are written as another wants them, so that --json and --log say nothing.
  var hasOwnOutput = true

  static let all = [
    Mode(
      name: "--serve", isGiven: { $0.serve }, why: "takes its texts from standard input", alone: "answers one program",
      hasOwnOutput: false),
    Mode(name: "--lsp", isGiven: { $0.lsp }, why: "takes its texts from standard input", alone: "serves one editor"),
    Mode(
      name: "--jupyter", isGiven: { $0.jupyter != nil }, why: "takes its texts from a notebook",
      alone: "is the kernel of one notebook"),
    Mode(name: "--install-jupyter", isGiven: { $0.installJupyter }, why: "runs no text", alone: "is done once"),
    Mode(
      name: "--sweep", isGiven: { $0.sweep != nil }, why: "goes on with a sweep",
      alone: "is the work of one process, or of the tasks of a job array", hasOwnOutput: false),
  ]
}

extension Options {
  public func validate() throws {
    try checkMode()
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
    if let mpiTimeout, !(mpiTimeout > 0 && mpiTimeout <= 1e6) {
      throw ValidationError("--mpi-timeout is a number of seconds, not \(mpiTimeout)")
    }
    if Self.bytes(memory) == nil {
      throw ValidationError("--max-memory is a size such as 500MiB or 8GiB, not '\(memory)'")
    }
    if prefix != nil, !installJupyter { throw ValidationError("--prefix belongs to --install-jupyter") }
    if prefix == "" { throw ValidationError("--prefix is a folder, not ''") }
    if step, command == nil, arguments.isEmpty { throw ValidationError("--step shows a script: name one") }
    let rest = command == nil ? arguments.dropFirst() : arguments[...]
    if let bad = rest.first(where: { Self.parameter($0) == nil }) {
      throw ValidationError("'\(bad)' is not name=value")
    }
  }

  private func checkMode() throws {
    let modes = Mode.all.filter { $0.isGiven(self) }
    guard let mode = modes.first else { return }
    if modes.count > 1 {
      throw ValidationError("\(mode.name) and \(modes[1].name) do not go together")
    }
    let texts = [
      ("scripts", !arguments.isEmpty), ("-c", command != nil), ("-i", interactive), ("--check", check),
      ("--step", step),
    ]
    let outputs = mode.hasOwnOutput ? [("--json", json), ("--log", log != nil)] : []
    let given = (texts + outputs).filter(\.1).map(\.0)
    if !given.isEmpty {
      throw ValidationError("\(mode.name) \(mode.why): leave out \(given.joined(separator: " and "))")
    }
  }

  /// What of these several ranks cannot do together.
  var unfitForRanks: String? {
    if let mode = Mode.all.first(where: { $0.isGiven(self) }) { return "\(mode.name) \(mode.alone)" }
    if interactive { return "-i begins a dialogue" }
    if step { return "--step waits for a person" }
    return command == nil && arguments.isEmpty ? "a dialogue has one person" : nil
  }

  private func checkSweep() throws {
    guard sweep != nil else {
      if part != nil || store != nil || into != nil {
        throw ValidationError("--part, --store and --into belong to --sweep NAME")
      }
      return
    }
    if into != nil, part == nil { throw ValidationError("--into belongs to --part") }
    if part != nil, sweepPart == nil {
      throw ValidationError(
        "--part is one of several, such as 3/40; /40 alone takes the number from SLURM_ARRAY_TASK_ID, PBS_ARRAY_INDEX "
          + "or SGE_TASK_ID, and none of them is set")
    }
  }
}
