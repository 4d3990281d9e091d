public import Syntax

/// Names and words that nothing answers to.
extension ErrorCode {
  static let nameErrors: [ErrorCode] = [
    .missingSubject, .needed, .nothingFound, .reservedName, .unknownAction, .unknownAxis, .unknownCluster,
    .unknownCommand,
    .unknownData, .unknownEnding, .unknownFamily, .unknownFunction, .unknownGroup, .unknownKind, .unknownMember,
    .unknownName, .unknownOption, .unknownParameter, .unknownProcess, .unknownRole, .unknownSubject, .unknownTopic,
  ]

  public static let missingSubject = ErrorCode(
    "missing-subject", "a command needs a second word",
    remedy: "`help build` lists what it can be.", example: "build")
  public static let needed = ErrorCode(
    "needed", "a name is to be forgotten that something else cannot do without",
    remedy: "Forget what needs it as well, or first.", example: "let k = 2\ndef f(x) = k*x\nforget k")
  public static let nothingFound = ErrorCode(
    "nothing-found", "a search finds nothing, or there is nothing to show",
    remedy: "Try a shorter word, or `help`.", example: "apropos frobnicate")
  public static let reservedName = ErrorCode(
    "reserved-name", "a name that is to be given means something already",
    remedy: "Choose another name.", example: "let pi = 3")
  public static let unknownAction = ErrorCode(
    "unknown-action", "no `define action` has made an action of this name",
    remedy: "Define it, or look at the names that the message lists.",
    example: "build path action=spring from=1 velocity=0")
  public static let unknownAxis = ErrorCode(
    "unknown-axis", "a quantity goes along `layer` or `step` only",
    remedy: "Write `over step`, `at layer 3`.", example: "print loss over cluster")
  public static let unknownCluster = ErrorCode(
    "unknown-cluster", "there is no cluster of this name",
    remedy: "`define cluster` makes one; a process carries those that were defined when it was built.",
    example: "inspect cluster red")
  public static let unknownCommand = ErrorCode(
    "unknown-command", "no command begins with this word",
    remedy: "`help` lists the commands; a value is shown by `print`.", example: "biuld chain")
  public static let unknownData = ErrorCode(
    "unknown-data", "there is no table of data of this name",
    remedy: "Read it by `define data`.", example: "build network data=iris layers=[\"linear 3\"]")
  public static let unknownEnding = ErrorCode(
    "unknown-ending", "a file's ending says what it becomes, and this one nothing",
    remedy: "Take one of the endings in the message.", example: smallChain + "plot path > \"path.bmp\"")
  public static let unknownFamily = ErrorCode(
    "unknown-family", "there is no family of maps of this name",
    remedy: "`help build chain` lists the families; `define family` makes one.", example: "build chain family=blob")
  public static let unknownFunction = ErrorCode(
    "unknown-function", "there is no function of this name",
    remedy: "`help` lists the functions; `def` makes one.", example: "print sinn(1)")
  public static let unknownGroup = ErrorCode(
    "unknown-group", "a quantity is taken apart by `cluster` or `point` only",
    remedy: "Write `by cluster`.", example: smallChain + "print momentum by colour")
  public static let unknownKind = ErrorCode(
    "unknown-kind", "a variable of a formula is a number or a point",
    remedy: "Write `p: point`, or leave the kind out.", example: "define family wave(p: colour; a) = (p.x + a, p.y)")
  public static let unknownMember = ErrorCode(
    "unknown-member", "a value has no part of this name",
    remedy: "Take one of those in the message.", example: "print (1, 2).z")
  public static let unknownName = ErrorCode(
    "unknown-name", "nothing has this name",
    remedy: "Give it a value by `let` before this line.", example: "print lss")
  public static let unknownOption = ErrorCode(
    "unknown-option", "a command has no option, or a function no argument, of this name, or not beside the others",
    remedy: "`help` and the command's name list its options.", example: "build chain layres=5")
  public static let unknownParameter = ErrorCode(
    "unknown-parameter", "the process was given NAME=VALUE for a name that the script has no `param` of",
    remedy: "Add `param NAME = VALUE` to the script, or leave it out.")
  public static let unknownProcess = ErrorCode(
    "unknown-process", "no process has this name",
    remedy: "`build` and `load` make one.", example: "use deep")
  public static let unknownRole = ErrorCode(
    "unknown-role", "the parameter of a formula is of no such kind",
    remedy: "Take one of those in the message, or leave the kind out: it is found.",
    example: "define family wave(x, y; a: colour) = (x + a, y)")
  public static let unknownSubject = ErrorCode(
    "unknown-subject", "a command's second word is none that it knows",
    remedy: "Take one of those in the message.", example: "build chian layers=50")
  public static let unknownTopic = ErrorCode(
    "unknown-topic", "there is no help on this",
    remedy: "`apropos` looks through all descriptions.", example: "help frobnicate")
}
