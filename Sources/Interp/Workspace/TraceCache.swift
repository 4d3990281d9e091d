import Core

/// What was computed of a process at its present parameters. Copies of an experiment share it.
final class TraceCache {
  private var theta: [Double] = []
  var trace: Trace?
  var moments: (any ChargeSource)?
  var evaluation: Evaluation?
  var ledgers: [InteractionCharge: TransferLedger] = [:]

  /// Forgets what belongs to other parameters.
  func refresh(at theta: [Double]) {
    guard self.theta != theta else { return }
    self.theta = theta
    (trace, moments, evaluation, ledgers) = (nil, nil, nil, [:])
  }
}
