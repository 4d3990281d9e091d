/// A family whose layers are radial: one centre, one kernel, one motion. It says its amplitudes and its motion; the rest is here.
protocol RadialFamily: Family {
  associatedtype Moves: Motion
  static var amplitudes: [FamilyParameter] { get }
  static var isCentreTrained: Bool { get }
  /// The kernel's width in x over that in y.
  static var ratio: Double { get }
  var radial: Radial { get }
  init(radial: Radial)
}

/// The choices that every radial family leaves open.
struct Radial: Sendable {
  let kernel: Kernel
  let scale: Scale
}

extension RadialFamily {
  static var isCentreTrained: Bool { true }
  static var ratio: Double { 1 }
  public var kernel: Kernel? { radial.kernel }
  public var scale: Scale? { radial.scale }
  public var closure: Closure { radial.scale.isTrained ? .similarities : .euclidean }

  public init(kernel: Kernel, scale: Scale) { self.init(radial: Radial(kernel: kernel, scale: scale)) }

  public var parameters: [FamilyParameter] {
    let centre = ["cx", "cy"].map { FamilyParameter($0, .centre, isTrained: Self.isCentreTrained) }
    return centre + Self.amplitudes + (radial.scale.isTrained ? [FamilyParameter("log s", .logScale)] : [])
  }

  /// Inlined into each family's own file, where the motion is known, so that every kernel gets a specialised pass.
  @inline(__always)
  var radialPasses: Passes {
    switch radial.kernel {
    case .gauss: passes(Gauss.self)
    case .lorentz: passes(Lorentz.self)
    case .compact: passes(Compact.self)
    }
  }

  @inline(__always)
  private func passes<P: Profile>(_ profile: P.Type) -> Passes {
    let scale = radial.scale
    let ratio = Self.ratio
    return Passes(
      perLayer: 2 + Moves.amplitudes + (scale.isTrained ? 1 : 0),
      plain: { RadialLayer<Moves, P, Lanes>($0, scale: scale, ratio: ratio) },
      dual: { RadialLayer<Moves, P, Dual>($0, scale: scale, ratio: ratio) })
  }
}
