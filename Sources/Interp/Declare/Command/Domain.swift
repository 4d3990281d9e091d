import Checked
import Syntax

/// The values that an option takes: how one is read, what may be wrong with it, and how it is written.
struct Domain<T: Sendable>: Sendable {
  /// What a value turns out to be, for the option of a name.
  enum Reading {
    case taken(T)
    /// Of another kind.
    case otherKind
    /// Of the kind, but not allowed, for this reason.
    case refused(String)
  }

  let kind: Parameter.Kind
  /// Of a file that is written.
  var endings: Endings?
  /// The error of a value that is refused.
  var code = ErrorCode.outOfRange
  let read: @Sendable (_ value: Value, _ name: String) -> Reading
  /// As a script would write it.
  let text: @Sendable (T) -> String

  init(
    _ kind: Parameter.Kind, text: @escaping @Sendable (T) -> String,
    read: @escaping @Sendable (_ value: Value, _ name: String) -> Reading
  ) {
    self.kind = kind
    self.read = read
    self.text = text
  }

  /// - Parameters:
  ///   - complaint: what is wrong with a value of the right kind.
  ///   - convert: nil when the value is not of the kind.
  init(
    _ kind: Parameter.Kind, text: @escaping @Sendable (T) -> String,
    check complaint: @escaping @Sendable (_ value: T, _ name: String) -> String? = { _, _ in nil },
    convert: @escaping @Sendable (Value) -> T?
  ) {
    self.init(kind, text: text) { value, name in
      guard let value = convert(value) else { return .otherKind }
      return complaint(value, name).map { .refused($0) } ?? .taken(value)
    }
  }

  /// The same, but narrower.
  func checked(_ complaint: @escaping @Sendable (_ value: T, _ name: String) -> String?) -> Domain {
    Domain(kind, text: text) { value, name in
      let reading = read(value, name)
      guard case .taken(let value) = reading, let complaint = complaint(value, name) else { return reading }
      return .refused(complaint)
    }
  }

  func map<S>(_ transform: @escaping @Sendable (T) -> S, text: @escaping @Sendable (S) -> String) -> Domain<S> {
    Domain<S>(kind, text: text) { value, name in
      switch read(value, name) {
      case .taken(let value): .taken(transform(value))
      case .otherKind: .otherKind
      case .refused(let complaint): .refused(complaint)
      }
    }
  }

  /// The value, where it is one of the domain.
  func reading(_ value: Value) -> T? { if case .taken(let value) = read(value, "") { value } else { nil } }

  /// The same, for an option that may be left out.
  var orNothing: Domain<T?> { map({ .some($0) }, text: { $0.map(text) ?? "" }) }
}

// MARK: Numbers

extension Domain where T == Double {
  static var number: Domain {
    Domain(.number, text: NumberFormat.literal) { if case .number(let x) = $0 { x } else { nil } }
  }

  static var positive: Domain {
    number.checked { x, name in
      x > 0 && x.isFinite ? nil : "`\(name)` must be positive, not \(NumberFormat.standard(x))"
    }
  }

  static var notNegative: Domain {
    number.checked { x, name in
      x >= 0 && x.isFinite ? nil : "`\(name)` must be zero or positive, not \(NumberFormat.standard(x))"
    }
  }

  static var fraction: Domain {
    notNegative.checked { x, name in x < 1 ? nil : "`\(name)` must be below 1, not \(NumberFormat.standard(x))" }
  }

  static var finite: Domain {
    number.checked { x, name in x.isFinite ? nil : "`\(name)` is not finite" }
  }

  /// Angles in radians, written in degrees.
  var inDegrees: Domain {
    map({ $0 }, text: { $0 == 0 ? "0" : NumberFormat.standard($0 / Double.pi * 180) + "deg" })
  }

  /// A count among settings, which are all Doubles.
  static var wholeSetting: Domain {
    Domain(.count, text: NumberFormat.literal, check: Domain<Int>.complaint) {
      if case .number(let x) = $0 { x } else { nil }
    }
  }
}

extension Domain where T == Int {
  /// A whole number from 1. The limit is that of numbers, not of memory: 1e12 is a number of points that no option should
  /// refuse to name.
  static var count: Domain {
    Domain<Double>.wholeSetting.map({ Int(saturating: $0) }, text: { NumberFormat.literal(Double($0)) })
  }

  /// One that is known to be too large beyond a limit.
  static func count(upTo most: Int) -> Domain {
    count.checked { n, name in n <= most ? nil : "`\(name)` must be a whole number from 1 to \(most), not \(n)" }
  }

  fileprivate static func complaint(_ x: Double, of name: String) -> String? {
    guard x >= 1, x == x.rounded(), x <= .largestCount else {
      let limit = x > .largestCount ? "1 to \(NumberFormat.standard(.largestCount))" : "1"
      return "`\(name)` must be a whole number from \(limit), not \(NumberFormat.standard(x))"
    }
    return nil
  }
}

// MARK: Points

extension Domain where T == [Double] {
  static var point: Domain {
    Domain(
      .point, text: Self.text,
      check: { v, name in v.allSatisfy(\.isFinite) ? nil : "`\(name)` is not finite" },
      convert: { if case .vector(let v) = $0, v.count == 2 { v } else { nil } })
  }

  fileprivate static func text(_ point: [Double]) -> String {
    "(" + point.map(NumberFormat.literal).joined(separator: ", ") + ")"
  }

  /// Whole numbers from 0, each once: one, a list or a range.
  static var seeds: Domain {
    Domain(
      .seeds, text: { $0.map(NumberFormat.standard.callAsFunction).joined(separator: ", ") },
      check: { seeds, name in
        if seeds.isEmpty { return "`\(name)` needs at least one seed" }
        if seeds.count > 1000 { return "`\(name)` takes at most 1000 seeds, not \(seeds.count)" }
        if let wrong = seeds.first(where: { UInt64(exactly: $0) == nil }) {
          return "a seed is a whole number from 0, not \(NumberFormat.standard(wrong))"
        }
        return Set(seeds).count == seeds.count ? nil : "`\(name)` names a seed twice"
      },
      convert: { value in
        switch value {
        case .number(let x): return [x]
        case .vector(let v): return v
        case .range(let r) where r.count <= 100_000: return (0..<r.count).map { r[$0] }
        case .list(let items):
          let numbers = items.compactMap { if case .number(let x) = $0 { x } else { nil } }
          return numbers.count == items.count ? numbers : nil
        default: return nil
        }
      })
  }
}

extension Domain where T == [[Double]] {
  /// One point of the plane, or several.
  static var points: Domain {
    Domain(
      .points, text: Self.text,
      check: { points, name in
        points.isEmpty
          ? "`\(name)` is empty" : points.joined().allSatisfy(\.isFinite) ? nil : "`\(name)` is not finite"
      },
      convert: { value in
        let items: [Value] = if case .list(let items) = value { items } else { [value] }
        let points = items.compactMap { if case .vector(let v) = $0, v.count == 2 { v } else { nil } }
        return points.count == items.count ? points : nil
      })
  }

  /// Where a process of any number of coordinates is: a number, a point, or a list of points.
  static var state: Domain {
    Domain(
      .points, text: Self.text,
      check: { points, name in
        if points.isEmpty { return "`\(name)` is empty" }
        guard points.allSatisfy({ $0.count == points[0].count }) else {
          return "the points of `\(name)` differ in their number of coordinates"
        }
        return points.joined().allSatisfy(\.isFinite) ? nil : "`\(name)` is not finite"
      },
      convert: { value in
        let items: [Value] = if case .list(let items) = value { items } else { [value] }
        let points = items.compactMap {
          if case .vector(let v) = $0 { v } else if case .number(let x) = $0 { [x] } else { nil }
        }
        return points.count == items.count ? points : nil
      })
  }

  private static func text(_ points: [[Double]]) -> String {
    let texts = points.map { Domain<[Double]>.text($0) }
    return texts.count == 1 ? texts[0] : "[" + texts.joined(separator: ", ") + "]"
  }
}
