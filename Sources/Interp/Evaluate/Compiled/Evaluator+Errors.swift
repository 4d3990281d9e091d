import Checked
import Core
import Syntax

/// Where compiled code goes on after an error.
extension Evaluator {
  /// The step after a caught error. The calls within which it happened are left, up to the one with a `try` around it.
  ///
  /// - Parameter frames: the calls that are under way for others.
  /// - Throws: the error as these calls tell it, where none catches it.
  @inline(never)
  mutating func caught(_ error: any Error, _ code: Code, _ base: Int, _ place: Int, _ frames: Int) throws
    -> (code: Code, base: Int, place: Int)
  {
    let machine = code.machine
    var (error, code, base, place) = (told(error, code, place - 1), code, base, place)
    while true {
      if let handler = code.handler(at: place - 1), let message = caughtMessage(error) {
        bind(message, handler, code, base)
        return (code, base, handler.place)
      }
      machine.endLoops(code.loops)
      guard machine.state.pointee.frames > frames else { throw error }
      let frame = machine.popped()
      let callee = frame.callee.pointee.callee
      let registers = Registers(machine, at: base)
      let arguments = (0..<callee.count).map { registers.value($0) }
      machine.clear(base, base + code.size)
      session.scope.leave()
      if frame.callee.pointee.leave() { Callee.State.release(frame.callee) }
      (code, base, place) = (frame.layout.pointee.code, frame.base, frame.place)
      let call = code.instructions[place - 1]
      error = Self.traced(error, callee.definition, arguments, at: code.parts.expressions[call.d].span)
      error = told(error, code, place - 1)
    }
  }

  /// `error` becomes the message, and nothing else is left of the first block but what it has done.
  private mutating func bind(_ message: Value, _ handler: Code.Handler, _ code: Code, _ base: Int) {
    let machine = code.machine
    machine.clear(base + code.firstTemporary, base + code.size)
    let first = machine.state.pointee.loops - code.loops
    for loop in Range(from: handler.loops, upTo: code.loops) { machine.loops[first + loop].items = [] }
    if code.isFunction {
      if let register = handler.register { Registers(machine, at: base).set(register, message) }
    } else {
      put(message, handler.cell, machine)
      session.trail.add(.binding("error", message))
    }
  }
}
