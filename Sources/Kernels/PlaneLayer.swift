import CKernel

/// One layer as lanes of points see it.
protocol PlaneLayer<N>: SendableMetatype {
  associatedtype N: LaneNumber
  /// What the backward pass needs of the forward pass.
  associatedtype Tape
  init(_ theta: Parameters<N>, _ map: nsh_map)
  /// y = f(x, theta).
  func forward(_ x: Plane<N>) -> (Plane<N>, Tape)
  /// The pullback of the covector g at y: returns g f_x, adds g f_theta to `gradient`.
  func backward(_ g: Plane<N>, _ tape: Tape, into gradient: UnsafeMutablePointer<N>) -> Plane<N>
  /// The x that went forward.
  func state(_ tape: Tape) -> Plane<N>
}

/// Something to be done for a kind of layer, in one number. The compiler makes a function of it for each family, profile
/// and number, out of line and once; there are no protocols left inside.
protocol LayerVisitor<N> {
  associatedtype N: LaneNumber
  func visit<L: PlaneLayer<N>>(_ kind: L.Type)
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
    default: visitor.visit(AffineLayer<V.N>.self)
    }
  }

  @inline(__always)
  private func radial<V: LayerVisitor, M: Motion, S: Shape>(_ visitor: V, _ motion: M.Type, _ shape: S.Type) {
    switch profile {
    case NSH_GAUSS: visitor.visit(RadialLayer<M, Gauss, S, V.N>.self)
    case NSH_LORENTZ: visitor.visit(RadialLayer<M, Lorentz, S, V.N>.self)
    default: visitor.visit(RadialLayer<M, Compact, S, V.N>.self)
    }
  }
}
