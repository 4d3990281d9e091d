public import Syntax

/// Formulas of families and actions of one's own.
extension ErrorCode {
  static let formulaErrors: [ErrorCode] = [
    .constantMap, .noDerivative, .noFormula, .noParameters, .undetermined, .unusedParameter, .wrongClaim,
  ]

  public static let constantMap = ErrorCode(
    "constant-map", "a family's formula does not depend on the state",
    remedy: "Let x or y occur in it.", example: "define family flat(x, y; a) = (a, a)")
  public static let noDerivative = ErrorCode(
    "no-derivative", "something in a formula has no derivative",
    remedy: "Take operators and functions that formulas know.", example: "define family step(x, y; a) = (x + a % 2, y)")
  public static let noFormula = ErrorCode(
    "no-formula", "a formula is made of numbers, points and functions that have derivatives",
    remedy: "Take out what is none of these.", example: "define family wave(x, y; a) = (x + a*[1, 2], y)")
  public static let noParameters = ErrorCode(
    "no-parameters", "a family needs parameters, which training moves",
    remedy: "Put them behind a semicolon: wave(x, y; a).", example: "define family wave(x, y) = (x + y, y)")
  public static let undetermined = ErrorCode(
    "undetermined", "a Lagrangian does not determine the motion, or the velocity",
    remedy: "Let it depend on each velocity, and not only in proportion to it.",
    example: "define action flat(x, vx) = x*vx\nbuild path action=flat from=1 velocity=1")
  public static let unusedParameter = ErrorCode(
    "unused-parameter", "a formula does not use one of its parameters",
    remedy: "Take it out, or use it.", example: "define family wave(x, y; a, b) = (x + a, y)")
  public static let wrongClaim = ErrorCode(
    "wrong-claim", "a family is not closed under the group that `closed` claims",
    remedy: "Claim what the message says, or nothing: what holds is found.",
    example: "define family wave(x, y; a) = (x + a*y, y) closed=affine")
}
