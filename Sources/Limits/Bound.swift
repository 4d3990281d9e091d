internal import CLimits

/// A value that work finds on its thread, bound by who began the work. Unlike a task's own values it is one load away.
public struct Bound<Value: Sendable>: Sendable {
  /// The places that there are, one for each kind of value.
  public enum Place: Int32, Sendable { case cancellation, memory, ranks }

  private let place: Place
  private let standard: Value

  /// - Parameter standard: where nothing is bound.
  public init(_ place: Place, standard: Value) { (self.place, self.standard) = (place, standard) }

  /// The value of the present thread.
  public var value: Value {
    nsh_bound(place.rawValue).map { Unmanaged<Box>.fromOpaque($0).takeUnretainedValue().value } ?? standard
  }

  /// Runs the body with another value.
  public func bind<T>(_ value: Value, _ body: () throws -> T) rethrows -> T {
    let (box, outer) = (Box(value), nsh_bound(place.rawValue))
    defer { withExtendedLifetime(box) { nsh_bind(place.rawValue, outer) } }
    nsh_bind(place.rawValue, Unmanaged.passUnretained(box).toOpaque())
    return try body()
  }

  private final class Box: Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
  }
}
