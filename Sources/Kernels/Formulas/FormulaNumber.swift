/// What formulas compute with, beyond what the layers written by hand need.
///
/// Where a function has no derivative, the tangent is that of one side: of |x| and sign x at 0 it is 0, of the larger
/// and the smaller of two equal numbers that of the first.
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
  /// 1 where self >= b, else 0.
  func isAtLeast(_ b: Self) -> Self
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
  func isAtLeast(_ b: Lanes) -> Lanes { Lanes.zero.replacing(with: 1, where: self .>= b) }
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
  @inline(__always)
  func root() -> Dual {
    let r = value.root()
    return along(r, slope: 0.5 / r)
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
  func larger(_ b: Dual) -> Dual {
    Dual(value: value.larger(b.value), tangent: tangent.replacing(with: b.tangent, where: .!(value .>= b.value)))
  }
  @inline(__always)
  func smaller(_ b: Dual) -> Dual {
    Dual(value: value.smaller(b.value), tangent: tangent.replacing(with: b.tangent, where: .!(value .<= b.value)))
  }
  @inline(__always)
  func isAtLeast(_ b: Dual) -> Dual { Dual(stored: value.isAtLeast(b.value)) }
}
