import Checked
public import Tables

/// What the runs of a sweep are: the values of each parameter, and how they are put together.
public struct SweepPlan: Sendable, Equatable {
  /// A parameter and the values that it takes.
  public struct Axis: Sendable, Equatable {
    public let name: String
    public let values: [Cell]

    public init(_ name: String, _ values: [Cell]) { (self.name, self.values) = (name, values) }
  }

  public enum Shape: String, Sendable {
    /// All combinations; the last parameter changes fastest.
    case grid
    /// The first values of all, the second values of all, and so on.
    case list
  }

  public let axes: [Axis]
  public let shape: Shape
  /// How many runs there are.
  public let count: Int

  /// So many runs a sweep may have.
  public static let most = 10_000_000

  /// How many combinations there are, without making any.
  public static func combinations(_ counts: [Int]) -> Double { counts.reduce(1) { $0 * Double($1) } }

  /// - Returns: nil where lists differ in length, something is empty, or there are more than `most` runs.
  public init?(_ axes: [Axis], _ shape: Shape) {
    (self.axes, self.shape) = (axes, shape)
    let counts = axes.map(\.values.count)
    switch shape {
    case .grid:
      let product = Self.combinations(counts)
      guard product >= 1, product <= Double(Self.most) else { return nil }
      count = Int(saturating: product)
    case .list:
      guard Set(counts).count <= 1, (counts.first ?? 1) >= 1, (counts.first ?? 1) <= Self.most else { return nil }
      count = counts.first ?? 1
    }
  }

  /// The values of one run, counted from 0, in the axes' order.
  public func values(_ index: Int) -> [Cell] {
    if shape == .list { return axes.map { $0.values[index] } }
    var (rest, values) = (index, axes.map { $0.values[0] })
    for a in axes.indices.reversed() {
      let (quotient, place) = rest.quotientAndRemainder(dividingBy: axes[a].values.count)
      values[a] = axes[a].values[place]
      rest = quotient
    }
    return values
  }
}

/// What tells a run from all others: the script with the files that it includes, the version and its arithmetic, and what
/// the parameters are.
public struct RunKeys: Sendable {
  private let common: SHA256
  private let order: [Int]
  private let names: [[UInt8]]

  /// - Parameters:
  ///   - script: the hash of the script's text.
  ///   - names: the parameters, `seed` among them where it is swept; in whatever order, the keys are the same.
  public init(script: [UInt8], version: String, arithmetic: String, names: [String]) {
    var hash = SHA256()
    hash.update(script)
    hash.update("\(version)\0\(arithmetic)\0".utf8)
    common = hash
    order = names.indices.sorted { names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8) }
    self.names = names.map { Array($0.utf8) + [0] }
  }

  public func key(_ values: [Cell]) -> [UInt8] {
    var hash = common
    for i in order {
      hash.update(names[i])
      Self.add(values[i], to: &hash)
    }
    return hash.digest
  }

  private static func add(_ value: Cell, to hash: inout SHA256) {
    func add(_ x: Double) {
      withUnsafeBytes(of: x.bitPattern.littleEndian) { hash.update($0) }
    }
    switch value {
    case .missing: hash.update([0])
    case .number(let x):
      hash.update([1])
      add(x)
    case .truth(let b): hash.update([2, b ? 1 : 0])
    case .text(let text):
      hash.update([3])
      add(Double(text.utf8.count))
      hash.update(text.utf8)
    case .point(let x):
      hash.update([4])
      add(Double(x.count))
      x.forEach(add)
    }
  }
}
