/// A process: points go through K parts, from a state x_0 to a state x_K, and beside each state stands its costate.
///
/// What all processes have is here; what only some can do are capabilities, protocols of their own: `Trainable`,
/// `Layered`, `PlaneMap`, `Summed`, `Energetic`, `Trajectory`. Who needs one asks for it, and never for the type behind.
public protocol Process: Sendable {
  /// With its article, for messages: "a chain", "an orbit", "light".
  var kind: String { get }
  /// "50 bump layers", "1000 steps of an orbit".
  var title: String { get }
  /// What lies between two states: "layer", "step", "segment".
  var part: String { get }
  /// K.
  var steps: Int { get }
  /// The named motions whose charges stay the same where the process is stationary.
  var symmetries: [Generator] { get }
  /// Those of them that were tried and not proved; nil where all are certain.
  var trial: Trial? { get }
  /// Whether the points make one process together, so that a sum over them says something. Rays of light are
  /// alternatives: each stands for itself.
  var isOneSystem: Bool { get }

  /// All states and costates of a population that goes through.
  ///
  /// - Throws: `EngineError` when the population does not fit, or a state or costate is not finite.
  func trace(of population: Population, threads: Int) throws -> Trace

  /// What explains each part's drift Q_k - Q_{k-1} of a motion's charge: the parameters' gradient along the motion in
  /// layers, the torque in an action. NaN behind a layer that does not claim the motion.
  ///
  /// - Parameters:
  ///   - source: of this process, over the states of its stretch.
  ///   - cluster: whose part is asked for; nil for all points.
  /// - Throws: `EngineError` where nothing is known that explains it, saying why.
  func defects(_ xi: Generator, _ source: any ChargeSource, cluster: Int?) throws -> [Double]

  /// What would be zero in each part if a symmetry is one: drift - defect in layers, the torque in an action.
  func contradictions(of law: ConservationLaw) -> [Double]

  /// What the last digits of the states make of a charge, where more than of |g||xi|; zero where they do not.
  func resolution(of xi: Generator) -> Double
}

extension Process {
  public var isOneSystem: Bool { true }
  public var trial: Trial? { nil }
  public func resolution(of xi: Generator) -> Double { 0 }

  public func contradictions(of law: ConservationLaw) -> [Double] { zip(law.drifts, law.defects).map { $0 - $1 } }

  /// By how much of the scale the numbers contradict a law that the process claims; nil where they do not, or nothing is
  /// known that would.
  public func refutation(of law: ConservationLaw) -> Double? {
    guard symmetries.contains(where: { $0.isSameMotion(as: law.generator) }) else { return nil }
    let size = law.relativeSize(of: contradictions(of: law))
    return size > law.rounding && size * law.scale > 1e3 * resolution(of: law.generator) ? size : nil
  }

  /// What is worth a row among the charges: translations, rotations and the dilation, and the symmetries besides.
  public func motions(dimension: Int) -> [Generator] {
    let known = [MotionSpace.translations, .rotations, .dilation].flatMap { $0.basis(dimension: dimension) }
    return known + symmetries.filter { s in !known.contains { $0.isSameMotion(as: s) } }
  }

  /// Both sides of the law of one motion.
  ///
  /// - Throws: `EngineError` where the right side is not known.
  public func law(_ xi: Generator, _ source: any ChargeSource, cluster: Int? = nil) throws -> ConservationLaw {
    ConservationLaw(xi, source, cluster: cluster, defects: try defects(xi, source, cluster: cluster))
  }

  /// The left side of the law, and the right one where it is known, else NaN.
  public func drift(_ xi: Generator, _ source: any ChargeSource, cluster: Int? = nil) -> ConservationLaw {
    let defects = try? defects(xi, source, cluster: cluster)
    return ConservationLaw(
      xi, source, cluster: cluster, defects: defects ?? [Double](repeating: .nan, count: source.steps))
  }
}
