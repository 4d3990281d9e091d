/// What a formula is made of, in a normal form: sums of products of powers of atoms.
///
/// Atoms are the inputs and what is opaque: exp u, sin u, cos u, log u, atan u, |u|, and powers of sums that are no whole
/// powers. Their arguments are in normal form themselves, and what is known of atoms is used: exp u exp v = exp(u + v),
/// exp log u = u, |u|^2 = u^2, cos^2 = 1 - sin^2, u^(1/2) u^(1/2) = u. Hyperbolic functions are exponentials, and max, min
/// and sign are made of |u| and u. So a form that is zero is zero for all values of the inputs, where the formula has
/// a value: that is a proof. A form that is not zero proves the contrary where its atoms depend on each other by nothing
/// else (see `isIndependent`).
struct Algebra {
  enum Atom {
    case input(Int)
    /// e^u, always to the power of one.
    case exponential(Polynomial)
    /// A sum of terms, to powers below one; its first coefficient is one, or minus one.
    case base(Polynomial)
    /// |u|, to powers from zero to below two.
    case magnitude(Polynomial)
    case sine(Polynomial)
    case cosine(Polynomial)
    case logarithm(Polynomial)
    case arctangent(Polynomial)
    case angle(Polynomial, Polynomial)
  }

  /// A form that is too long, or a formula that has no value anywhere.
  struct Undecided: Error {}

  private(set) var atoms: [Atom] = []
  private var work = 0
  /// Products of terms, at most: some tenths of a second.
  private static let limit = 1_000_000

  mutating func atom(_ atom: Atom) throws -> Polynomial { Polynomial(.one, try monomial(atom)) }

  mutating func monomial(_ atom: Atom, to exponent: Double = 1) throws -> Monomial {
    Monomial(powers: [.init(atom: try number(atom), exponent: exponent)])
  }

  private mutating func number(_ atom: Atom) throws -> Int {
    if let known = atoms.firstIndex(where: { Self.isSame($0, atom) }) { return known }
    guard atoms.count < 400 else { throw Undecided() }
    atoms.append(atom)
    return atoms.count - 1
  }

  private static func isSame(_ a: Atom, _ b: Atom) -> Bool {
    switch (a, b) {
    case (.input(let i), .input(let j)): i == j
    case (.exponential(let u), .exponential(let v)), (.base(let u), .base(let v)),
      (.magnitude(let u), .magnitude(let v)), (.sine(let u), .sine(let v)), (.cosine(let u), .cosine(let v)),
      (.logarithm(let u), .logarithm(let v)), (.arctangent(let u), .arctangent(let v)):
      u.equals(v)
    case (.angle(let u, let v), .angle(let w, let z)): u.equals(w) && v.equals(z)
    default: false
    }
  }

  // MARK: Products

  mutating func product(_ a: Polynomial, _ b: Polynomial) throws -> Polynomial {
    if let c = a.constant { return b.scaled(by: c) }
    if let c = b.constant { return a.scaled(by: c) }
    work += a.terms.count * b.terms.count
    guard work <= Self.limit else { throw Undecided() }
    var sum = Polynomial.Sum()
    for s in a.terms {
      for t in b.terms {
        let coefficient = s.coefficient * t.coefficient
        guard coefficient.isFinite else { throw Undecided() }
        let raw = s.monomial.times(t.monomial)
        if let form = try reduced(raw) { sum.add(form, times: coefficient) } else { sum.add(coefficient, raw) }
      }
    }
    return sum.value
  }

  mutating func normalised(_ raw: Monomial) throws -> Polynomial { try reduced(raw) ?? Polynomial(.one, raw) }

  /// What is known of a product's atoms; nil where it stays as it is.
  private mutating func reduced(_ raw: Monomial) throws -> Polynomial? {
    guard raw.powers.contains(where: isReducible) || exponentials(in: raw) > 1 else { return nil }
    var plain: [Monomial.Power] = []
    var factors: [Polynomial] = []
    var argument = Polynomial.zero
    for power in raw.powers {
      let e = power.exponent
      func keep(_ rest: Double) { if rest != 0 { plain.append(.init(atom: power.atom, exponent: rest)) } }
      switch atoms[power.atom] {
      case .exponential(let u): argument = argument + u.scaled(by: Bounded(e))
      case .magnitude(let u) where isReducible(power):
        let even = 2 * (e / 2).rounded(.down)
        factors.append(try self.power(u, even))
        keep(e - even)
      case .cosine(let u) where isReducible(power):
        let half = (e / 2).rounded(.down)
        let sine = try atom(.sine(u))
        factors.append(try self.power(Polynomial(1) - product(sine, sine), half))
        keep(e - 2 * half)
      case .base(let u) where isReducible(power):
        factors.append(try self.power(u, e.rounded(.down)))
        keep(e - e.rounded(.down))
      default: plain.append(power)
      }
    }
    if !argument.isZero { factors.append(try exponential(argument)) }
    var result = Polynomial(.one, Monomial(powers: plain))
    for factor in factors { result = try product(result, factor) }
    return result
  }

  private func isReducible(_ power: Monomial.Power) -> Bool {
    switch atoms[power.atom] {
    case .exponential: power.exponent != 1
    case .magnitude: power.exponent >= 2 || power.exponent < 0
    case .cosine: power.exponent >= 2
    case .base: power.exponent >= 1
    default: false
    }
  }

  private func exponentials(in monomial: Monomial) -> Int {
    monomial.powers.count { if case .exponential = atoms[$0.atom] { true } else { false } }
  }
}
