public import Syntax

/// Commands that lack something, or cannot be had here.
extension ErrorCode {
  static let commandErrors: [ErrorCode] = [
    .badUntil, .missingArgument, .noEditor, .noFile, .noOwner, .noUntil, .nothingToContinue, .nothingToRedo,
    .nothingToUndo, .tooMany,
    .unusedOption,
    .wrongCombination, .wrongHead, .wrongLayer,
  ]

  public static let badUntil = ErrorCode(
    "bad-until", "`until` takes bounds of the gradient and the loss",
    remedy: "Write `until gradient < 1e-6 or loss < 0.1`.", example: smallChain + "train adam until momentum < 1")
  public static let missingArgument = ErrorCode(
    "missing-argument", "a command lacks something that it needs",
    remedy: "Add what the message names.", example: smallChain + "inspect layer")
  public static let noEditor = ErrorCode(
    "no-editor", "`edit` has no editor to open, or the editor did not end well",
    remedy: "Let $VISUAL or $EDITOR name one before nsh starts.")
  public static let noFile = ErrorCode(
    "no-file", "a command writes nothing to a file",
    remedy: "Leave `> \"FILE\"` out.", example: "seed 1 > \"x.txt\"")
  public static let noOwner = ErrorCode(
    "no-owner", "`of` or `by` stands behind a command that asks no process, or asks it of no parts",
    remedy: "Leave it out.", example: "seed of deep")
  public static let noUntil = ErrorCode(
    "no-until", "a command takes no `until`",
    remedy: "Leave it out; `train` commands take it.", example: "seed 1 until loss < 1")
  public static let nothingToContinue = ErrorCode(
    "nothing-to-continue", "no training has steps left",
    remedy: "Start one, such as `train adam`.", example: smallChain + "train")
  public static let nothingToRedo = ErrorCode(
    "nothing-to-redo", "nothing was undone, or something has been changed since",
    remedy: "`undo` comes first.", example: "redo")
  public static let nothingToUndo = ErrorCode(
    "nothing-to-undo", "no statement of this dialogue has changed anything",
    remedy: "There is nothing to do.", example: "undo")
  public static let tooMany = ErrorCode(
    "too-many", "a command is given more than it takes",
    remedy: "Leave it out; an option is written NAME=VALUE.", example: "use chain deep")
  public static let unusedOption = ErrorCode(
    "unused-option", "an option would say nothing here",
    remedy: "Leave it out.",
    example: smallChain + "define family wave(x, y; a) = (x + a*y, y)\nbuild chain family=wave s=0.5")
  public static let wrongCombination = ErrorCode(
    "wrong-combination", "two things are asked for that do not go together",
    remedy: "Leave out one of the two.",
    example: smallChain + "define family wave(x, y; a) = (x + a*y, y)\nbuild chain family=[wave, bump]")
  public static let wrongHead = ErrorCode(
    "wrong-head", "the softmax needs classes, and the data have a number to be met",
    remedy: "Leave `head` out: it follows from the data.",
    example:
      "define data digits file=\"digits.csv\" target=p13\nbuild network data=digits layers=[\"linear 1\"] head=softmax")
  public static let wrongLayer = ErrorCode(
    "wrong-layer", "a layer of a network is not written as layers are",
    remedy: "Write its kind, its width, words of the kind and how many: \"residual 16 relu x4\".",
    example: "discover family \"residual\"")
}
