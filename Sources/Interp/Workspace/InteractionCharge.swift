import Core

/// The charge that clusters exchange.
enum InteractionCharge: String, CaseIterable {
  case momentum, angular, dilation

  var title: String { self == .angular ? "angular momentum" : rawValue }

  /// Nil for the translations of any space.
  func generators(in dimension: Int) throws(EngineError) -> [Generator]? {
    if self == .momentum { return nil }
    guard dimension == 2 else {
      throw EngineError(.wrongProcess, "`\(rawValue)` is a charge of the plane, and these states are of R^\(dimension)")
    }
    return [self == .angular ? .rotation() : .dilation()]
  }
}
