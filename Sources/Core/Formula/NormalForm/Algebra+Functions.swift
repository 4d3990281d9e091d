import Checked

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Functions of forms.
extension Algebra {
  /// u^r. Of a fraction, where u is positive.
  mutating func power(_ u: Polynomial, _ r: Double) throws -> Polynomial {
    if r == 0 { return Polynomial(1) }
    if r == 1 { return u }
    guard !u.isZero else {
      guard r > 0 else { throw Undecided() }
      return .zero
    }
    if let term = u.terms.only { return try power(term, r) }
    if r == r.rounded(), r > 0 {
      guard r <= 64 else { throw Undecided() }
      let half = try power(u, (r / 2).rounded(.down))
      let square = try product(half, half)
      return Int(saturating: r).isMultiple(of: 2) ? square : try product(square, u)
    }
    // What all terms have in common goes before a whole power; before others its sign would matter.
    let isWhole = r == r.rounded()
    let (content, rest) = isWhole ? try parted(u) : (.one, u)
    let lead = isWhole ? rest.terms[0].coefficient : rest.terms[0].coefficient.magnitude
    let base = rest.scaled(by: .one / lead)
    let outside = try power(.init(monomial: content, coefficient: lead), r)
    if base.terms.count == 1 { return try product(outside, power(base, r)) }
    if r > 0 {
      let whole = r.rounded(.down)
      let root = Polynomial(.one, try monomial(.base(base), to: r - whole))
      return try product(outside, product(power(base, whole), root))
    }
    return try product(outside, Polynomial(.one, monomial(.base(base), to: r)))
  }

  private mutating func power(_ term: Polynomial.Term, _ r: Double) throws -> Polynomial {
    let isWhole = r == r.rounded()
    guard isWhole || term.coefficient.isPositive else {
      // Of a negative number times atoms: the atoms may be negative too.
      guard !term.monomial.powers.isEmpty else { throw Undecided() }
      let base = Polynomial(-.one, term.monomial)
      let outside = Polynomial(term.coefficient.magnitude.raised(to: r))
      return try product(outside, Polynomial(.one, monomial(.base(base), to: r)))
    }
    var result = Polynomial(term.coefficient.raised(to: r))
    for factor in term.monomial.powers {
      result = try product(result, power(of: factor, r))
    }
    return result
  }

  /// (a^e)^r: of an even power a fraction's is that of |a|.
  private mutating func power(of factor: Monomial.Power, _ r: Double) throws -> Polynomial {
    let e = factor.exponent
    let single = Polynomial(.one, Monomial(powers: [.init(atom: factor.atom, exponent: 1)]))
    switch atoms[factor.atom] {
    case .exponential(let u): return try exponential(u.scaled(by: Bounded(e * r)))
    case .magnitude(let u): return try magnitudePower(u, e * r)
    default: break
    }
    if r != r.rounded(), e == e.rounded(), Int(exactly: e)?.isMultiple(of: 2) == true {
      return try magnitudePower(single, e * r)
    }
    return try normalised(Monomial(powers: [.init(atom: factor.atom, exponent: e * r)]))
  }

  /// |u|^r.
  private mutating func magnitudePower(_ u: Polynomial, _ r: Double) throws -> Polynomial {
    if r == r.rounded(), Int(exactly: r)?.isMultiple(of: 2) == true { return try power(u, r) }
    let even = 2 * (r / 2).rounded(.down)
    let size = try magnitude(u)
    guard r - even != 1 else { return try product(power(u, even), size) }
    guard let term = size.terms.only, let factor = term.monomial.powers.only,
      case .magnitude = atoms[factor.atom], factor.exponent == 1
    else { return try power(size, r) }
    let root = Polynomial(
      term.coefficient.raised(to: r - even), Monomial(powers: [.init(atom: factor.atom, exponent: r - even)]))
    return try product(power(u, even), root)
  }

  /// What all terms have in common, and the rest.
  private mutating func parted(_ u: Polynomial) throws -> (content: Monomial, rest: Polynomial) {
    var content = u.terms[0].monomial.powers
    for term in u.terms.dropFirst() {
      content = content.compactMap { power in
        let e = term.monomial.exponent(of: power.atom)
        // Exponentials only as a whole; of powers the lower one.
        if power.exponent > 0, e > 0 { return .init(atom: power.atom, exponent: min(power.exponent, e)) }
        if power.exponent < 0, e < 0 { return .init(atom: power.atom, exponent: max(power.exponent, e)) }
        return nil
      }
    }
    content = content.filter {
      switch atoms[$0.atom] {
      case .input, .exponential, .base: true
      default: false
      }
    }
    guard !content.isEmpty else { return (.one, u) }
    let inverse = Monomial(powers: content).raised(to: -1)
    var rest = Polynomial.Sum()
    for term in u.terms {
      // The common part is in every term: nothing but exponents changes.
      rest.add(term.coefficient, term.monomial.times(inverse))
    }
    return (Monomial(powers: content), rest.value)
  }

  mutating func exponential(_ u: Polynomial) throws -> Polynomial {
    if let c = u.constant {
      let value = Bounded.exponential(c)
      guard value.isFinite else { throw Undecided() }
      return Polynomial(value)
    }
    // exp(c log w) = w^c.
    for term in u.terms {
      if let power = term.monomial.powers.only, power.exponent == 1, case .logarithm(let w) = atoms[power.atom] {
        let rest = u - Polynomial(term.coefficient, term.monomial)
        return try product(self.power(w, term.coefficient.value), exponential(rest))
      }
    }
    // exp(u) = e^c exp(v) where u - v = c.
    for case .exponential(let v) in atoms {
      if let c = (u - v).constant, abs(c.value) < 1e6 {
        return try atom(.exponential(v)).scaled(by: c.isZero ? .one : .exponential(c))
      }
    }
    return try atom(.exponential(u))
  }

  mutating func logarithm(_ u: Polynomial) throws -> Polynomial {
    guard !u.isZero else { throw Undecided() }
    let lead = u.terms[0].coefficient.magnitude
    let outside = Polynomial(lead.logarithm)
    let rest = u.scaled(by: .one / lead)
    guard let term = rest.terms.only, term.coefficient.isPositive else {
      return outside + (try atom(.logarithm(rest)))
    }
    return try term.monomial.powers.reduce(outside) { sum, power in
      if case .exponential(let v) = atoms[power.atom] { return sum + v.scaled(by: Bounded(power.exponent)) }
      let form: Polynomial
      if case .base(let v) = atoms[power.atom] {
        form = v
      } else {
        form = Polynomial(.one, Monomial(powers: [.init(atom: power.atom, exponent: 1)]))
      }
      return sum + (try atom(.logarithm(form))).scaled(by: Bounded(power.exponent))
    }
  }

  mutating func magnitude(_ u: Polynomial) throws -> Polynomial {
    if let c = u.constant { return Polynomial(c.magnitude) }
    if isPositive(u) { return u }
    if isPositive(-u) { return -u }
    if let term = u.terms.only {
      return try term.monomial.powers.reduce(Polynomial(term.coefficient.magnitude)) { result, power in
        let form = Polynomial(.one, Monomial(powers: [power]))
        let single = Polynomial(.one, Monomial(powers: [.init(atom: power.atom, exponent: 1)]))
        if isPositive(form) { return try product(result, form) }
        if case .base(let v) = atoms[power.atom] { return try product(result, magnitudePower(v, power.exponent)) }
        let size = try atom(.magnitude(single))
        return try product(result, product(size, normalised(evenPart(power))))
      }
    }
    let (content, rest) = try parted(u)
    let lead = rest.terms[0].coefficient
    let form = rest.scaled(by: .one / lead)
    let size = form.terms.count == 1 ? try magnitude(form) : try atom(.magnitude(form))
    let outside = try magnitude(Polynomial(lead.magnitude, content))
    return try product(outside, size)
  }

  /// |a^e| = |a| a^(e - 1) of an odd e.
  private func evenPart(_ power: Monomial.Power) -> Monomial {
    power.exponent == 1 ? .one : Monomial(powers: [.init(atom: power.atom, exponent: power.exponent - 1)])
  }

  /// Whether it is a sum of what is positive, or zero.
  private func isPositive(_ u: Polynomial) -> Bool {
    u.terms.allSatisfy { term in
      term.coefficient.isPositive
        && term.monomial.powers.allSatisfy { power in
          let isEven = Int(exactly: power.exponent)?.isMultiple(of: 2) == true
          return switch atoms[power.atom] {
          case .exponential, .magnitude: true
          case .base, .input: isEven || power.exponent != power.exponent.rounded()
          default: isEven
          }
        }
    }
  }

  /// u/|u| and zero at zero.
  mutating func sign(_ u: Polynomial) throws -> Polynomial {
    if u.isZero { return .zero }
    return try product(magnitude(u), power(u, -1))
  }

  mutating func sine(_ u: Polynomial) throws -> Polynomial {
    if let c = u.constant { return Polynomial(Bounded(sin(c.value), error: c.angleError)) }
    return u.terms[0].coefficient.isNegative ? -(try atom(.sine(-u))) : try atom(.sine(u))
  }

  mutating func cosine(_ u: Polynomial) throws -> Polynomial {
    if let c = u.constant { return Polynomial(Bounded(cos(c.value), error: c.angleError)) }
    return try atom(.cosine(u.terms[0].coefficient.isNegative ? -u : u))
  }

  mutating func arctangent(_ u: Polynomial) throws -> Polynomial {
    if let c = u.constant { return Polynomial(Bounded(atan(c.value), error: 4 * Double.ulpOfOne)) }
    return u.terms[0].coefficient.isNegative ? -(try atom(.arctangent(-u))) : try atom(.arctangent(u))
  }

  /// The angle of the point (v, u): atan2(u, v).
  mutating func angle(_ u: Polynomial, _ v: Polynomial) throws -> Polynomial {
    if let a = u.constant, let b = v.constant {
      return Polynomial(Bounded(atan2(a.value, b.value), error: 8 * Double.ulpOfOne))
    }
    return try atom(.angle(u, v))
  }
}

extension Bounded {
  /// What the error of an angle, and its reduction, make of a sine's.
  fileprivate var angleError: Double { abs(value) * (relativeError.isNaN ? 0 : relativeError) + 4 * Double.ulpOfOne }
}

extension Collection {
  /// Its element, where it has just one.
  var only: Element? { count == 1 ? first : nil }
}
