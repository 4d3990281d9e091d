import Checked

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a launcher of MPI says, by the environment, to each process that it starts.
struct Launch {
  /// By whom: "mpirun of Open MPI".
  let launcher: String
  let size: Int
  let rank: Int

  /// Variables by launcher; the first that are there count, since Open MPI's own launcher may have been started by Slurm's.
  private static let launchers = [
    (name: "Open MPI's mpirun", size: ["OMPI_COMM_WORLD_SIZE"], rank: "OMPI_COMM_WORLD_RANK", step: nil as String?),
    (name: "an MPI launcher", size: ["PMI_SIZE"], rank: "PMI_RANK", step: nil),
    // A batch script has a number of tasks too, and is one process.
    (name: "srun", size: ["SLURM_STEP_NUM_TASKS", "SLURM_NTASKS"], rank: "SLURM_PROCID", step: "SLURM_STEP_ID"),
  ]

  /// Open MPI's launcher gives even a single rank a terminal of its own.
  static var givesTerminals: Bool { Terminal.environment("OMPI_COMM_WORLD_SIZE") != nil }

  /// Nil where this process was started by itself.
  static func found(_ variable: (String) -> String? = Terminal.environment) -> Launch? {
    for launcher in launchers {
      guard let size = launcher.size.compactMap({ number(variable($0)) }).first, size > 1,
        launcher.step.map({ number(variable($0)) != nil }) ?? true
      else { continue }
      return Launch(launcher: launcher.name, size: size, rank: number(variable(launcher.rank)) ?? 0)
    }
    return nil
  }

  private static func number(_ text: String?) -> Int? {
    text.flatMap { Int($0, radix: 10) }.flatMap { $0 >= 0 ? $0 : nil }
  }
}

/// Why a run by several processes does not begin, or go on.
struct LaunchError: Error {
  let message: String
  let help: String?
  /// As for an option that is wrong.
  var isUsage = false
  /// Whether it is most likely the same on all ranks.
  var isCommon = false

  /// As an error of a script is told: by rank 0 at once. What is wrong on another rank alone, that one tells, where the end of
  /// the first has not ended it meanwhile.
  func tell() {
    let rank = Launch.found()?.rank ?? 0
    if rank > 0 {
      if isUsage || isCommon { return }
      usleep(2_000_000)
    }
    try? Stream.errors.write(Array((text(on: rank) + "\n").utf8))
  }

  func text(on rank: Int = 0) -> String {
    "error: " + (rank > 0 ? "on rank \(rank): " : "") + message + (help.map { "\n help: \($0)" } ?? "")
  }
}
