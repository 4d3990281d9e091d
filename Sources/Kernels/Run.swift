public import CKernel

/// Runs a job: forward and backward through all layers. Those of a formula are all of one family and have a pass of
/// their own.
public func run(_ job: nsh_job) {
  if job.program != nil {
    return job.isDual ? formulaPass(job, Dual.self) : formulaPass(job, Lanes.self)
  }
  switch job.number {
  case NSH_SINGLE: pass(job, Singles.self)
  case NSH_DUAL: pass(job, Dual.self)
  default: pass(job, Lanes.self)
  }
}

extension nsh_job {
  @inline(__always)
  var isDual: Bool {
    switch number {
    case NSH_DUAL: true
    default: false
    }
  }
}

/// Something to be done for a kind of layer, plain, in duals and in single precision. The compiler makes a copy of it
/// for each family, profile and number; there are no protocols left inside.
protocol LayerVisitor {
  func visit<L: PlaneLayer, D: PlaneLayer, S: PlaneLayer>(_ plain: L.Type, _ dual: D.Type, _ single: S.Type)
  where L.N == Lanes, D.N == Dual, S.N == Singles
}

extension nsh_map {
  /// Picks the kind of layer. A new map of the kernel is a case here.
  @inline(__always)
  func choose<V: LayerVisitor>(_ visitor: V) {
    switch family {
    case NSH_BUMP: radial(visitor, BumpMotion.self, Round.self)
    case NSH_SWIRL: radial(visitor, SwirlMotion.self, Round.self)
    case NSH_PINCH: radial(visitor, PinchMotion.self, Round.self)
    case NSH_GENERAL: radial(visitor, GeneralMotion.self, Round.self)
    case NSH_ELLIPTIC_BUMP: radial(visitor, BumpMotion.self, Elliptic.self)
    default: visitor.visit(AffineLayer<Lanes>.self, AffineLayer<Dual>.self, AffineLayer<Singles>.self)
    }
  }

  @inline(__always)
  private func radial<V: LayerVisitor, M: Motion, S: Shape>(_ visitor: V, _ motion: M.Type, _ shape: S.Type) {
    switch profile {
    case NSH_GAUSS:
      visitor.visit(
        RadialLayer<M, Gauss, S, Lanes>.self, RadialLayer<M, Gauss, S, Dual>.self,
        RadialLayer<M, Gauss, S, Singles>.self)
    case NSH_LORENTZ:
      visitor.visit(
        RadialLayer<M, Lorentz, S, Lanes>.self, RadialLayer<M, Lorentz, S, Dual>.self,
        RadialLayer<M, Lorentz, S, Singles>.self)
    default:
      visitor.visit(
        RadialLayer<M, Compact, S, Lanes>.self, RadialLayer<M, Compact, S, Dual>.self,
        RadialLayer<M, Compact, S, Singles>.self)
    }
  }
}
