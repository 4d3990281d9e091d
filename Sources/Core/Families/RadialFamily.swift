import CKernel

/// A family whose layers are radial: one centre, one kernel, one motion. It says its amplitudes and its motion; the rest is here.
protocol RadialFamily: Family {
  /// Its formulas in the kernel.
  static var motion: nsh_family { get }
  static var amplitudes: [FamilyParameter] { get }
  static var isCentreTrained: Bool { get }
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
  public var kernel: Kernel? { radial.kernel }
  public var scale: Scale? { radial.scale }
  public var closure: Closure { radial.scale.isTrained ? .similarities : .euclidean }

  public init(kernel: Kernel, scale: Scale) { self.init(radial: Radial(kernel: kernel, scale: scale)) }

  public var parameters: [FamilyParameter] {
    let centre = ["cx", "cy"].map { FamilyParameter($0, .centre, isTrained: Self.isCentreTrained) }
    return centre + Self.amplitudes + (radial.scale.isTrained ? [FamilyParameter("log s", .logScale)] : [])
  }

  public var map: nsh_map {
    nsh_map(
      family: Self.motion, profile: radial.kernel.profile, scale: radial.scale.value, has_scale: radial.scale.isTrained ? 1 : 0, parameters: 0)
  }
}
