/// What an instruction does to one lane vector of each operand. Types rather than closures: those the compiler leaves
/// as calls, which cost more than the operations.
protocol Operation1: SendableMetatype { static func of<N: FormulaNumber>(_ a: N) -> N }
protocol Operation2: SendableMetatype { static func of<N: FormulaNumber>(_ a: N, _ b: N) -> N }
protocol Operation3: SendableMetatype { static func of<N: FormulaNumber>(_ a: N, _ b: N, _ c: N) -> N }

enum Copy: Operation1 { @inline(__always) static func of<N: FormulaNumber>(_ a: N) -> N { a } }
enum Negate: Operation1 { @inline(__always) static func of<N: FormulaNumber>(_ a: N) -> N { -a } }
enum Root: Operation1 { @inline(__always) static func of<N: FormulaNumber>(_ a: N) -> N { a.root() } }
enum Exponential: Operation1 { @inline(__always) static func of<N: FormulaNumber>(_ a: N) -> N { a.exponential() } }
enum Logarithm: Operation1 { @inline(__always) static func of<N: FormulaNumber>(_ a: N) -> N { a.logarithm() } }
enum Sine: Operation1 { @inline(__always) static func of<N: FormulaNumber>(_ a: N) -> N { a.sineAndCosine().sine } }
enum Cosine: Operation1 { @inline(__always) static func of<N: FormulaNumber>(_ a: N) -> N { a.sineAndCosine().cosine } }
enum HyperbolicSine: Operation1 {
  @inline(__always) static func of<N: FormulaNumber>(_ a: N) -> N { a.hyperbolicSine() }
}
enum HyperbolicTangent: Operation1 {
  @inline(__always) static func of<N: FormulaNumber>(_ a: N) -> N { a.hyperbolicTangent() }
}
enum Arctangent: Operation1 { @inline(__always) static func of<N: FormulaNumber>(_ a: N) -> N { a.arctangent() } }
enum Magnitude: Operation1 { @inline(__always) static func of<N: FormulaNumber>(_ a: N) -> N { a.absolute() } }
enum Sign: Operation1 { @inline(__always) static func of<N: FormulaNumber>(_ a: N) -> N { a.signum() } }

enum Add: Operation2 { @inline(__always) static func of<N: FormulaNumber>(_ a: N, _ b: N) -> N { a + b } }
enum Subtract: Operation2 { @inline(__always) static func of<N: FormulaNumber>(_ a: N, _ b: N) -> N { a - b } }
enum Multiply: Operation2 { @inline(__always) static func of<N: FormulaNumber>(_ a: N, _ b: N) -> N { a * b } }
enum Divide: Operation2 { @inline(__always) static func of<N: FormulaNumber>(_ a: N, _ b: N) -> N { a.over(b) } }
enum Angle: Operation2 { @inline(__always) static func of<N: FormulaNumber>(_ a: N, _ b: N) -> N { a.angle(over: b) } }
enum Larger: Operation2 { @inline(__always) static func of<N: FormulaNumber>(_ a: N, _ b: N) -> N { a.larger(b) } }
enum Smaller: Operation2 { @inline(__always) static func of<N: FormulaNumber>(_ a: N, _ b: N) -> N { a.smaller(b) } }
enum Power: Operation2 { @inline(__always) static func of<N: FormulaNumber>(_ a: N, _ b: N) -> N { a.power(b) } }
enum TimesRoot: Operation2 {
  @inline(__always) static func of<N: FormulaNumber>(_ a: N, _ b: N) -> N { a.timesRoot(of: b) }
}
enum Ratio: Operation2 { @inline(__always) static func of<N: FormulaNumber>(_ a: N, _ b: N) -> N { a.ratio(to: b) } }
enum Heaviside: Operation2 {
  @inline(__always) static func of<N: FormulaNumber>(_ a: N, _ b: N) -> N { a.heaviside(above: b) }
}

enum MultiplyAdd: Operation3 {
  @inline(__always) static func of<N: FormulaNumber>(_ a: N, _ b: N, _ c: N) -> N { a.times(b, plus: c) }
}
enum MultiplyFrom: Operation3 {
  @inline(__always) static func of<N: FormulaNumber>(_ a: N, _ b: N, _ c: N) -> N { a.times(b, from: c) }
}
