/// The charge that clusters exchange.
public enum InteractionCharge: String, Sendable, CaseIterable {
  case momentum, angular, dilation

  public var title: String { self == .angular ? "angular momentum" : rawValue }

  /// Nil for the translations of any space.
  ///
  /// - Throws: `EngineError` for charges of the plane elsewhere.
  public func generators(dimension: Int) throws(EngineError) -> [Generator]? {
    if self == .momentum { return nil }
    guard dimension == 2 else {
      throw EngineError(.wrongProcess, "`\(rawValue)` is a charge of the plane, and these states are of R^\(dimension)")
    }
    return [self == .angular ? .rotation() : .dilation()]
  }
}
