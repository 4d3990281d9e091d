import Checked
public import Core
public import Figures
public import Syntax

/// What an expression is worth.
public enum Value: Sendable {
  case nothing
  /// An entry of a table that has no value, and what stands for it: `missing`.
  case missing
  case number(Double)
  case bool(Bool)
  case string(String)
  /// A point of the plane, or any other vector.
  case vector([Double])
  case list([Value])
  /// {a: 1, b: 2}
  indirect case record(Fields)
  /// a..b step h, its numbers made when they are asked for.
  indirect case range(Progression)
  indirect case series(Series)
  indirect case table(Table)
  indirect case figure(Figure)
  /// A quantity that has not been asked for its numbers yet, so that it can still be sliced.
  indirect case quantity(QuantityReference)
  indirect case trace(Trace)
  case cluster(String)
  case process(String)
  indirect case function(Definition)
  /// A motion that `discover` found.
  indirect case symmetry(Equivariance)

  /// The kind's name with its article, for messages.
  public var kind: String {
    switch self {
    case .nothing: "nothing"
    case .missing: "a missing entry"
    case .number: "a number"
    case .bool: "true or false"
    case .string: "a string"
    case .vector: "a vector"
    case .list: "a list"
    case .record: "a record"
    case .range: "a range"
    case .series: "a series"
    case .table: "a table"
    case .figure: "a figure"
    case .quantity: "a quantity"
    case .trace: "a trace"
    case .cluster: "a cluster"
    case .process: "a process"
    case .function: "a function"
    case .symmetry: "a symmetry"
    }
  }

  var isQuantity: Bool { if case .quantity = self { true } else { false } }
}

/// Numbers over the layers of a chain or the steps of a training, in one or more columns.
public struct Series: Sendable {
  public enum Axis: String, Sendable { case layer, step }

  public struct Column: Sendable {
    /// The cluster or point; empty for all points together.
    public var group: String
    /// x, y; empty for scalars.
    public var component: String
    public var values: [Double]

    var title: String { group.isEmpty || component.isEmpty ? group + component : "\(group).\(component)" }
  }

  public var name: String
  public var axis: Axis
  /// The first index: 0 for states, 1 for layers.
  public var first: Int
  public var columns: [Column]
  /// The index of every entry, where they do not follow one on the other: of a very long training some steps are kept.
  public var places: [Int]?
  /// What an index counts, where it is not a chain's layer or a training's step: a motion's step, a ray's segment.
  public var part: String?

  public init(
    name: String, axis: Axis, first: Int, columns: [Column], places: [Int]? = nil, part: String? = nil
  ) {
    (self.name, self.axis, self.first, self.columns, self.part) = (name, axis, first, columns, part)
    self.places = places
  }

  /// "layer", "step", "segment"
  public var indexName: String { part ?? axis.rawValue }

  public var count: Int { columns.first?.values.count ?? 0 }
  /// The indices from the first to the last.
  public var indices: Range<Int> { Range(from: first, upTo: places?.last.map { $0 + 1 } ?? first + count) }

  /// The index of the entry that stands at a place, counted from 0.
  public func index(at place: Int) -> Int { places?[place] ?? first + place }

  /// The place of an index; nil where its entry was not kept.
  func place(of index: Int) -> Int? {
    guard let places else { return index - first }
    var (low, high) = (0, places.count)
    while low < high {
      let middle = (low + high) / 2
      if places[middle] < index { low = middle + 1 } else { high = middle }
    }
    return low < places.count && places[low] == index ? low : nil
  }

  /// Every entry in order.
  var entries: [Value] { (0..<count).map { entry(atPlace: $0) } }
  public var allValues: [Double] { columns.flatMap(\.values) }

  /// "momentum has 2 columns over layers 0..6", for messages.
  var shape: String {
    "`\(name)` has \(columns.count) column\(columns.count == 1 ? "" : "s") over \(indexName)s \(first)..\(indices.upperBound - 1)"
  }

  public func map(_ name: String, _ f: (Double) -> Double) -> Series {
    var result = self
    result.name = name
    for c in result.columns.indices { result.columns[c].values = columns[c].values.map(f) }
    return result
  }

  /// Entry by entry; nil when the shapes differ.
  public func combined(with other: Series, name: String, _ f: (Double, Double) -> Double) -> Series? {
    guard axis == other.axis, first == other.first, places == other.places, count == other.count,
      columns.count == other.columns.count
    else {
      return nil
    }
    var result = self
    result.name = name
    for c in columns.indices {
      result.columns[c].values = zip(columns[c].values, other.columns[c].values).map(f)
    }
    return result
  }

  /// The entry at one index: a number, a vector where there are components, a list where there are groups.
  ///
  /// - Returns: nil where that entry was not kept.
  public func entry(at index: Int) -> Value? { place(of: index).map { entry(atPlace: $0) } }

  private func entry(atPlace place: Int) -> Value {
    var groups: [(name: String, values: [Double])] = []
    for column in columns {
      if groups.last?.name == column.group {
        groups[groups.count - 1].values.append(column.values[place])
      } else {
        groups.append((column.group, [column.values[place]]))
      }
    }
    let values = groups.map { $0.values.count == 1 ? Value.number($0.values[0]) : .vector($0.values) }
    return values.count == 1 ? values[0] : .list(values)
  }
}
