#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A number with its first and second derivative by one variable.
struct Jet: Sendable {
  var value: Double
  var first = 0.0
  var second = 0.0

  static func + (a: Jet, b: Jet) -> Jet { Jet(value: a.value + b.value, first: a.first + b.first, second: a.second + b.second) }
  static func - (a: Jet, b: Jet) -> Jet { Jet(value: a.value - b.value, first: a.first - b.first, second: a.second - b.second) }
  static func * (a: Jet, b: Jet) -> Jet {
    Jet(
      value: a.value * b.value, first: a.first * b.value + a.value * b.first,
      second: a.second * b.value + 2 * a.first * b.first + a.value * b.second)
  }
  static func / (a: Jet, b: Jet) -> Jet {
    a * b.mapped(1 / b.value, -1 / (b.value * b.value), 2 / (b.value * b.value * b.value))
  }

  /// f of this, by f, f' and f'' at its value (Faa di Bruno).
  func mapped(_ f: Double, _ f1: Double, _ f2: Double) -> Jet {
    Jet(value: f, first: f1 * first, second: f2 * first * first + f1 * second)
  }

  func power(_ n: Double) -> Jet {
    // 0^(n - 2) times a factor that is zero is zero.
    func term(_ factor: Double, _ exponent: Double) -> Double { factor == 0 ? 0 : factor * pow(value, exponent) }
    return mapped(pow(value, n), term(n, n - 1), term(n * (n - 1), n - 2))
  }

  /// The elementary functions that have derivatives.
  static let functions: [String: @Sendable (Jet) -> Jet] = [
    "exp": { let e = exp($0.value); return $0.mapped(e, e, e) },
    "log": { $0.mapped(log($0.value), 1 / $0.value, -1 / ($0.value * $0.value)) },
    "sqrt": { $0.power(0.5) },
    "sin": { $0.mapped(sin($0.value), cos($0.value), -sin($0.value)) },
    "cos": { $0.mapped(cos($0.value), -sin($0.value), -cos($0.value)) },
    "tanh": { let t = tanh($0.value); return $0.mapped(t, 1 - t * t, -2 * t * (1 - t * t)) },
    "cosh": { $0.mapped(cosh($0.value), sinh($0.value), cosh($0.value)) },
    "sinh": { $0.mapped(sinh($0.value), cosh($0.value), sinh($0.value)) },
    "atan": {
      let d = 1 / (1 + $0.value * $0.value)
      return $0.mapped(atan($0.value), d, -2 * $0.value * d * d)
    },
  ]
}

extension Session {
  /// A function of one number, given by one expression, together with its derivatives.
  ///
  /// - Throws: `Diagnostic` at what has no derivative here.
  mutating func differentiable(_ definition: Definition, at span: Span) throws -> @Sendable (Double) -> Jet {
    guard definition.parameters.count == 1, case .expression(let body) = definition.body else {
      throw Diagnostic("wrong-type", "`\(definition.name.text)` must be a function of one number by one expression: def n(r) = ...", at: span)
    }
    let jet = try jet(body, of: definition.parameters[0].text)
    return { jet(Jet(value: $0, first: 1)) }
  }

  private mutating func jet(_ e: Expression, of name: String) throws -> @Sendable (Jet) -> Jet {
    switch e.kind {
    case .name(let word) where word == name: return { $0 }
    case .unary(.minus, let a):
      let a = try jet(a, of: name)
      return { Jet(value: 0) - a($0) }
    case .binary(.power, let a, let b) where !b.mentions(name):
      let (a, n) = (try jet(a, of: name), try number(b, "an exponent"))
      return { a($0).power(n) }
    case .binary(let op, let a, let b) where [.plus, .minus, .times, .over].contains(op):
      let (a, b) = (try jet(a, of: name), try jet(b, of: name))
      switch op {
      case .plus: return { a($0) + b($0) }
      case .minus: return { a($0) - b($0) }
      case .times: return { a($0) * b($0) }
      default: return { a($0) / b($0) }
      }
    case .call(let f, let arguments) where arguments.count == 1 && e.mentions(name):
      guard let outer = Jet.functions[f.text] else {
        throw Diagnostic("no-derivative", "`\(f.text)` has no derivative here", at: f.span, label: "it knows " + Jet.functions.keys.sorted().joined(separator: ", "))
      }
      let inner = try jet(arguments[0], of: name)
      return { outer(inner($0)) }
    default:
      guard !e.mentions(name) else { throw Diagnostic("no-derivative", "this has no derivative here", at: e.span) }
      let value = try number(e, "a part of the function")
      return { _ in Jet(value: value) }
    }
  }
}

extension Expression {
  /// Whether a name occurs in it.
  fileprivate func mentions(_ name: String) -> Bool { bareName == name || children.contains { $0.mentions(name) } }
}
