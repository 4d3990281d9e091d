import Core
import Sweeps
import Syntax

/// export slurm "fit.sh" sweep=fit tasks=40 time="2h"
enum ExportSlurm {
  static let file = Option.required(
    "file", .file(".sh", "job scripts are written as .sh"), "the script's name, ending in .sh", positional: true)
  static let tasks = Option(
    "tasks", .count(upTo: SweepPart.most), "how many tasks the array has, each of them with a part of the runs",
    default: 10)
  static let time = Option.optional(
    "time",
    .text.checked { text, name in
      minutes(text) == nil ? "`\(name)` is a time such as \"2h\", \"30min\" or \"1d\", not \"\(text)\"" : nil
    },
    "how long a task may take: \"2h\", \"30min\", \"1d\"; without it what the cluster allows")
  static let threads = Option("threads", .count(upTo: 1024), "the processors of a task", default: 1)

  static let command = Command(
    "export", "slurm", "writes a job script for Slurm that does what is left of a sweep in an array of tasks",
    details: [
      "`sbatch fit.sh` runs it where nsh and the store can be seen. Each task keeps its runs in a store of its own in the folder NAME-parts, since databases and network file systems do not go together; "
        + "afterwards `runs merge \"NAME-parts/*.db\"` puts them together. A task that is run again goes on where it was left.",
      "`sweep NAME plan ...` notes what is to be run without running it. `nsh --sweep NAME --part 3/40` is a task by hand.",
    ], [file, OneStoredRun.sweep, tasks, time, threads, SweepCommand.store],
    ranks: .ofStores, also: ["cluster", "array", "batch", "job", "sbatch", "hpc", "sweep"],
    examples: [
      .init(
        "sweep fit plan store=\"runs.db\" rate=[1, 2] keep=[y] { let y = rate }\nexport slurm \"fit.sh\" sweep=fit tasks=2 time=\"2h\"",
        shows: "fit.sh written: 2 tasks for 2 runs")
    ]
  ) { call, session in
    let (store, sweep) = try OneStoredRun.sweep(call, &session)
    let path = try call[file]
    guard let given = session.presentSweep.store else {
      throw Diagnostic(
        .missingArgument, "the tasks need a store that all machines see", at: call.span,
        label: "sweep it with store=\"runs.db\"")
    }
    let left = try call.span.blamed { try store.asked(sweep) - store.counts(sweep).values.reduce(0, +) }
    guard left > 0 else {
      throw Diagnostic(.emptySweep, "`\(sweep.name)` has no runs left to do", at: call.span, help: "runs \(sweep.name)")
    }
    let tasks = min(try call[tasks], left)
    let text = script(
      sweep.name, store: given, tasks: tasks, threads: try call[threads], minutes: try call[time].flatMap(minutes),
      session.settings)
    try session.placed(call.span(of: file.parameter)) { try $0.host.write(Array(text.utf8), to: path) }
    let limit = tasks > Self.usual ? "; Slurm refuses more than \(Self.usual) unless its MaxArraySize allows them" : ""
    session.show(
      .report(
        "\(path) written: \(tasks) task\(tasks == 1 ? "" : "s") for \(left) run\(left == 1 ? "" : "s")\(limit)",
        seconds: nil))
  }

  /// The tasks of an array that a Slurm takes whose administrator did not say otherwise.
  private static let usual = 1000

  private static func script(
    _ name: String, store: String, tasks: Int, threads: Int, minutes: Int?, _ settings: Settings
  ) -> String {
    let folder = "\(name)-parts"
    var lines = [
      "#!/bin/bash", "#SBATCH --job-name=\(name)", "#SBATCH --array=1-\(tasks)", "#SBATCH --ntasks=1",
      "#SBATCH --cpus-per-task=\(threads)", "#SBATCH --output=\(name)-%a.log",
    ]
    if let minutes { lines.append("#SBATCH --time=\(minutes)") }
    lines += [
      "# Does what is left of the sweep `\(name)`. When all tasks are done, in nsh:",
      "#   runs merge \"\(folder)/*.db\" store=\"\(StringEscapes.written(store) ?? "")\"",
      "mkdir -p \(ShellWord.quoted(folder))",
      "exec nsh --threads \(threads) --arithmetic \(settings.arithmetic.rawValue) --sweep \(ShellWord.quoted(name)) --store \(ShellWord.quoted(store)) "
        + "--part \"/\(tasks)\" --into \(ShellWord.quoted(folder + "/"))\"$SLURM_ARRAY_TASK_ID.db\"",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// 2h, 30min, 1d; at least one.
  private static func minutes(_ text: String) -> Int? {
    let units: [(String, Double)] = [("min", 1), ("h", 60), ("d", 1440)]
    guard let unit = units.first(where: { text.hasSuffix($0.0) }), let value = Double(text.dropLast(unit.0.count)),
      value > 0, value * unit.1 <= 1e6
    else { return nil }
    return Int(exactly: (value * unit.1).rounded(.up))
  }
}
