import Checked
import Syntax

/// Which argument of a call belongs to which parameter: those without a name in order, then those by name.
extension Definition {
  /// An expression for each parameter, nil where its default stands.
  func places(_ arguments: [Expression], at span: Span) throws -> [Expression?] {
    let unnamed = arguments.prefix { !$0.isNamed }
    guard arguments.count <= parameters.count else { throw wrongCount(arguments.count, at: span) }
    var places = unnamed.map { $0 as Expression? }
    places += Array(repeating: nil, count: max(0, parameters.count - places.count))
    for case .named(let name, let value) in arguments.map(\.kind) {
      guard let i = parameters.firstIndex(of: name) else {
        throw Diagnostic.unknownArgument(name, of: title, parameters.map(\.text))
      }
      guard places[i] == nil else { throw Diagnostic(.twice, "`\(name.text)` is given twice", at: name.span) }
      places[i] = value
    }
    for i in places.indices where places[i] == nil && standard(of: i) == nil {
      throw wrongCount(arguments.count, at: span)
    }
    return places
  }

  func wrongCount(_ count: Int, at span: Span) -> Diagnostic {
    guard isAnonymous else { return Diagnostic(.wrongCount, "`\(title)` is written \(usage)", at: span) }
    let wanted = parameters.count
    return Diagnostic(
      .wrongCount, "`\(title)` takes \(wanted) argument\(wanted == 1 ? "" : "s"), not \(count)", at: span)
  }
}

extension Function {
  /// An expression for each parameter up to the last that is given, nil between where one is left out.
  func places(_ all: [Expression], at span: Span) throws -> [Expression?] {
    guard all.contains(where: \.isNamed) else {
      guard arity.contains(all.count) else { throw wrongCount(at: span) }
      return all
    }
    let unnamed = all.prefix { !$0.isNamed }
    let arguments = takesNames ? Array(unnamed) : all
    var places = unnamed.map { $0 as Expression? }
    let names = parameters.map { $0.hasSuffix("?") ? String($0.dropLast()) : $0 }
    for case .named(let name, let value) in arguments.map(\.kind) {
      guard let i = names.firstIndex(of: name.text) else {
        throw Diagnostic.unknownArgument(name, of: self.name, names)
      }
      if i >= places.count { places += Array(repeating: nil, count: max(0, i + 1 - places.count)) }
      guard places[i] == nil else { throw Diagnostic(.twice, "`\(name.text)` is given twice", at: name.span) }
      places[i] = value
    }
    let isMissing = places.indices.contains {
      places[$0] == nil && $0 < parameters.count && !parameters[$0].hasSuffix("?")
    }
    guard arity.contains(places.count), !isMissing else { throw wrongCount(at: span) }
    return places
  }

  private func wrongCount(at span: Span) -> Diagnostic {
    Diagnostic(.wrongCount, "`\(name)` is written \(usage)", at: span)
  }
}

extension Expression {
  var isNamed: Bool { if case .named = kind { true } else { false } }
}

extension Diagnostic {
  static func unknownArgument(_ name: Name, of function: String, _ known: [String]) -> Diagnostic {
    Diagnostic(
      .unknownOption, "`\(function)` has no argument `\(name.text)`", at: name.span,
      label: Suggestion.phrase(name.text, among: known)
        ?? (known.isEmpty ? nil : "it has " + known.joined(separator: ", ")))
  }
}
