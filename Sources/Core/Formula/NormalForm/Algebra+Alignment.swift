/// Forms with the same denominators, and whether their atoms are independent.
extension Algebra {
  /// The forms with the same power, below the lowest, of each sum that is no whole power: P^(-2) and 1 = P^(-2) P^2. Then
  /// a combination of them is zero just where that of each monomial's coefficients is.
  mutating func aligned(_ forms: [Polynomial]) throws -> [Polynomial] {
    var forms = forms
    for number in atoms.indices.reversed() {
      guard case .base(let u) = atoms[number] else { continue }
      let exponents = Set(forms.flatMap { $0.terms.map { $0.monomial.exponent(of: number) } })
      guard exponents.contains(where: { $0 != 0 }) else { continue }
      forms = try forms.map { form in
        var sum = Polynomial.Sum()
        for term in form.terms {
          let e = term.monomial.exponent(of: number)
          // Among those that differ from it by whole numbers.
          let least = exponents.filter { ($0 - e) == ($0 - e).rounded() }.min() ?? e
          let rest = least == 0 ? [] : [Monomial.Power(atom: number, exponent: least)]
          let outside = Polynomial(
            term.coefficient, term.monomial.without(number).times(Monomial(powers: rest)))
          sum.add(e == least ? outside : try product(outside, power(u, e - least)), times: .one)
        }
        return sum.value
      }
    }
    return forms
  }

  /// A row for each monomial that occurs, a column for each form: the forms' combinations that are zero are the null
  /// vectors.
  static func rows(_ forms: [Polynomial]) -> [[Bounded]] {
    var places: [Monomial: Int] = [:]
    var rows: [[Bounded]] = []
    for (column, form) in forms.enumerated() {
      for term in form.terms {
        let row = places[term.monomial] ?? rows.count
        if row == rows.count {
          places[term.monomial] = row
          rows.append([Bounded](repeating: .zero, count: forms.count))
        }
        rows[row][column] = term.coefficient
      }
    }
    return rows
  }

  // MARK: Independence

  /// Whether a combination of aligned forms is zero only where their coefficients' is: whether nothing connects the
  /// atoms that is not known here.
  ///
  /// Exponentials of different arguments are independent over what is algebraic, and so are sines and cosines of
  /// arguments that are (Ax); one root of one polynomial that is no square is no polynomial; |u| is independent of u where
  /// u has both signs, which is looked for at some states. Of anything else this is not known.
  ///
  /// - Parameter states: values of the inputs.
  func isIndependent(_ forms: [Polynomial], at states: [[Double]]) -> Bool {
    let outer = Set(forms.flatMap { $0.terms.flatMap { $0.monomial.powers.map(\.atom) } })
    let all = reachable(from: outer)
    var (angles, bends, roots): ([Polynomial], [Polynomial], Set<Int>) = ([], [], [])
    for number in all.sorted() {
      switch atoms[number] {
      case .input, .exponential, .base: break
      case .logarithm, .arctangent, .angle: return false
      case .magnitude(let u):
        guard outer.contains(number) else { return false }
        bends.append(u)
      case .sine(let u), .cosine(let u):
        if !angles.contains(where: { $0.equals(u) }) { angles.append(u) }
      }
    }
    for form in forms + all.sorted().flatMap({ arguments(of: atoms[$0]) }) {
      for power in form.terms.flatMap(\.monomial.powers) {
        switch atoms[power.atom] {
        case .base, .input: if power.exponent != power.exponent.rounded() { roots.insert(power.atom) }
        case .cosine, .sine: if power.exponent < 0 { return false }
        default: break
        }
      }
    }
    return roots.count <= 1 && roots.allSatisfy(isNoSquare) && areIndependent(angles) && takeAllSigns(bends, at: states)
  }

  /// Whether it is an input, or a polynomial in inputs that is not the square of another, by the method for roots of
  /// numbers: the leading term's root, then what the rest demands, term by term.
  private func isNoSquare(_ number: Int) -> Bool {
    guard case .base(let u) = atoms[number] else { return true }
    let inputs = Set(u.terms.flatMap { $0.monomial.powers.map(\.atom) }).sorted()
    let arePlain = inputs.allSatisfy { if case .input = atoms[$0] { true } else { false } }
    guard arePlain, u.terms.allSatisfy({ $0.monomial.powers.allSatisfy { $0.exponent > 0 } }) else { return false }
    func key(_ term: Polynomial.Term) -> [Double] { inputs.map { term.monomial.exponent(of: $0) } }
    func lead(_ p: Polynomial) -> Polynomial.Term? {
      p.terms.max { key($0).lexicographicallyPrecedes(key($1)) }
    }
    guard let first = lead(u), first.coefficient.isPositive,
      key(first).allSatisfy({ Int(exactly: $0)?.isMultiple(of: 2) == true })
    else { return true }
    let head = (coefficient: first.coefficient.raised(to: 0.5), monomial: first.monomial.raised(to: 0.5))
    var root = Polynomial(head.coefficient, head.monomial)
    for _ in 0...u.terms.count {
      var square = Polynomial.Sum()
      for s in root.terms {
        for t in root.terms { square.add(s.coefficient * t.coefficient, s.monomial.times(t.monomial)) }
      }
      guard let next = lead(u - square.value) else { return false }
      let term = Polynomial(
        next.coefficient / (Bounded(2) * head.coefficient), next.monomial.times(head.monomial.raised(to: -1)))
      guard let added = term.terms.only, key(added).allSatisfy({ $0 >= 0 }) else { return true }
      root = root + term
    }
    return true
  }

  private func arguments(of atom: Atom) -> [Polynomial] {
    switch atom {
    case .input: []
    case .exponential(let u), .base(let u), .magnitude(let u), .sine(let u), .cosine(let u), .logarithm(let u),
      .arctangent(let u):
      [u]
    case .angle(let u, let v): [u, v]
    }
  }

  private func reachable(from atoms: Set<Int>) -> Set<Int> {
    var (found, open) = (atoms, Array(atoms))
    while let next = open.popLast() {
      for form in arguments(of: self.atoms[next]) {
        for power in form.terms.flatMap(\.monomial.powers) where found.insert(power.atom).inserted {
          open.append(power.atom)
        }
      }
    }
    return found
  }

  private func areIndependent(_ forms: [Polynomial]) -> Bool {
    guard forms.count > 1 else { return true }
    let table = Self.rows(forms)
    var echelon = Echelon(pivots: table.indices)
    return forms.indices.allSatisfy { column in echelon.add(table.map { $0[column] }) == nil }
  }

  private func takeAllSigns(_ forms: [Polynomial], at states: [[Double]]) -> Bool {
    guard !forms.isEmpty else { return true }
    guard forms.count <= 6 else { return false }
    var seen = Set<Int>()
    for state in states {
      let values = forms.map { value(of: $0, at: state) }
      guard values.allSatisfy({ $0.isFinite && $0 != 0 }) else { continue }
      seen.insert(values.reduce(0) { 2 * $0 + ($1 > 0 ? 1 : 0) })
      if seen.count == 1 << forms.count { return true }
    }
    return false
  }

  /// A form's value in doubles; NaN where it has none.
  func value(of form: Polynomial, at state: [Double]) -> Double {
    form.terms.reduce(0) { sum, term in
      sum
        + term.monomial.powers.reduce(term.coefficient.value) {
          $0 * Self.power(value(of: atoms[$1.atom], at: state), $1.exponent)
        }
    }
  }

  private static func power(_ x: Double, _ e: Double) -> Double {
    switch e {
    case 1: x
    case 2: x * x
    case -1: 1 / x
    default: Bounded(x, error: 0).isPositive || e == e.rounded() ? Bounded(x, error: 0).raised(to: e).value : .nan
    }
  }

  private func value(of atom: Atom, at state: [Double]) -> Double {
    func at(_ u: Polynomial) -> Double { value(of: u, at: state) }
    return switch atom {
    case .input(let i): state.indices.contains(i) ? state[i] : .nan
    case .exponential(let u): Graph.apply(.exponential, at(u))
    case .base(let u): at(u)
    case .magnitude(let u): abs(at(u))
    case .sine(let u): Graph.apply(.sine, at(u))
    case .cosine(let u): Graph.apply(.cosine, at(u))
    case .logarithm(let u): Graph.apply(.logarithm, at(u))
    case .arctangent(let u): Graph.apply(.arctangent, at(u))
    case .angle(let u, let v): Graph.apply(.angle, at(u), at(v))
    }
  }
}
