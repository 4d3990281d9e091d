#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A number with its first and second derivatives by two variables.
struct Jet: Sendable {
  var value: Double
  var x = 0.0
  var y = 0.0
  var xx = 0.0
  var xy = 0.0
  var yy = 0.0

  static func + (a: Jet, b: Jet) -> Jet { Jet(value: a.value + b.value, x: a.x + b.x, y: a.y + b.y, xx: a.xx + b.xx, xy: a.xy + b.xy, yy: a.yy + b.yy) }
  static func - (a: Jet, b: Jet) -> Jet { Jet(value: a.value - b.value, x: a.x - b.x, y: a.y - b.y, xx: a.xx - b.xx, xy: a.xy - b.xy, yy: a.yy - b.yy) }
  static func * (a: Jet, b: Jet) -> Jet {
    Jet(
      value: a.value * b.value, x: a.x * b.value + a.value * b.x, y: a.y * b.value + a.value * b.y,
      xx: a.xx * b.value + 2 * a.x * b.x + a.value * b.xx, xy: a.xy * b.value + a.x * b.y + a.y * b.x + a.value * b.xy,
      yy: a.yy * b.value + 2 * a.y * b.y + a.value * b.yy)
  }
  static func / (a: Jet, b: Jet) -> Jet {
    a * b.mapped(1 / b.value, -1 / (b.value * b.value), 2 / (b.value * b.value * b.value))
  }

  /// f of this, by f, f' and f'' at its value (Faa di Bruno).
  func mapped(_ f: Double, _ f1: Double, _ f2: Double) -> Jet {
    Jet(value: f, x: f1 * x, y: f1 * y, xx: f2 * x * x + f1 * xx, xy: f2 * x * y + f1 * xy, yy: f2 * y * y + f1 * yy)
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

/// A formula in up to two variables, with its derivatives.
typealias JetFunction = @Sendable (_ x: Jet, _ y: Jet) -> Jet

extension Session {
  /// An expression in variables of these names together with its derivatives; other names have the values they have now.
  ///
  /// - Throws: `Diagnostic` at what has no derivative here.
  mutating func differentiable(_ body: Expression, in names: [String]) throws -> JetFunction { try jet(body, of: names) }

  private mutating func jet(_ e: Expression, of names: [String]) throws -> JetFunction {
    switch e.kind {
    case .name(let word) where word == names.first: return { x, _ in x }
    case .name(let word) where word == names.last: return { _, y in y }
    case .unary(.minus, let a):
      let a = try jet(a, of: names)
      return { Jet(value: 0) - a($0, $1) }
    case .binary(.power, let a, let b) where !b.mentions(names):
      let (a, n) = (try jet(a, of: names), try number(b, "an exponent"))
      return { a($0, $1).power(n) }
    case .binary(let op, let a, let b) where [.plus, .minus, .times, .over].contains(op):
      let (a, b) = (try jet(a, of: names), try jet(b, of: names))
      switch op {
      case .plus: return { a($0, $1) + b($0, $1) }
      case .minus: return { a($0, $1) - b($0, $1) }
      case .times: return { a($0, $1) * b($0, $1) }
      default: return { a($0, $1) / b($0, $1) }
      }
    case .call(let f, let arguments) where arguments.count == 1 && e.mentions(names):
      guard let outer = Jet.functions[f.text] else {
        throw Diagnostic("no-derivative", "`\(f.text)` has no derivative here", at: f.span, label: "it knows " + Jet.functions.keys.sorted().joined(separator: ", "))
      }
      let inner = try jet(arguments[0], of: names)
      return { outer(inner($0, $1)) }
    default:
      guard !e.mentions(names) else { throw Diagnostic("no-derivative", "this has no derivative here", at: e.span) }
      let value = try number(e, "a part of the function")
      return { _, _ in Jet(value: value) }
    }
  }
}

extension Expression {
  /// Whether one of the names occurs in it.
  func mentions(_ names: [String]) -> Bool { bareName.map(names.contains) == true || children.contains { $0.mentions(names) } }
}
