import CKernel

/// One coordinate of sixteen neighbouring points: four registers of AVX2, so that the processor always has independent
/// work.
typealias Lanes = SIMD16<Double>

extension Lanes {
  /// The sum, by halves: four additions behind one another in place of fifteen.
  @inline(__always)
  var total: Double { (lowHalf + highHalf).total }
}

extension SIMD8<Double> {
  @inline(__always)
  var total: Double {
    let four = lowHalf + highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
  }
}
