/// What can be trained: a process whose parameters a loss of its population depends on.
public protocol Trainable: Process {
  var theta: [Double] { get set }
  func evaluate(_ population: Population, threads: Int) -> Evaluation
  /// - Parameter isExact: in double precision, whatever the training's passes are otherwise computed with.
  /// - Throws: `CancellationError`.
  func objective(on population: Population, isExact: Bool, threads: Int, isCancelled: @escaping @Sendable () -> Bool)
    throws -> any Objective
  /// The layer, counted from 1, to which a parameter belongs.
  func layer(ofParameter i: Int) -> Int
  /// How many parameters training moves.
  var trainedCount: Int { get }
}
