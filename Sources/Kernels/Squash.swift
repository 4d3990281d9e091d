/// Replaces each z by tanh z and gives 1 - tanh^2 z, its derivative. Numbers are taken one by one, since they need not
/// lie as lanes want.
func squash(_ z: UnsafeMutablePointer<Double>, _ slope: UnsafeMutablePointer<Double>, _ count: Int) {
  var i = 0
  while i < count {
    let width = count - i < 16 ? count - i : 16
    var x = Lanes.zero
    if width == 16 { for j in 0..<16 { x[j] = z[i + j] } } else { for j in 0..<width { x[j] = z[i + j] } }
    let y = x.hyperbolicTangent()
    let derivative = 1 - y * y
    if width == 16 {
      for j in 0..<16 { (z[i + j], slope[i + j]) = (y[j], derivative[j]) }
    } else {
      for j in 0..<width { (z[i + j], slope[i + j]) = (y[j], derivative[j]) }
    }
    i += width
  }
}
