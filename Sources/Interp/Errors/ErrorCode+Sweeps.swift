public import Syntax

/// Sweeps and their runs.
extension ErrorCode {
  static let sweepErrors: [ErrorCode] = [
    .emptySweep, .newerStore, .otherSweep, .tooManyRuns, .unknownRun, .unknownSweep,
  ]

  public static let emptySweep = ErrorCode(
    "empty-sweep", "a sweep has nothing to run, or nothing to keep",
    remedy: "Give a script or a block, and every parameter at least one value.",
    example: "sweep fit rate=[] keep=[a] { let a = rate }")
  public static let newerStore = ErrorCode(
    "newer-store", "a store of runs was written by a later version of nsh",
    remedy: "Ask it with that version, or use another store by store=\"other.db\".")
  public static let otherSweep = ErrorCode(
    "other-sweep", "a store has another sweep of this name: another script, other parameters, or other results",
    remedy: "Give the new one another name, or `forget runs NAME` first.",
    example: "sweep fit rate=[1, 2] keep=[a] { let a = rate }\nsweep fit rate=[1, 2] keep=[a] { let a = 2*rate }")
  public static let tooManyRuns = ErrorCode(
    "too-many-runs", "a sweep would have more runs than can be done",
    remedy: "Take fewer values, `as=list`, or `draws=1000` of all combinations.",
    example: "sweep fit a=1..1e6 b=1..1e6 keep=[c] { let c = a + b }")
  public static let unknownRun = ErrorCode(
    "unknown-run", "a sweep has no run of this number",
    remedy: "`runs NAME` lists them.",
    example: "sweep fit rate=[1, 2] keep=[a] { let a = rate }\ninspect run 3")
  public static let unknownSweep = ErrorCode(
    "unknown-sweep", "a store has no sweep of this name",
    remedy: "`runs` lists the sweeps; store=\"FILE\" names another store.",
    example: "sweep fit rate=[1, 2] keep=[a] { let a = rate }\nruns fat")
}
