extension DataTable {
  /// How the coordinates are scaled.
  public enum Scaling: Sendable, Equatable {
    case none
    /// To mean zero and variance one, by column.
    case standard
    /// Divided by a number.
    case divided(Double)
  }

  /// What makes coordinates of a row's cells: which columns, in which order, and how each is scaled. What is trained on
  /// one table takes the rows of another in the frame of the first.
  public struct Frame: Sendable, Equatable {
    public let names: [String]
    public let scales: [ColumnScale]

    public init(names: [String], scales: [ColumnScale]) {
      (self.names, self.scales) = (names, scales)
    }

    /// Where these columns are in another frame, by name.
    ///
    /// - Throws: `EngineError` where one is missing, or the other has one more.
    func places(in other: Frame) throws -> [Int] {
      let places = try names.map { name -> Int in
        guard let place = other.names.firstIndex(of: name) else {
          throw EngineError(
            .wrongShape, "the table has no column `\(name)`, which the network was built for",
            help: "its columns: " + Self.list(other.names))
        }
        return place
      }
      if let extra = other.names.first(where: { !names.contains($0) }) {
        throw EngineError(
          .wrongShape, "the network was built without a column `\(extra)`", help: "its columns: " + Self.list(names))
      }
      return places
    }

    static func list(_ names: [String]) -> String {
      names.prefix(20).joined(separator: ", ") + (names.count > 20 ? ", ..." : "")
    }
  }

  /// (x - centre) / size.
  public struct ColumnScale: Sendable, Equatable {
    public let centre: Double
    public let size: Double
    /// A power of two by which both are of size one, so that no difference leaves the range.
    private let unit: Double

    public static let none = ColumnScale(centre: 0, size: 1)

    public init(centre: Double, size: Double) {
      (self.centre, self.size) = (centre, size)
      unit = Statistics.unit(of: max(abs(centre), abs(size)))
    }

    /// The column's own mean and deviation, over n.
    init(standardising column: [Double]) {
      let unit = Statistics.unit(of: column)
      let scaled = column.map { $0 * unit }
      let mean = scaled.reduce(0, +) / Double(column.count)
      let deviation = (scaled.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(column.count)).squareRoot()
      self.init(centre: mean / unit, size: deviation / unit)
    }

    public func applied(to x: Double) -> Double {
      centre == 0 ? x / size : (x * unit - centre * unit) / (size * unit)
    }
  }
}
