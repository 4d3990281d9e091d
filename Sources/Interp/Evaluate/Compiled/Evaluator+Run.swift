import Core
import Syntax

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The machine at work.
///
/// Numbers are dealt with here; whatever else a step meets goes to its `slow` brother, which asks the functions that the
/// walk asks. So both give the same values and the same errors.
extension Evaluator {
  /// Runs code whose registers begin at a place. On an error its registers are left as they are.
  ///
  /// A call within code is a frame on the machine, none on the thread's stack.
  ///
  /// - Returns: whether it gave a value, which is then in its first register.
  mutating func run(_ start: Code, at first: Int) throws -> Bool {
    let machine = start.machine
    let (state, cells) = (machine.state, machine.cells)
    let (outerTop, outerLoops, outerFrames) = (state.pointee.top, state.pointee.loops, state.pointee.frames)
    // The code is held by whoever called, or by its `Callee`.
    var (layout, base, place) = (start.layout, first, 0)
    var code: Code { layout.pointee.code }
    var (steps, numbers, r) = (layout.pointee.steps, layout.pointee.numbers, Registers(machine, at: base))
    var loops = machine.loops + outerLoops
    state.pointee.top = base + layout.pointee.size
    state.pointee.loops = outerLoops + layout.pointee.loops
    defer { (state.pointee.top, state.pointee.loops) = (outerTop, outerLoops) }
    while true {
      do {
        while true {
          let i = steps[place]
          place += 1
          switch i.operation {
          case .number: r.set(i.a, numbers[i.d])
          case .constant: r.set(i.a, code.parts.constants[i.d])
          case .truth: r.set(i.a, i.d != 0)
          case .nothing: r.set(i.a, Value.nothing)
          case .move: r.move(i.a, i.b)
          case .settle:
            if r.tags[i.b] != Machine.Tag.other {
              if i.a != i.b { r.move(i.a, i.b) }
            } else {
              try settle(i, code, r)
            }
          case .local, .localAsIs:
            if r.tags[i.b] != Machine.Tag.unset {
              r.move(i.a, i.b)
            } else {
              try global(i, code, r, settled: i.operation == .local)
            }
          case .global, .globalAsIs:
            let cell = cells + i.c
            if cell.pointee.epoch == state.pointee.epoch, cell.pointee.tag == Machine.Tag.number {
              r.set(i.a, cell.pointee.number)
            } else {
              try global(i, code, r, settled: i.operation == .global)
            }
          case .store:
            let cell = cells + i.c
            if cell.pointee.isChanged, cell.pointee.tag == Machine.Tag.number, r.isNumber(i.b) {
              cell.pointee.number = r.numbers[i.b]
            } else {
              try store(taken(i.b, code, r), i.c, code.parts.names[i.d], machine)
            }
          case .free: try free(i.c, code.parts.names[i.d], machine)

          case .add:
            if r.areNumbers(i.b, i.c) { r.set(i.a, r.numbers[i.b] + r.numbers[i.c]) } else { try join(i, code, r) }
          case .subtract:
            if r.areNumbers(i.b, i.c) { r.set(i.a, r.numbers[i.b] - r.numbers[i.c]) } else { try join(i, code, r) }
          case .multiply:
            if r.areNumbers(i.b, i.c) { r.set(i.a, r.numbers[i.b] * r.numbers[i.c]) } else { try join(i, code, r) }
          case .divide:
            if r.areNumbers(i.b, i.c) { r.set(i.a, r.numbers[i.b] / r.numbers[i.c]) } else { try join(i, code, r) }
          case .floored:
            if r.areNumbers(i.b, i.c) {
              r.set(i.a, Value.floored(r.numbers[i.b], r.numbers[i.c]))
            } else {
              try join(i, code, r)
            }
          case .modulo:
            if r.areNumbers(i.b, i.c) {
              r.set(i.a, Value.modulo(r.numbers[i.b], r.numbers[i.c]))
            } else {
              try join(i, code, r)
            }
          case .power:
            if r.areNumbers(i.b, i.c) { r.set(i.a, pow(r.numbers[i.b], r.numbers[i.c])) } else { try join(i, code, r) }
          case .addNumber:
            if r.isNumber(i.b) { r.set(i.a, r.numbers[i.b] + numbers[i.c]) } else { try joinNumber(i, code, r) }
          case .subtractNumber:
            if r.isNumber(i.b) { r.set(i.a, r.numbers[i.b] - numbers[i.c]) } else { try joinNumber(i, code, r) }
          case .multiplyNumber:
            if r.isNumber(i.b) { r.set(i.a, r.numbers[i.b] * numbers[i.c]) } else { try joinNumber(i, code, r) }
          case .divideNumber:
            if r.isNumber(i.b) { r.set(i.a, r.numbers[i.b] / numbers[i.c]) } else { try joinNumber(i, code, r) }
          case .flooredNumber:
            if r.isNumber(i.b) {
              r.set(i.a, Value.floored(r.numbers[i.b], numbers[i.c]))
            } else {
              try joinNumber(i, code, r)
            }
          case .moduloNumber:
            if r.isNumber(i.b) {
              r.set(i.a, Value.modulo(r.numbers[i.b], numbers[i.c]))
            } else {
              try joinNumber(i, code, r)
            }
          case .powerNumber:
            if r.isNumber(i.b) { r.set(i.a, pow(r.numbers[i.b], numbers[i.c])) } else { try joinNumber(i, code, r) }
          case .less:
            if r.areNumbers(i.b, i.c) { r.set(i.a, r.numbers[i.b] < r.numbers[i.c]) } else { try join(i, code, r) }
          case .lessEqual:
            if r.areNumbers(i.b, i.c) { r.set(i.a, r.numbers[i.b] <= r.numbers[i.c]) } else { try join(i, code, r) }
          case .greater:
            if r.areNumbers(i.b, i.c) { r.set(i.a, r.numbers[i.b] > r.numbers[i.c]) } else { try join(i, code, r) }
          case .greaterEqual:
            if r.areNumbers(i.b, i.c) { r.set(i.a, r.numbers[i.b] >= r.numbers[i.c]) } else { try join(i, code, r) }
          case .equal:
            if r.areNumbers(i.b, i.c) { r.set(i.a, r.numbers[i.b] == r.numbers[i.c]) } else { try join(i, code, r) }
          case .different:
            if r.areNumbers(i.b, i.c) { r.set(i.a, r.numbers[i.b] != r.numbers[i.c]) } else { try join(i, code, r) }
          case .negate:
            if r.isNumber(i.b) { r.set(i.a, -r.numbers[i.b]) } else { try sign(i, code, r) }
          case .not:
            if r.tags[i.b] == Machine.Tag.truth { r.set(i.a, r.numbers[i.b] == 0) } else { try sign(i, code, r) }
          case .join: try join(i, code, r)

          case .jump: place = i.d
          case .jumpUnless:
            if r.tags[i.b] != Machine.Tag.truth { try truth(i.b, i.c, code, r) }
            if r.numbers[i.b] == 0 { place = i.d }
          case .jumpIf:
            if r.tags[i.b] != Machine.Tag.truth { try truth(i.b, i.c, code, r) }
            if r.numbers[i.b] != 0 { place = i.d }
          case .whereList: if isList(in: i.b, r) { place = i.d }
          case .joinTruths: try joinTruths(i, code, r)
          case .isTruth: if r.tags[i.b] != Machine.Tag.truth { try truth(i.b, i.d, code, r) }
          case .unlessLess:
            if r.areNumbers(i.a, i.b) {
              if !(r.numbers[i.a] < r.numbers[i.b]) { place = i.d }
            } else if try !holds(i, code, r) {
              place = i.d
            }
          case .unlessLessEqual:
            if r.areNumbers(i.a, i.b) {
              if !(r.numbers[i.a] <= r.numbers[i.b]) { place = i.d }
            } else if try !holds(i, code, r) {
              place = i.d
            }
          case .unlessGreater:
            if r.areNumbers(i.a, i.b) {
              if !(r.numbers[i.a] > r.numbers[i.b]) { place = i.d }
            } else if try !holds(i, code, r) {
              place = i.d
            }
          case .unlessGreaterEqual:
            if r.areNumbers(i.a, i.b) {
              if !(r.numbers[i.a] >= r.numbers[i.b]) { place = i.d }
            } else if try !holds(i, code, r) {
              place = i.d
            }
          case .unlessEqual:
            if r.areNumbers(i.a, i.b) {
              if !(r.numbers[i.a] == r.numbers[i.b]) { place = i.d }
            } else if try !holds(i, code, r) {
              place = i.d
            }
          case .unlessDifferent:
            if r.areNumbers(i.a, i.b) {
              if !(r.numbers[i.a] != r.numbers[i.b]) { place = i.d }
            } else if try !holds(i, code, r) {
              place = i.d
            }
          case .unlessLessNumber:
            if r.isNumber(i.a) {
              if !(r.numbers[i.a] < numbers[i.b]) { place = i.d }
            } else if try !holdsOfNumber(i, code, r) {
              place = i.d
            }
          case .unlessLessEqualNumber:
            if r.isNumber(i.a) {
              if !(r.numbers[i.a] <= numbers[i.b]) { place = i.d }
            } else if try !holdsOfNumber(i, code, r) {
              place = i.d
            }
          case .unlessGreaterNumber:
            if r.isNumber(i.a) {
              if !(r.numbers[i.a] > numbers[i.b]) { place = i.d }
            } else if try !holdsOfNumber(i, code, r) {
              place = i.d
            }
          case .unlessGreaterEqualNumber:
            if r.isNumber(i.a) {
              if !(r.numbers[i.a] >= numbers[i.b]) { place = i.d }
            } else if try !holdsOfNumber(i, code, r) {
              place = i.d
            }
          case .unlessEqualNumber:
            if r.isNumber(i.a) {
              if !(r.numbers[i.a] == numbers[i.b]) { place = i.d }
            } else if try !holdsOfNumber(i, code, r) {
              place = i.d
            }
          case .unlessDifferentNumber:
            if r.isNumber(i.a) {
              if !(r.numbers[i.a] != numbers[i.b]) { place = i.d }
            } else if try !holdsOfNumber(i, code, r) {
              place = i.d
            }

          case .list: try list(i, code, r)
          case .vector: vector(i, r)
          case .record: try record(i, code, r)
          case .write: write(i, code, r)
          case .writeValue: try writeValue(i, code, r)
          case .isNumber: if !r.isNumber(i.b) { try number(i, code, r) }
          case .range: r.set(i.a, .range(try progression(i, code, r)))
          case .index:
            if r.isNumber(i.c), r.tags[i.b] == Machine.Tag.other, Self.entry(r.values + i.b, r.numbers[i.c], i.a, r) {
              break
            }
            try entry(taken(i.b, code, r), i, code, r)
          case .indexCell:
            let cell = cells + i.b
            if r.isNumber(i.c), cell.pointee.tag == Machine.Tag.other,
              withUnsafeMutablePointer(to: &cell.pointee.value, { Self.entry($0, r.numbers[i.c], i.a, r) })
            {
              break
            }
            try entry(machine.value(of: i.b), i, code, r)
          case .indexLast: try lastEntry(i, code, r)
          case .slice: try slice(i, code, r)
          case .unlessHeldCell: if !isHeld(i.b, machine) { place = i.d }
          case .unlessListCell: if !isList(i.b, machine) { place = i.d }
          case .unlessList:
            if r.tags[i.b] == Machine.Tag.other, case .list = r.values[i.b] { break }
            place = i.d
          case .appendCell: try appendCell(i, code, r)
          case .append: try append(i, code, r)
          case .extendCell: try extendCell(i, code, r)
          case .extend: try extend(i, code, r)
          case .member: try member(i, code, r)

          case .apply: try apply(i, code, r)
          case .applyNumber:
            if r.isNumber(i.a), let f = code.parts.functions[i.b].number {
              r.numbers[i.a] = f(r.numbers[i.a])
            } else {
              try apply(i, code, r)
            }
          case .prepareCell:
            let cell = cells + i.b
            if cell.pointee.epoch != state.pointee.epoch { load(i.b, machine) }
            if cell.pointee.arity != i.c { place = i.d }
          case .prepare: if callee(in: i.b, r, machine)?.count != i.c { place = i.d }
          case .callCell, .call:
            let called = i.operation == .callCell ? cells[i.b].call : callee(in: i.b, r, machine)?.state
            guard let called else { throw Self.lost }
            let target: UnsafeMutablePointer<Code.Layout>
            if let made = called.pointee.made(isCareful: layout.pointee.isCareful), state.pointee.patience > 0,
              base + i.a + made.pointee.size <= Machine.registers, session.scope.hasRoom,
              state.pointee.loops + made.pointee.loops <= Machine.mostLoops
            {
              state.pointee.patience -= 1
              session.scope.enter()
              target = made
            } else if let made = try entered(called.pointee.callee, i, code, base) {
              target = made.layout
            } else {
              break
            }
            machine.push(Machine.Frame(layout: layout, place: place, base: base, callee: called))
            called.pointee.enter()
            (layout, base, place) = (target, base + i.a, 0)
            // The caller may have left something where the function's variables are, which have no value yet.
            if i.c < target.pointee.firstTemporary { machine.clear(base + i.c, base + target.pointee.firstTemporary) }
            (steps, numbers, r) = (layout.pointee.steps, layout.pointee.numbers, Registers(machine, at: base))
            loops = machine.loops + state.pointee.loops
            state.pointee.top = base + layout.pointee.size
            state.pointee.loops += layout.pointee.loops
          case .give, .giveNothing:
            if i.operation == .giveNothing {
              r.set(0, Value.nothing)
            } else if r.isNumber(i.b) {
              r.set(0, r.numbers[i.b])
            } else if i.b != 0 {
              r.set(0, r.taken(i.b))
            }
            machine.endLoops(layout.pointee.loops)
            if state.pointee.frames == outerFrames { return true }
            machine.clear(base + 1, base + layout.pointee.size)
            session.scope.leave()
            let frame = machine.popped()
            if frame.callee.pointee.leave() { Callee.State.release(frame.callee) }
            (layout, base, place) = (frame.layout, frame.base, frame.place)
            (steps, numbers, r) = (layout.pointee.steps, layout.pointee.numbers, Registers(machine, at: base))
            loops = machine.loops + (state.pointee.loops - layout.pointee.loops)
            state.pointee.top = base + layout.pointee.size

          case .loop:
            loops[i.a] = Self.loop(try items(taken(i.b, code, r), at: code.parts.expressions[i.d].span))
          case .loopRange: loops[i.a] = Self.loop(.range(try progression(i, code, r)))
          case .next:
            let loop = loops + i.a
            guard loop.pointee.place < loop.pointee.count else {
              place = i.d
              break
            }
            state.pointee.patience -= 1
            if state.pointee.patience < 0 { try ask(state) }
            if loop.pointee.isRange {
              r.set(i.b, loop.pointee.range[loop.pointee.place])
            } else {
              r.set(i.b, loop.pointee.items[loop.pointee.place])
            }
            loop.pointee.place += 1
          case .nextCell:
            let loop = loops + i.a
            guard loop.pointee.place < loop.pointee.count else {
              place = i.d
              break
            }
            state.pointee.patience -= 1
            if state.pointee.patience < 0 { try ask(state) }
            let cell = cells + i.b
            if loop.pointee.isRange, cell.pointee.isChanged, cell.pointee.tag == Machine.Tag.number,
              !layout.pointee.isNoted
            {
              cell.pointee.number = loop.pointee.range[loop.pointee.place]
            } else {
              let item = loop.pointee.item
              put(item, i.b, machine)
              session.trail.add(.binding(code.parts.names[i.c].text, item))
            }
            loop.pointee.place += 1
          case .endLoop: if !loops[i.a].items.isEmpty { loops[i.a].items = [] }
          case .turn:
            state.pointee.patience -= 1
            if state.pointee.patience < 0 { try ask(state) }

          case .walk, .walkAsIs: try walk(i, code, r)
          case .run:
            switch try run(statement: code.parts.statements[i.d], code, r) {
            case .next: place += 2
            case .leave: break
            case .skip: place += 1
            case .result(let value):
              r.set(0, value)
              place = code.leaving
            }
          case .mark: mark(machine)
          case .done: done(code.parts.statements[i.d], machine)
          case .asked: asked(code.parts.expressions[i.d], machine)
          case .end:
            machine.endLoops(code.loops)
            return false
          }
        }
      } catch {
        let there = try caught(error, code, base, place, outerFrames)
        (layout, base, place) = (there.code.layout, there.base, there.place)
        (steps, numbers, r) = (layout.pointee.steps, layout.pointee.numbers, Registers(machine, at: base))
        loops = machine.loops + (state.pointee.loops - layout.pointee.loops)
        state.pointee.top = base + layout.pointee.size
      }
    }
  }
}
