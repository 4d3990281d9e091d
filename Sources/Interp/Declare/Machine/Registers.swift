/// The registers of one call.
struct Registers {
  let tags: UnsafeMutablePointer<UInt8>
  let numbers: UnsafeMutablePointer<Double>
  let values: UnsafeMutablePointer<Value>

  @inline(__always)
  init(_ machine: Machine, at base: Int) {
    (tags, numbers, values) = (machine.tags + base, machine.numbers + base, machine.values + base)
  }

  /// Whether two registers are numbers.
  @inline(__always)
  func areNumbers(_ a: Int, _ b: Int) -> Bool { tags[a] & tags[b] & Machine.Tag.number != 0 }

  @inline(__always)
  func isNumber(_ a: Int) -> Bool { tags[a] == Machine.Tag.number }

  @inline(__always)
  func set(_ a: Int, _ x: Double) {
    if tags[a] == Machine.Tag.other { (values + a).deinitialize(count: 1) }
    tags[a] = Machine.Tag.number
    numbers[a] = x
  }

  @inline(__always)
  func set(_ a: Int, _ truth: Bool) {
    if tags[a] == Machine.Tag.other { (values + a).deinitialize(count: 1) }
    tags[a] = Machine.Tag.truth
    numbers[a] = truth ? 1 : 0
  }

  func set(_ a: Int, _ value: Value) {
    switch value {
    case .number(let x): set(a, x)
    case .bool(let truth): set(a, truth)
    default:
      if tags[a] == Machine.Tag.other {
        values[a] = value
      } else {
        (values + a).initialize(to: value)
        tags[a] = Machine.Tag.other
      }
    }
  }

  /// A copy.
  func value(_ a: Int) -> Value {
    switch tags[a] {
    case Machine.Tag.number: .number(numbers[a])
    case Machine.Tag.truth: .bool(numbers[a] != 0)
    case Machine.Tag.other: values[a]
    default: .nothing
    }
  }

  /// The value, which is there no more.
  func taken(_ a: Int) -> Value {
    defer { if tags[a] == Machine.Tag.other { tags[a] = Machine.Tag.unset } }
    switch tags[a] {
    case Machine.Tag.number: return .number(numbers[a])
    case Machine.Tag.truth: return .bool(numbers[a] != 0)
    case Machine.Tag.other: return (values + a).move()
    default: return .nothing
    }
  }

  @inline(__always)
  func move(_ a: Int, _ b: Int) {
    switch tags[b] {
    case Machine.Tag.number: set(a, numbers[b])
    case Machine.Tag.truth: set(a, numbers[b] != 0)
    default: set(a, value(b))
    }
  }
}
