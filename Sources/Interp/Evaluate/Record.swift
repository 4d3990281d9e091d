import Syntax

/// A statement as lines of a script that do again what it did, for logs and saved dialogues.
///
/// They need nothing but the files of data that the statement read: included files stand there by their statements, `param`
/// has the value that was given, and a file that was found beside the script is named from the present folder.
struct Record {
  private let session: Session
  private var printer: Printer { session.language.printer }

  /// - Parameter session: as it is after the statement.
  init(_ session: Session) { self.session = session }

  /// A statement that came to its end.
  func lines(_ statement: Statement) -> String {
    settled(statement).map { printer.text($0) + "\n" }.joined()
  }

  /// What a statement did that came to no end.
  var lines: String {
    let trail = session.trail
    return trail.steps.map(lines).joined()
      + (trail.isCut ? Self.comment("left out: what followed these \(Trail.longest) steps, which are too many") : "")
  }

  /// A comment, of as many lines as the text has.
  static func comment(_ text: String) -> String {
    text.split(whereSeparator: { $0 == "\n" || $0 == "\r" || $0 == "\r\n" }).map { "# \($0)\n" }.joined()
  }

  // MARK: Steps

  private func lines(_ step: Trail.Step) -> String {
    switch step {
    case .done(let statement): lines(statement)
    case .binding(let name, let value):
      value.expression(at: Self.nowhere, isRun: true).map { "let \(name) = \(Printer.text($0))\n" }
        ?? Self.comment("left out: \(name), \(value.kind) that cannot be written")
    case .asked(let expression): "print (\(Printer.text(expression)))\n"
    case .part(let statement): paused(statement) ?? Self.leftOut(printer.text(statement))
    }
  }

  private static func leftOut(_ text: String) -> String {
    comment("left out, as it did not come to its end but changed something on its way:\n" + text)
  }

  /// A training that was left, by the steps that it made.
  private func paused(_ statement: Statement) -> String? {
    guard let pause = session.pausedTraining, pause.belongs(to: statement) else { return nil }
    switch statement.kind {
    case .command(let call), .bindResult(_, let call):
      let numbers = pause.steps.map { Expression(kind: .number(Double($0)), span: statement.span) }
      let value = numbers.count == 1 ? numbers[0] : Expression(kind: .list(numbers), span: statement.span)
      var arguments = call.arguments.filter {
        if case .option(let name) = $0.kind { name.text != TrainingPause.name } else { true }
      }
      let place = arguments.firstIndex { if case .until = $0.kind { true } else { false } } ?? arguments.endIndex
      arguments.insert(
        Argument(kind: .option(Name(text: TrainingPause.name, span: statement.span)), value: value), at: place)
      return Printer.text(
        CommandCall(verb: call.verb, arguments: arguments, redirect: call.redirect, block: call.block)) + "\n"
    default: return nil
    }
  }

  private static let nowhere = Span(Source(""), 0..<0)

  // MARK: Statements that need nothing else

  private func settled(_ statement: Statement) -> [Statement] {
    switch statement.kind {
    case .include(_, let statements): return statements.flatMap(settled)
    case .parameter(let name, _):
      guard session.given[name.text] != nil, let value = session.workspace.variables[name.text],
        let written = value.expression(at: statement.span)
      else { return [statement] }
      return [Statement(kind: .parameter(name, written), span: statement.span)]
    case .command(let call): return [Statement(kind: .command(found(call)), span: statement.span)]
    case .bindResult(let name, let call):
      return [Statement(kind: .bindResult(name, found(call)), span: statement.span)]
    default: return [statement.mapBlocks { $0.flatMap(settled) }]
    }
  }

  /// With the files that were found beside the script.
  private func found(_ call: CommandCall) -> CommandCall {
    guard !session.filesBeside.isEmpty else { return call }
    let arguments = call.arguments.map { argument in
      guard let path = argument.value.plainText,
        let place = session.filesBeside[[argument.value.span.source.name ?? "", path]]
      else { return argument }
      return Argument(kind: argument.kind, value: Expression(kind: .string([.text(place)]), span: argument.value.span))
    }
    return CommandCall(verb: call.verb, arguments: arguments, redirect: call.redirect, block: call.block)
  }
}

extension Value {
  /// An expression that has this value to the last bit; nil where there is none, or it would be very long.
  ///
  /// - Parameter isRun: it may be one that is to be computed: 0/0, 1..3.
  func expression(at span: Span, isRun: Bool = false) -> Expression? {
    var writing = Writing(span: span, isRun: isRun)
    return writing.expression(self)
  }
}

/// Values as expressions.
private struct Writing {
  let span: Span
  let isRun: Bool
  /// How many entries may still be written: lists may hold each other so often that no file would hold them.
  private var room = 1_000_000

  init(span: Span, isRun: Bool) { (self.span, self.isRun) = (span, isRun) }

  mutating func expression(_ value: Value) -> Expression? {
    room -= 1
    guard room >= 0 else { return nil }
    switch value {
    case .number(let x): return number(x)
    case .bool(let b): return made(.bool(b))
    case .missing: return made(.name(Value.missingWord))
    // There is no way to write a carriage return.
    case .string(let s): return s.utf8.contains(13) ? nil : made(.string([.text(s)]))
    case .vector(let v) where v.count > 1: return all(v.map { .number($0) }).map { made(.vector($0)) }
    case .list(let items): return all(items).map { made(.list($0)) }
    case .record(let fields):
      return all(fields.values).map { values in
        made(.record(zip(fields.names, values).map { .init(name: Name(text: $0, span: span), value: $1) }))
      }
    case .range(let range) where isRun:
      return all([range.first, range.end, range.step].map { .number($0) })
        .map { made(.range($0[0], $0[1], step: $0[2])) }
    case .function(let definition) where definition.isAnonymous && definition.captured == nil:
      return made(.lambda(definition))
    case .cluster(let name), .process(let name): return made(.name(name))
    default: return nil
    }
  }

  private func made(_ kind: Expression.Kind) -> Expression { Expression(kind: kind, span: span) }

  private func number(_ x: Double) -> Expression? {
    if x.isNaN { return isRun ? made(.binary(.over, made(.number(0)), made(.number(0)))) : nil }
    return x.sign == .minus ? made(.unary(.minus, made(.number(-x)))) : made(.number(x))
  }

  private mutating func all(_ items: [Value]) -> [Expression]? {
    var written: [Expression] = []
    for item in items {
      guard let expression = expression(item) else { return nil }
      written.append(expression)
    }
    return written
  }
}
