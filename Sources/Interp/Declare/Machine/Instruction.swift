import Checked

/// What a step of compiled code does. `a`, `b` and `c` name registers, where nothing else is said, and `d` the expression
/// whose value it is, which tells the place of what fails.
enum Operation: UInt8 {
  // a <- what d counts among the code's numbers, its constants, or the truth values.
  case number, constant, truth, nothing
  /// a <- b
  case move
  /// a <- b with a quantity asked for its numbers
  case settle
  /// a <- what the name means: the local variable b, where it has a value, else the cell c; settled or as it is
  case local, localAsIs
  /// a <- what the name means: the cell c
  case global, globalAsIs
  /// cell c <- b
  case store
  /// a name of the workspace, the cell c, may be given: else an error at name d
  case free

  // a <- b op c, then with c among the code's numbers.
  case add, subtract, multiply, divide, floored, modulo, power
  case addNumber, subtractNumber, multiplyNumber, divideNumber, flooredNumber, moduloNumber, powerNumber
  case less, lessEqual, greater, greaterEqual, equal, different
  /// a <- -b, not b
  case negate, not
  /// a <- b op c by the operator of expression d, which has no step of its own
  case join

  /// To instruction d.
  case jump
  /// To instruction d where b is false, or true; it is asked of expression c.
  case jumpUnless, jumpIf
  /// b is true or false, which is asked of expression d.
  case isTruth
  /// To instruction d where b is a list.
  case whereList
  /// a <- b op c, of lists of truths, by the operator of expression d: `and`, `or`
  case joinTruths
  // To instruction d where a op b does not hold, of expression c; then with b among the code's numbers.
  case unlessLess, unlessLessEqual, unlessGreater, unlessGreaterEqual, unlessEqual, unlessDifferent
  case unlessLessNumber, unlessLessEqualNumber, unlessGreaterNumber, unlessGreaterEqualNumber, unlessEqualNumber
  case unlessDifferentNumber

  /// a <- a list, or a vector, of the c registers from b on
  case list, vector
  /// The string a gets constant d at its end; b as a text in the format c, which is expression d's value.
  case write, writeValue
  /// a <- a record of the registers from b on, its members' names c
  case record
  /// b is a number, which is asked of expression d for the purpose c
  case isNumber
  /// a <- the range of the c registers from b on
  case range
  /// a <- b[c]; the cell b at c; b[last]
  case index, indexCell, indexLast
  /// a <- b[the range of the registers from c on]
  case slice
  /// To instruction d where the cell b has no value, or a quantity.
  case unlessHeldCell
  /// To instruction d where the cell b, or the register b, holds no list.
  case unlessListCell, unlessList
  /// A list, the cell or register a, gets c more entries, those from b on; gets those of the list b.
  case appendCell, append
  case extendCell, extend
  /// a <- b.NAME, the name c of the code
  case member

  /// a <- function b of the code, of c arguments from a on; of the one number a
  case apply, applyNumber
  /// To instruction d where the cell, or the register, b does not hold a function of c arguments.
  case prepareCell, prepare
  /// a <- the function of the cell, or the register, b, of c arguments from a on
  case callCell, call
  /// Ends a function with the value b, or nothing.
  case give, giveNothing

  /// Loop a goes through b, or through the range of the c registers from b on.
  case loop, loopRange
  /// The next entry of loop a into register b, or cell b whose name is c, or to instruction d.
  case next, nextCell
  /// Loop a is left.
  case endLoop
  /// Asks now and then whether to end.
  case turn

  /// a <- expression d by walking its tree; settled or as it is
  case walk, walkAsIs
  /// Runs statement d by walking its tree. The two jumps that follow are where `break` and `continue` lead.
  case run
  /// For the trail: statement d, or the question d, begins; has come to its end.
  case mark, done, asked
  /// The code's end.
  case end
}

/// A step of compiled code.
struct Instruction {
  var operation: Operation
  private let first: UInt16
  private let second: UInt16
  private let third: UInt16
  private var fourth: Int32

  /// - Returns: nil where a number is too large.
  init?(_ operation: Operation, _ a: Int, _ b: Int, _ c: Int, _ d: Int) {
    guard let a = UInt16(exactly: a), let b = UInt16(exactly: b), let c = UInt16(exactly: c), let d = Int32(exactly: d)
    else { return nil }
    self.operation = operation
    (first, second, third, fourth) = (a, b, c, d)
  }

  var a: Int { Int(truncatingIfNeeded: first) }
  var b: Int { Int(truncatingIfNeeded: second) }
  var c: Int { Int(truncatingIfNeeded: third) }
  var d: Int {
    get { Int(truncatingIfNeeded: fourth) }
    set { fourth = Int32(clamping: newValue) }
  }
}
