public import Syntax

/// What a process cannot do, or not yet.
extension ErrorCode {
  static let processErrors: [ErrorCode] = [
    .collision, .diverged, .noClusters, .noConvergence, .noDestination, .noProcess, .noRecipe, .notPlane, .notRecorded,
    .notTrained,
    .opaque, .refutedClaim, .tooFew, .wrongProcess,
  ]

  public static let collision = ErrorCode(
    "collision", "bodies come too near for the step",
    remedy: "Take `softening`, or shorter steps.", example: "build orbit eccentricity=0.99 steps=20")
  public static let diverged = ErrorCode(
    "diverged", "a training's next step would not be finite; the last finite state is kept",
    remedy: "Take a smaller rate, or `train lbfgs`.", example: smallChain + "train gd rate=1e200")
  public static let noClusters = ErrorCode(
    "no-clusters", "a process is built for clusters, and there are none",
    remedy: "`define cluster` makes one.", example: "build chain layers=5")
  public static let noConvergence = ErrorCode(
    "no-convergence", "a method did not arrive at a solution",
    remedy: "Start from elsewhere, or take more steps.",
    example: "build ray lens=\"sqrt(2 - r^2)\" from=(-0.9, 0) fan=3 time=30"
  )
  public static let noDestination = ErrorCode(
    "no-destination", "a cluster does not say where it should go",
    remedy: "Define it with to=(x, y), or to=CLUSTER.", example: "define cluster red\nbuild chain layers=5")
  public static let noProcess = ErrorCode(
    "no-process", "there is no process to ask",
    remedy: "`build` makes one.", example: "inspect layer 3")
  public static let noRecipe = ErrorCode(
    "no-recipe", "chains of other seeds are built as the present one was, and a file does not tell how",
    remedy: "Build it by `build chain`.")
  public static let notPlane = ErrorCode(
    "not-plane", "a picture of the plane cannot show points of other spaces",
    remedy: "Plot a quantity over the layers, or export the trace.",
    example:
      "seed 1\ndefine data iris file=\"iris.csv\"\nbuild network data=iris layers=[\"tanh 4\", \"linear 3\"]\nexport page \"iris.html\""
  )
  public static let notRecorded = ErrorCode(
    "not-recorded", "a value over the steps of a training was not looked at on the way",
    remedy: "Train with record=[...]; the loss and the gradient are recorded by themselves.",
    example: smallChain + "train adam steps=5\nprint drift(momentum) over step")
  public static let notTrained = ErrorCode(
    "not-trained", "a question about training, and there was none",
    remedy: "`train adam` and others train.", example: smallChain + "print gradient over step")
  public static let opaque = ErrorCode(
    "opaque", "light cannot be where n^2 is not positive",
    remedy: "Choose another place, or another lens.", example: "build ray lens=\"sqrt(2 - r^2)\" from=(-2, 0) to=(1, 0)"
  )
  public static let refutedClaim = ErrorCode(
    "refuted-claim", "numbers contradict a symmetry that is claimed, by more than rounding",
    remedy: "Trust the numbers: the claim is wrong, or the formula loses digits where it is computed.",
    example: smallChain + "let r = discover family bump scale=trained\nconserve r[4]")
  public static let tooFew = ErrorCode(
    "too-few", "there are fewer points, layers or clusters than the question needs",
    remedy: "Take more of them, as the message says.", example: smallChain + "interact")
  public static let wrongProcess = ErrorCode(
    "wrong-process", "the process is of a kind that has no such thing",
    remedy: "`use` another process, or build one.", example: smallChain + "print energy")
}
