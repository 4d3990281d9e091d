/// A product of powers of atoms, sorted by atom; atoms are numbered by their `Algebra`.
struct Monomial: Hashable, Comparable {
  struct Power: Hashable {
    let atom: Int
    let exponent: Double
  }

  let powers: [Power]

  static let one = Monomial(powers: [])

  func exponent(of atom: Int) -> Double { powers.first { $0.atom == atom }?.exponent ?? 0 }

  func without(_ atom: Int) -> Monomial { Monomial(powers: powers.filter { $0.atom != atom }) }

  /// The product before anything that is known of the atoms.
  func times(_ other: Monomial) -> Monomial {
    if powers.isEmpty { return other }
    if other.powers.isEmpty { return self }
    var result: [Power] = []
    var (i, j) = (0, 0)
    while i < powers.count || j < other.powers.count {
      if j == other.powers.count || (i < powers.count && powers[i].atom < other.powers[j].atom) {
        result.append(powers[i])
        i += 1
      } else if i == powers.count || other.powers[j].atom < powers[i].atom {
        result.append(other.powers[j])
        j += 1
      } else {
        let exponent = powers[i].exponent + other.powers[j].exponent
        if exponent != 0 { result.append(Power(atom: powers[i].atom, exponent: exponent)) }
        (i, j) = (i + 1, j + 1)
      }
    }
    return Monomial(powers: result)
  }

  func raised(to r: Double) -> Monomial {
    Monomial(powers: powers.map { Power(atom: $0.atom, exponent: $0.exponent * r) })
  }

  static func < (a: Monomial, b: Monomial) -> Bool {
    for (p, q) in zip(a.powers, b.powers) {
      if p.atom != q.atom { return p.atom < q.atom }
      if p.exponent != q.exponent { return p.exponent < q.exponent }
    }
    return a.powers.count < b.powers.count
  }
}

/// A sum of monomials with coefficients that are not zero, in the monomials' order.
struct Polynomial {
  struct Term {
    let monomial: Monomial
    let coefficient: Bounded
  }

  private(set) var terms: [Term]

  static let zero = Polynomial(terms: [])

  private init(terms: [Term]) { self.terms = terms }

  init(_ constant: Bounded) { self.init(constant, .one) }
  init(_ constant: Double) { self.init(Bounded(constant)) }
  init(_ coefficient: Bounded, _ monomial: Monomial) {
    terms = coefficient.isZero ? [] : [Term(monomial: monomial, coefficient: coefficient)]
  }

  var isZero: Bool { terms.isEmpty }
  /// Of a polynomial without atoms.
  var constant: Bounded? {
    terms.isEmpty ? .zero : terms.count == 1 && terms[0].monomial == .one ? terms[0].coefficient : nil
  }

  /// The same to rounding.
  func equals(_ other: Polynomial) -> Bool {
    terms.count == other.terms.count
      && zip(terms, other.terms).allSatisfy {
        $0.monomial == $1.monomial && ($0.coefficient - $1.coefficient).isZero
      }
  }

  func scaled(by factor: Bounded) -> Polynomial {
    factor.isZero
      ? .zero
      : Polynomial(terms: terms.map { Term(monomial: $0.monomial, coefficient: $0.coefficient * factor) })
  }

  static prefix func - (a: Polynomial) -> Polynomial {
    Polynomial(terms: a.terms.map { Term(monomial: $0.monomial, coefficient: -$0.coefficient) })
  }

  static func + (a: Polynomial, b: Polynomial) -> Polynomial {
    var result: [Term] = []
    result.reserveCapacity(a.terms.count + b.terms.count)
    var (i, j) = (0, 0)
    while i < a.terms.count || j < b.terms.count {
      if j == b.terms.count || (i < a.terms.count && a.terms[i].monomial < b.terms[j].monomial) {
        result.append(a.terms[i])
        i += 1
      } else if i == a.terms.count || b.terms[j].monomial < a.terms[i].monomial {
        result.append(b.terms[j])
        j += 1
      } else {
        let sum = a.terms[i].coefficient + b.terms[j].coefficient
        if !sum.isZero { result.append(Term(monomial: a.terms[i].monomial, coefficient: sum)) }
        (i, j) = (i + 1, j + 1)
      }
    }
    return Polynomial(terms: result)
  }

  static func - (a: Polynomial, b: Polynomial) -> Polynomial { a + -b }

  /// Sums up terms in any order.
  struct Sum {
    private var terms: [Term] = []
    private var places: [Monomial: Int] = [:]

    mutating func add(_ coefficient: Bounded, _ monomial: Monomial) {
      if let place = places[monomial] {
        terms[place] = Term(monomial: monomial, coefficient: terms[place].coefficient + coefficient)
      } else {
        places[monomial] = terms.count
        terms.append(Term(monomial: monomial, coefficient: coefficient))
      }
    }

    mutating func add(_ polynomial: Polynomial, times factor: Bounded) {
      for term in polynomial.terms { add(term.coefficient * factor, term.monomial) }
    }

    var value: Polynomial {
      Polynomial(terms: terms.filter { !$0.coefficient.isZero }.sorted { $0.monomial < $1.monomial })
    }
  }
}
