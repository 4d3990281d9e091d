public import CKernel

/// Runs a job: forward and backward through all layers. Those of a formula are all of one family and have a pass of their own.
public func run(_ job: nsh_job) {
  if let _ = job.program {
    return job.is_dual == 0 ? formulaPass(job, Lanes.self) : formulaPass(job, Dual.self)
  }
  job.is_dual == 0 ? pass(job, Lanes.self) : pass(job, Dual.self)
}

/// Something to be done for a kind of layer, plain and in duals. The compiler makes a copy of it for each family, profile and number;
/// there are no protocols left inside.
protocol LayerVisitor {
  func visit<L: PlaneLayer, D: PlaneLayer>(_ plain: L.Type, _ dual: D.Type) where L.N == Lanes, D.N == Dual
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
    default: visitor.visit(AffineLayer<Lanes>.self, AffineLayer<Dual>.self)
    }
  }

  @inline(__always)
  private func radial<V: LayerVisitor, M: Motion, S: Shape>(_ visitor: V, _ motion: M.Type, _ shape: S.Type) {
    switch profile {
    case NSH_GAUSS: visitor.visit(RadialLayer<M, Gauss, S, Lanes>.self, RadialLayer<M, Gauss, S, Dual>.self)
    case NSH_LORENTZ: visitor.visit(RadialLayer<M, Lorentz, S, Lanes>.self, RadialLayer<M, Lorentz, S, Dual>.self)
    default: visitor.visit(RadialLayer<M, Compact, S, Lanes>.self, RadialLayer<M, Compact, S, Dual>.self)
    }
  }
}
