import CKernel

/// A family whose layers are radial: one centre, one kernel, one motion. It says its amplitudes and its motion; the
/// rest is here.
protocol RadialFamily: BuiltInFamily {
  /// Its formulas in the kernel.
  static var motion: nsh_family { get }
  static var amplitudes: [FamilyParameter] { get }
  static var isCentreTrained: Bool { get }
  /// The motion and the metric in JavaScript.
  static var motionScript: MotionScript { get }
  static var metricScript: MetricScript { get }
  var radial: Radial { get }
  init(radial: Radial)
}

/// The choices that every radial family leaves open.
struct Radial: Sendable {
  let kernel: Kernel
  let scale: Scale
  /// Made once: a law asks for them at every layer.
  let parameters: [FamilyParameter]
}

extension RadialFamily {
  static var isCentreTrained: Bool { true }
  static var metricScript: MetricScript { .round }
  public static var script: String {
    "const dx = x - p.c[0], dy = y - p.c[1], k = kernel((\(metricScript.square))/(p.s*p.s))\(motionScript.definitions); "
      + "return [x + \(motionScript.x), y + \(motionScript.y)]"
  }
  public var kernel: Kernel? { radial.kernel }
  public var scale: Scale? { radial.scale }
  public var closure: Closure { radial.scale.isTrained ? .similarities : .euclidean }

  public init(kernel: Kernel, scale: Scale) {
    let centre = ["cx", "cy"].map { FamilyParameter($0, .centre, isTrained: Self.isCentreTrained) }
    let parameters = centre + Self.amplitudes + (scale.isTrained ? [FamilyParameter("log s", .logScale)] : [])
    self.init(radial: Radial(kernel: kernel, scale: scale, parameters: parameters))
  }

  public var parameters: [FamilyParameter] { radial.parameters }

  public var map: nsh_map {
    nsh_map(
      family: Self.motion, profile: radial.kernel.profile, scale: radial.scale.value,
      has_scale: radial.scale.isTrained ? 1 : 0, parameters: 0)
  }
}
