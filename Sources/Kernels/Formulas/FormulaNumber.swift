/// What formulas compute with, beyond what the layers written by hand need.
///
/// Where a function bends, the tangent is the mean of both sides: of |x| at 0 it is 0, of the larger and the smaller of two
/// equal numbers the mean of theirs. Powers above one and what derivatives are made of have theirs at 0 too.
protocol FormulaNumber: LaneNumber {
  func over(_ b: Self) -> Self
  func root() -> Self
  func exponential() -> Self
  func logarithm() -> Self
  func hyperbolicSine() -> Self
  func hyperbolicTangent() -> Self
  func arctangent() -> Self
  /// atan2(self, x).
  func angle(over x: Self) -> Self
  func absolute() -> Self
  /// -1, 0 or 1.
  func signum() -> Self
  func larger(_ b: Self) -> Self
  func smaller(_ b: Self) -> Self
  /// self^b of what is not negative.
  func power(_ b: Self) -> Self
  /// self sqrt(a), self being a power of a from a on.
  func timesRoot(of a: Self) -> Self
  /// self / b, 0 where both are.
  func ratio(to b: Self) -> Self
  /// 1 where self > b, 1/2 where they are equal, else 0.
  func heaviside(above b: Self) -> Self
}

extension SIMD16 where Scalar == Double {
  @inline(__always)
  func over(_ b: Lanes) -> Lanes { self / b }
  @inline(__always)
  func root() -> Lanes { squareRoot() }
  @inline(__always)
  func absolute() -> Lanes { replacing(with: -self, where: self .< 0) }
  @inline(__always)
  func signum() -> Lanes { replacing(with: 1, where: self .> 0).replacing(with: -1, where: self .< 0) }
  @inline(__always)
  func larger(_ b: Lanes) -> Lanes {
    replacing(with: b, where: .!(self .>= b)).replacing(with: self, where: isNaN)
  }
  @inline(__always)
  func smaller(_ b: Lanes) -> Lanes {
    replacing(with: b, where: .!(self .<= b)).replacing(with: self, where: isNaN)
  }
  @inline(__always)
  func power(_ b: Lanes) -> Lanes {
    let atZero = Lanes.zero.replacing(with: 1, where: b .== 0).replacing(with: .infinity, where: b .< 0)
    return (b * logarithm()).exponential().replacing(with: atZero, where: self .== 0)
  }
  @inline(__always)
  func timesRoot(of a: Lanes) -> Lanes { self * a.root() }
  @inline(__always)
  func ratio(to b: Lanes) -> Lanes { (self / b).replacing(with: 0, where: (self .== 0) .& (b .== 0)) }
  @inline(__always)
  func heaviside(above b: Lanes) -> Lanes {
    Lanes.zero.replacing(with: 1, where: self .> b).replacing(with: 0.5, where: self .== b)
  }
}

extension Dual {
  /// f and its derivative along the tangent, by the slope f'.
  @inline(__always)
  private func along(_ value: Lanes, slope: Lanes) -> Dual { Dual(value: value, tangent: slope * tangent) }

  @inline(__always)
  func over(_ b: Dual) -> Dual {
    let quotient = value / b.value
    return Dual(value: quotient, tangent: quotient.times(b.tangent, from: tangent) / b.value)
  }
  /// At 0 a tangent of 0 stays: that of what goes through 0 as a square does.
  @inline(__always)
  func root() -> Dual {
    let r = value.root()
    let slope = 0.5 / r
    return Dual(value: r, tangent: (slope * tangent).replacing(with: 0, where: (value .== 0) .& (tangent .== 0)))
  }
  @inline(__always)
  func exponential() -> Dual {
    let e = value.exponential()
    return along(e, slope: e)
  }
  @inline(__always)
  func logarithm() -> Dual { along(value.logarithm(), slope: 1 / value) }
  @inline(__always)
  func hyperbolicSine() -> Dual {
    let s = value.hyperbolicSine()
    return along(s, slope: s.times(s, plus: Lanes(1)).root())
  }
  @inline(__always)
  func hyperbolicTangent() -> Dual {
    let t = value.hyperbolicTangent()
    return along(t, slope: t.times(t, from: Lanes(1)))
  }
  @inline(__always)
  func arctangent() -> Dual { along(value.arctangent(), slope: 1 / value.times(value, plus: Lanes(1))) }
  @inline(__always)
  func angle(over x: Dual) -> Dual {
    let square = value.times(value, plus: x.value * x.value)
    return Dual(value: value.angle(over: x.value), tangent: value.times(x.tangent, from: tangent * x.value) / square)
  }
  @inline(__always)
  func absolute() -> Dual { along(value.absolute(), slope: value.signum()) }
  @inline(__always)
  func signum() -> Dual { Dual(stored: value.signum()) }
  @inline(__always)
  private func mean(_ b: Dual) -> Lanes { (tangent + b.tangent) * 0.5 }
  @inline(__always)
  func larger(_ b: Dual) -> Dual {
    Dual(
      value: value.larger(b.value),
      tangent: tangent.replacing(with: b.tangent, where: .!(value .>= b.value)).replacing(
        with: mean(b), where: value .== b.value))
  }
  @inline(__always)
  func smaller(_ b: Dual) -> Dual {
    Dual(
      value: value.smaller(b.value),
      tangent: tangent.replacing(with: b.tangent, where: .!(value .<= b.value)).replacing(
        with: mean(b), where: value .== b.value))
  }
  /// b a^(b-1) a' + a^b log a b'; at a = 0 the limits, of which the second is 0.
  @inline(__always)
  func power(_ b: Dual) -> Dual {
    let (isZero, p) = (value .== 0, value.power(b.value))
    let atZero = Lanes.zero.replacing(with: 1, where: b.value .== 1).replacing(with: .infinity, where: b.value .< 1)
      .replacing(with: 0, where: b.value .== 0)
    let slope = b.value * (p / value).replacing(with: atZero, where: isZero)
    let byBase = (slope * tangent).replacing(with: 0, where: isZero .& (tangent .== 0))
    let byExponent = (p * value.logarithm() * b.tangent).replacing(with: 0, where: isZero .| (b.tangent .== 0))
    return Dual(value: p, tangent: byBase + byExponent)
  }
  /// p' sqrt(a) + p a'/(2 sqrt(a)), whose second part is 0 at a = 0.
  @inline(__always)
  func timesRoot(of a: Dual) -> Dual {
    let r = a.value.root()
    let part = (value * a.tangent * 0.5 / r).replacing(with: 0, where: a.value .== 0)
    return Dual(value: value * r, tangent: tangent.times(r, plus: part))
  }
  @inline(__always)
  func ratio(to b: Dual) -> Dual {
    let quotient = value.ratio(to: b.value)
    return Dual(value: quotient, tangent: quotient.times(b.tangent, from: tangent).ratio(to: b.value))
  }
  @inline(__always)
  func heaviside(above b: Dual) -> Dual { Dual(stored: value.heaviside(above: b.value)) }
}
