public import Syntax

/// Values that are of the wrong kind, size or shape.
extension ErrorCode {
  static let valueErrors: [ErrorCode] = [
    .badRange, .expectation, .negativeBound, .noResult, .notFinite, .outOfRange, .wrongArgument, .wrongCount,
    .wrongShape, .wrongSlice, .wrongType,
  ]

  public static let badRange = ErrorCode(
    "bad-range", "a range does not come to an end",
    remedy: "Give it finite ends, and a step that is not zero.", example: "for k in 1..9 step 0 { print k }")
  public static let expectation = ErrorCode(
    "expectation", "what `expect` or `assert` says does not hold",
    remedy: "Look at the value that the message tells.", example: "assert 1 > 2")
  public static let negativeBound = ErrorCode(
    "negative-bound", "a series is compared by magnitude, which is never below a negative bound",
    remedy: "Compare max(...) or min(...) of the series.", example: smallChain + "expect momentum < -1")
  public static let noResult = ErrorCode(
    "no-result", "`ans` is the last result, and there is none yet",
    remedy: "Show a table, a figure or a value first.", example: "print ans")
  public static let notFinite = ErrorCode(
    "not-finite", "a number is infinite or not a number",
    remedy: "Look for a division by zero, or numbers too large.",
    example: smallChain + "define family pole(x, y; a) = (x + a/0, y)")
  public static let outOfRange = ErrorCode(
    "out-of-range", "a number, or how many there are, lies outside what is allowed",
    remedy: "Choose it within the bounds that the message tells.", example: "define cluster red n=0")
  public static let wrongArgument = ErrorCode(
    "wrong-argument", "a function, or an option, cannot take this value",
    remedy: "Look at its description: `help` and its name.", example: "print sqrt(\"a\")")
  public static let wrongCount = ErrorCode(
    "wrong-count", "a function gets more or fewer arguments than it takes",
    remedy: "Write it as the message shows.", example: "print sin(1, 2)")
  public static let wrongShape = ErrorCode(
    "wrong-shape", "the sizes of two things do not fit together",
    remedy: "Look at the two sizes in the message.",
    example: "define data iris file=\"iris.csv\"\nbuild network data=iris layers=[\"linear 3\"] tokens=3")
  public static let wrongSlice = ErrorCode(
    "wrong-slice", "a quantity does not go that way",
    remedy: "Take another slice: `by cluster`, `over step`, or none.", example: smallChain + "print gradient by cluster"
  )
  public static let wrongType = ErrorCode(
    "wrong-type", "a value is of another kind than what is needed",
    remedy: "The message tells both kinds.", example: "print 1 + \"a\"")
}
