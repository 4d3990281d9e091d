/// A command as written: its verb, what follows, and the file behind `>`.
public struct CommandCall: Sendable, Equatable {
  public let verb: Name
  public let arguments: [Argument]
  public let redirect: Expression?
  /// A script of its own that stands in braces behind the arguments: what `sweep` runs.
  public let block: [Statement]?

  public init(verb: Name, arguments: [Argument], redirect: Expression?, block: [Statement]? = nil) {
    self.verb = verb
    self.arguments = arguments
    self.redirect = redirect
    self.block = block
  }
}

public struct Argument: Sendable, Equatable {
  public let kind: Kind
  public let value: Expression

  public init(kind: Kind, value: Expression) {
    self.kind = kind
    self.value = value
  }

  public enum Kind: Sendable, Equatable {
    case positional
    /// name=value
    case option(Name)
    /// until value
    case until(Name)
    /// f(x, y; a, b) = value
    case definition(Signature)
    /// of deep, of "chain_{k}": the process that the command asks, the value its name.
    case of(Name)
  }

  public var isPositional: Bool { if case .positional = kind { true } else { false } }
  public var isOwner: Bool { if case .of = kind { true } else { false } }
  /// The bare word that may name a command's subject.
  public var subject: String? { if case .positional = kind { value.bareName } else { nil } }
}

extension Expression {
  /// A name, with members or slices: what else stands before `of` in a command is no quantity, and the `of` is the command's.
  public var mayBeQuantity: Bool {
    switch kind {
    case .name: true
    case .member(let value, _), .slice(let value, _): value.mayBeQuantity
    default: false
    }
  }

  /// The value and the name, of `k of deep` the variable k and deep; nil where it does not end so. Behind some arguments
  /// the name is the command's: `inspect layer k of deep`.
  public var releasingOwner: (value: Expression, owner: Name)? {
    func inner(_ end: Expression, _ make: (Expression) -> Kind) -> (value: Expression, owner: Name)? {
      end.releasingOwner.map { (Expression(kind: make($0.value), span: span.to($0.value.span)), $0.owner) }
    }
    switch kind {
    case .slice(let value, .of(let owner)): return (value, owner)
    case .range(let a, let b, nil): return inner(b) { .range(a, $0, step: nil) }
    case .range(let a, let b, let step?): return inner(step) { .range(a, b, step: $0) }
    case .unary(let op, let a): return inner(a) { .unary(op, $0) }
    case .binary(let op, let a, let b): return inner(b) { .binary(op, a, $0) }
    default: return nil
    }
  }

  /// Outside of brackets it has an `of NAME` behind what is no name, which a command would take for its own.
  public var holdsForeignOwner: Bool {
    switch kind {
    case .slice(let value, .of): !value.mayBeQuantity || value.holdsForeignOwner
    case .slice(let value, .at(_, let place)): value.holdsForeignOwner || place.holdsForeignOwner
    case .slice(let value, _), .unary(_, let value): value.holdsForeignOwner
    case .binary(_, let a, let b), .range(let a, let b, nil): a.holdsForeignOwner || b.holdsForeignOwner
    case .range(let a, let b, let step?): a.holdsForeignOwner || b.holdsForeignOwner || step.holdsForeignOwner
    default: false
    }
  }
}
