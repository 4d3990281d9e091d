public import Syntax

/// Files, memory, and what lies outside.
extension ErrorCode {
  static let fileErrors: [ErrorCode] = [
    .badRequest, .badFile, .badInclude, .badRecording, .brokenRanks, .file, .includeCycle, .fault, .interrupted,
    .missingLibrary, .oneProcess, .outOfMemory, .tooManyFiles,
  ]

  public static let badFile = ErrorCode(
    "bad-file", "a file's content is not what it should be",
    remedy: "The message tells the line, or the field.", example: "define cluster red file=\"iris.csv\" to=(1, 0)")
  public static let badInclude = ErrorCode(
    "bad-include", "the file that is included must be known before the script runs",
    remedy: "Write a plain name in quotes.", example: "include \"{1}.nsh\"")
  public static let badRecording = ErrorCode(
    "bad-recording", "the arrays of a recording are not what a model's states and costates are",
    remedy: "The message tells the array, and what is likely to have happened to it; record it anew.")
  public static let badRequest = ErrorCode(
    "bad-request", "what a program asked of `nsh --serve` is no request",
    remedy: "Send one JSON object a line, as docs/serve.md tells.")
  public static let brokenRanks = ErrorCode(
    "broken-ranks", "the ranks of a run by MPI lost each other, or no longer do the same",
    remedy: "See whether all of them run, by the same launcher, and read the same files; docs/scale.md tells more.")
  public static let file = ErrorCode(
    "file", "a file cannot be read or written",
    remedy: "Look at its name, and at the folder's permissions.", example: "include \"missing.nsh\"")
  public static let includeCycle = ErrorCode(
    "include-cycle", "a file includes itself, perhaps through others",
    remedy: "Break the circle.")
  public static let fault = ErrorCode(
    "internal", "a fault in nsh itself",
    remedy: "Tell its authors, with the script.")
  public static let interrupted = ErrorCode(
    "interrupted", "Ctrl-C; what was finished is kept",
    remedy: "Go on.")
  public static let missingLibrary = ErrorCode(
    "missing-library", "a library that is needed here is not installed",
    remedy: "Install the package that the message names.")
  public static let oneProcess = ErrorCode(
    "one-process", "a command is for one process, and several ranks run the script",
    remedy: "Run it by `nsh` without a launcher; `help ranks` lists what goes over ranks.")
  public static let outOfMemory = ErrorCode(
    "out-of-memory", "the session would hold more memory than is allowed",
    remedy: "Ask for less, or raise the limit by --max-memory.", example: "define cluster red n=1e12")
  public static let tooManyFiles = ErrorCode(
    "too-many-files", "more than 1000 files are included",
    remedy: "Join some of them.")
}
