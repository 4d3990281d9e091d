import CKernel

/// How the forces between bodies are computed. The numbers do not depend on how many threads there are.
public struct ForceSettings: Sendable {
  public var threads: Int
  public var arithmetic: Arithmetic

  public init(threads: Int = 1, arithmetic: Arithmetic = .portable) {
    self.threads = threads
    self.arithmetic = arithmetic
  }
}

/// Room for the forces between many bodies: coordinates and masses in whole blocks of lanes, and the accelerations.
final class Attraction {
  private let bodies: Bodies
  private let settings: ForceSettings
  private let blocks: Int
  private let workers: Int
  /// x, y, m, and the accelerations' x and y, `blocks` lane vectors each.
  private let room: UnsafeMutablePointer<Lanes>
  private let stiffest: UnsafeMutablePointer<Double>

  /// From so many bodies on lanes pay.
  static let fewest = 16
  /// Pairs for which a second thread pays.
  private static let pairsForThreads = 60_000

  init(_ bodies: Bodies, _ settings: ForceSettings) {
    self.bodies = bodies
    self.settings = settings
    let n = bodies.count
    blocks = (n + Lanes.scalarCount - 1) / Lanes.scalarCount
    workers = n * n < Self.pairsForThreads ? 1 : max(1, min(settings.threads, blocks))
    room = .allocate(capacity: 5 * blocks)
    room.initialize(repeating: .zero, count: 5 * blocks)
    stiffest = .allocate(capacity: workers)
    stiffest.initialize(repeating: 0, count: workers)
    let (x, y, masses) = (column(0), column(1), column(2))
    for i in 0..<blocks * Lanes.scalarCount {
      // Padding lies so far away that it is not felt, and not so far that a square is infinite: beyond all distances that
      // `Bodies` allows.
      (x[i], y[i], masses[i]) = (1e140, 1e140, i < n ? bodies.masses[i] : 0)
    }
  }

  deinit {
    room.deallocate()
    stiffest.deallocate()
  }

  private func column(_ c: Int) -> UnsafeMutablePointer<Double> {
    UnsafeMutableRawPointer(room + c * blocks).assumingMemoryBound(to: Double.self)
  }

  /// -dV/dq, and the largest (m_i + m_j) / d^3.
  func force(at q: UnsafePointer<Double>, into force: UnsafeMutablePointer<Double>) -> Double {
    let n = bodies.count
    let (x, y, ax, ay) = (column(0), column(1), column(3), column(4))
    for i in 0..<n { (x[i], y[i]) = (q[i], q[n + i]) }
    if workers == 1 {
      run(0)
    } else {
      nonisolated(unsafe) let this = self
      Crew.shared.run(workers, workers: workers) { this.run($0) }
    }
    for i in 0..<n { (force[i], force[n + i]) = (bodies.masses[i] * ax[i], bodies.masses[i] * ay[i]) }
    // What is not a number is no collision: the end of the run says so.
    return (0..<workers).reduce(0) { max($0, stiffest[$1]) }
  }

  private func run(_ worker: Int) {
    var job = nsh_attraction()
    job.count = bodies.count
    (job.first, job.end) = (worker * blocks / workers, (worker + 1) * blocks / workers)
    job.softening2 = bodies.softening * bodies.softening
    (job.x, job.y, job.masses) = (UnsafePointer(column(0)), UnsafePointer(column(1)), UnsafePointer(column(2)))
    (job.ax, job.ay, job.stiffest) = (column(3), column(4), stiffest + worker)
    settings.arithmetic.kernel.attract(&job)
  }
}
