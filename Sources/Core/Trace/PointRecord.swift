/// States and costates of some points, coordinate by coordinate: a trace, which has all of them, or what a process made
/// of a part of its points for a moment.
public protocol PointRecord: Sendable {
  /// K: one less than the states.
  var steps: Int { get }
  /// The number of coordinates of every state.
  var dimension: Int { get }

  /// Writes coordinate c of the states of some points at a step, in order.
  func copy(state c: Int, at step: Int, _ points: Range<Int>, into target: UnsafeMutablePointer<Double>)
  /// The same of costates.
  func copy(costate c: Int, at step: Int, _ points: Range<Int>, into target: UnsafeMutablePointer<Double>)
}

/// A state or costate is not finite at a step, the first one of some points.
public struct NotFinite: Error {
  public let step: Int

  public init(step: Int) { self.step = step }

  /// As a trace says it.
  public var error: EngineError { EngineError(.notFinite, "the trace is not finite at layer \(step)") }
}

extension Trace: PointRecord {
  public func copy(state c: Int, at step: Int, _ points: Range<Int>, into target: UnsafeMutablePointer<Double>) {
    states[step].copy(c, points, into: target)
  }

  public func copy(costate c: Int, at step: Int, _ points: Range<Int>, into target: UnsafeMutablePointer<Double>) {
    costates[step].copy(c, points, into: target)
  }
}

extension Columns {
  fileprivate func copy(_ c: Int, _ points: Range<Int>, into target: UnsafeMutablePointer<Double>) {
    storage.withUnsafeBufferPointer { numbers in
      guard let base = numbers.baseAddress, !points.isEmpty else { return }
      target.update(from: base + (c * count + points.lowerBound), count: points.count)
    }
  }
}
