import Core
import Syntax

/// Commands: their options, formulas and the names that they bring.
extension Checker {
  mutating func check(_ call: CommandCall, _ span: Span) {
    do throws(Diagnostics) {
      let bound = try BoundCommand(call, span: span)
      var known = Call(command: bound.command, span: span, arguments: [:], until: nil, file: nil)
      for (parameter, value) in bound.arguments { check(value, as: parameter, &known) }
      do { try bound.command.validate(known) } catch let error as Diagnostic { errors.append(error) } catch {}
      if let file = bound.file { check(file) }
      if let formula = bound.formula { check(formula) }
      if let definition = bound.definition, let form = bound.command.signature { check(definition, form) }
      let brought = bound.command.brings
      if let process = brought.process { names.insert(process) }
      if let word = brought.clusters { names.formUnion((1...100).map { "\(word)\($0)" }) }
      if brought.isOpen || bound.arguments.contains(where: { $0.parameter.name == TrainRun.seeds.parameter.name }) {
        isOpen = true
      }
    } catch {
      errors += error.list
    }
  }

  private mutating func check(_ formula: (name: Name, expression: Expression)) {
    let outer = names
    names.formUnion(Formula.variables)
    check(formula.expression)
    names = outer
    check(newName: formula.name)
  }

  /// The names within, and what else can be seen without the values of variables.
  private mutating func check(_ definition: (signature: Signature, body: Expression), _ form: Signature.Form) {
    let (signature, outer) = (definition.signature, names)
    do { try form.check(signature) } catch let error as Diagnostic { errors.append(error) } catch {}
    names.formUnion(signature.variables.map(\.text) + signature.parameters.map(\.name.text))
    isInFormula = true
    check(definition.body)
    isInFormula = false
    names = outer
    for rest in signature.parameters.compactMap(\.rest) { check(rest) }
    switch form {
    case .family: families.insert(signature.name.text)
    case .action: actions.insert(signature.name.text)
    }
  }

  /// Checks an argument; when its value is constant, it is kept for the check of its range.
  private mutating func check(_ value: Expression, as parameter: Parameter, _ call: inout Call) {
    if parameter.kind == .words { return }
    if let word = value.bareName {
      switch parameter.kind {
      case .choice where !names.contains(word):
        call.arguments[parameter.name] = .init(value: .string(word), span: value.span)
        return
      case .newName:
        check(newName: Name(text: word, span: value.span))
        return
      case .place: return
      case .word where !names.contains(word): return
      case .family, .families: return check(family: word, at: value.span)
      case .action: return check(action: word, at: value.span)
      case .cluster, .chain, .data:
        if !names.contains(word), !isOpen {
          let kind = parameter.kind == .chain ? "chain" : parameter.kind == .data ? "table of data" : "cluster"
          errors.append(
            Diagnostic(
              "unknown-\(kind.replacing(" ", with: "-"))", "there is no \(kind) `\(word)`", at: value.span,
              label: Suggestion.phrase(word, among: names.sorted())))
        }
        return
      case .layer where word == "last": return
      default: break
      }
    }
    if let words = Session.words(value, parameter) {
      call.arguments[parameter.name] = .init(value: .list(words.map { .string($0) }), span: value.span)
      return
    }
    if parameter.kind == .newName { isOpen = true }
    let before = errors.count
    check(value)
    guard errors.count == before, value.isConstant, let constant = try? scratch.evaluate(value) else { return }
    call.arguments[parameter.name] = .init(value: constant, span: value.span)
    if parameter.kind == .family, case .string(let word) = constant { check(family: word, at: value.span) }
  }

  private mutating func check(family name: String, at span: Span) {
    guard !families.contains(name), !isOpen else { return }
    let known = families.sorted()
    errors.append(
      Diagnostic(
        "unknown-family", "there is no family `\(name)`", at: span,
        label: Suggestion.phrase(name, among: known) ?? "there are " + known.joined(separator: ", ")))
  }

  private mutating func check(action name: String, at span: Span) {
    guard !actions.contains(name), !isOpen else { return }
    errors.append(Session.unknownAction(name, among: actions.sorted(), at: span))
  }
}
