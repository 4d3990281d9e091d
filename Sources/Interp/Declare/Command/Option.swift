import Syntax

/// An option of a command: its name, its domain, and what holds when it is left out. The type says which: `call[rate]`
/// is a number where there is a default or where it must be given, an optional where neither is so.
public struct Option<T: Sendable>: Sendable {
  public let parameter: Parameter
  private let domain: Domain<T>
  /// Nil for an option that must be given.
  private let absent: T?

  private init(_ parameter: Parameter, _ domain: Domain<T>, absent: T?) {
    self.parameter = parameter
    self.domain = domain
    self.absent = absent
  }

  /// One with a default, whose text in help and reference follows from the value.
  init(_ name: String, _ domain: Domain<T>, _ summary: String, default value: T, positional: Bool = false) {
    let parameter = Parameter(
      name: name, kind: domain.kind, isPositional: positional, isRequired: false, standard: domain.text(value),
      summary: summary, endings: domain.endings)
    self.init(parameter, domain, absent: value)
  }

  /// One that must be given.
  static func required(_ name: String, _ domain: Domain<T>, _ summary: String, positional: Bool = false) -> Option {
    let parameter = Parameter(
      name: name, kind: domain.kind, isPositional: positional, isRequired: true, standard: nil, summary: summary,
      endings: domain.endings)
    return Option(parameter, domain, absent: nil)
  }

  /// One that may be left out, which means something of its own.
  ///
  /// - Parameter usual: what it mostly comes to, for help and reference, where that follows from other options.
  static func optional<W>(
    _ name: String, _ domain: Domain<W>, _ summary: String, usually usual: W? = nil, positional: Bool = false
  ) -> Option where T == W? {
    let parameter = Parameter(
      name: name, kind: domain.kind, isPositional: positional, isRequired: false, standard: usual.map(domain.text),
      summary: summary, endings: domain.endings)
    return Option(parameter, domain.orNothing, absent: .some(nil))
  }

  /// - Throws: `Diagnostic` at the argument when it is of the wrong kind or out of range; at the command when it is
  ///   missing.
  fileprivate func value(in call: Call) throws -> T {
    guard let argument = call.arguments[parameter.name] else {
      if let absent { return absent }
      throw Diagnostic(.missingArgument, "`\(call.command.name)` needs \(parameter.name)", at: call.span)
    }
    return try value(of: argument)
  }

  fileprivate func value(of argument: Call.Argument) throws -> T {
    switch domain.read(argument.value, parameter.name) {
    case .taken(let value): return value
    case .refused(let complaint): throw Diagnostic(domain.code, complaint, at: argument.span)
    case .otherKind:
      throw Diagnostic(
        .wrongType, "`\(parameter.name)` is \(parameter.kind.title), not \(argument.value.kind)", at: argument.span)
    }
  }
}

/// An option without its type.
protocol AnyOption: Sendable {
  var parameter: Parameter { get }
  /// Checks the argument, if it is there.
  func validate(in call: Call) throws
}

extension Option: AnyOption {
  func validate(in call: Call) throws {
    if let argument = call.arguments[parameter.name] { _ = try value(of: argument) }
  }
}

extension Call {
  /// The value of an option.
  subscript<T>(_ option: Option<T>) -> T {
    get throws { try option.value(in: self) }
  }

  /// Whether an option was written, rather than left to its default.
  func gives(_ option: some AnyOption) -> Bool { arguments[option.parameter.name] != nil }
}
