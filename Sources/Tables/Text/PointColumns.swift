import Checked

/// Points in files: a column for each coordinate, called `p.x` and `p.y` in the plane, else `p.1`, `p.2`, ...
enum PointColumns {
  static func names(_ name: String, dimension d: Int) -> [String] {
    (0..<d).map { "\(name).\(d == 2 ? ["x", "y"][$0] : String($0 + 1))" }
  }

  /// How many columns from here are one column of points, and its name; nil where they are none.
  static func run(_ names: ArraySlice<String>) -> (name: String, dimension: Int)? {
    guard let first = names.first, let dot = first.lastIndex(of: "."), dot > first.startIndex else { return nil }
    let name = String(first[..<dot])
    switch first[first.index(after: dot)...] {
    case "x": return names.dropFirst().first == "\(name).y" ? (name, 2) : nil
    case "1":
      let d = names.enumerated().prefix { $1 == "\(name).\($0 + 1)" }.count
      return d == 2 ? nil : (name, d)
    default: return nil
    }
  }
}

extension ColumnTable {
  /// With columns of coordinates as columns of points, where all of a point is there or none of it.
  func withPoints() -> ColumnTable {
    var (found, kept): ([String], [Column]) = ([], [])
    let taken = Set(names)
    var c = 0
    while c < names.count {
      if let run = PointColumns.run(names[c...]), !taken.contains(run.name),
        let points = Self.points(Array(columns[Range(from: c, upTo: c + run.dimension)]))
      {
        found.append(run.name)
        kept.append(points)
        c += run.dimension
      } else {
        found.append(names[c])
        kept.append(columns[c])
        c += 1
      }
    }
    return ColumnTable(names: found, columns: kept, count: count)
  }

  private static func points(_ parts: [Column]) -> Column? {
    var numbers: [[Double]] = []
    for part in parts {
      guard case .numbers(let x) = part.storage, part.missing == parts[0].missing else { return nil }
      numbers.append(x)
    }
    let (n, d) = (parts[0].count, parts.count)
    var points = [Double](repeating: 0, count: n * d)
    for i in 0..<n { for c in 0..<d { points[i * d + c] = numbers[c][i] } }
    return Column(.points(dimension: d, points), missing: parts[0].missing)
  }
}
