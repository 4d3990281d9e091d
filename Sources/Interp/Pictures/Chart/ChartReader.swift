import Checked
import Core
import Limits
import Syntax

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Makes panels of curves of what is to be drawn.
struct ChartReader {
  let drawn: Drawn
  let look: ChartLook
  private var numbers: [DrawnNumbers] = []
  /// Those of each x.
  private var places: [DrawnNumbers?] = []

  /// How many points of a function are drawn.
  static let samples = 400

  init(_ drawn: Drawn, _ look: ChartLook, _ session: inout Session) throws {
    (self.drawn, self.look) = (drawn, look)
    if look.isRelative, let other = drawn.subjects.first(where: \.scales.isEmpty) {
      throw Diagnostic(
        .wrongCombination, "`relative` is for charges, which have a scale; `\(other.label)` has none", at: other.span)
    }
    for (subject, x) in zip(drawn.subjects, drawn.over) {
      if case .function(let definition) = subject.value {
        numbers.append(try sampled(definition, subject, over: x, &session))
        places.append(nil)
      } else {
        var own = try subject.numbers(session)
        if look.isRelative {
          for c in own.columns.indices {
            let scale = subject.scales[own.columns[c].component] ?? .nan
            own.columns[c].values = own.columns[c].values.map { $0 == 0 ? 0 : $0 / scale }
          }
        }
        numbers.append(own)
        places.append(try x?.numbers(session))
      }
    }
  }

  // MARK: Functions

  private func sampled(_ f: Definition, _ subject: Drawn.Subject, over x: Drawn.Subject?, _ session: inout Session)
    throws -> DrawnNumbers
  {
    guard let x else {
      throw Diagnostic(
        .missingArgument, "`\(subject.label)` is a function: over which range?", at: subject.span,
        label: "such as `plot \(subject.label) 0..10`")
    }
    let places = try places(x, session)
    var values: [[Double]] = []
    for place in places {
      if session.host.isInterrupted { throw Interrupted() }
      let value = try session.evaluating { evaluator in
        try subject.span.blamed { try evaluator.call(f, [.number(place)], at: subject.span) }
      }
      switch value {
      case .number(let y): values.append([y])
      case .bool(let b): values.append([b ? 1 : 0])
      case .vector(let v) where v.count == 2: values.append(v)
      default:
        throw Diagnostic(
          .wrongType,
          "`\(subject.label)` gives \(value.kind) at \(NumberFormat.standard(place)); a number or a point "
            + "can be drawn", at: subject.span)
      }
      guard values[values.count - 1].count == values[0].count else {
        throw Diagnostic(
          .wrongType, "`\(subject.label)` gives a number here and a point there", at: subject.span)
      }
    }
    let columns = (values.first ?? []).indices.map { c in
      DrawnNumbers.Column(component: values[0].count > 1 ? ["x", "y"][c] : "", values: values.map { $0[c] })
    }
    return DrawnNumbers(columns: columns, places: places, axis: x.label, isPlane: columns.count > 1, isSeries: true)
  }

  /// Evenly from end to end, or the entries themselves where single points are drawn.
  private func places(_ x: Drawn.Subject, _ session: Session) throws -> [Double] {
    let entries = try x.numbers(session)
    guard entries.columns.count == 1, entries.names.isEmpty else {
      throw Diagnostic(.wrongType, "a function is drawn over numbers, not \(x.value.kind)", at: x.span)
    }
    if look.style == .points || look.style == .both || look.style == .bars { return entries.columns[0].values }
    let finite = entries.columns[0].values.filter(\.isFinite)
    var (low, high) = (finite.min() ?? 0, finite.max() ?? 1)
    if case .range(let range) = x.value { (low, high) = (min(range.first, range.end), max(range.first, range.end)) }
    guard high > low else { return [low] }
    if look.isXLog, high > 0 {
      let least = low > 0 ? low : high / 1e6
      return (0..<Self.samples).map { least * pow(high / least, Double($0) / Double(Self.samples - 1)) }
    }
    return (0..<Self.samples).map { i in
      let t = Double(i) / Double(Self.samples - 1)
      return i == Self.samples - 1 ? high : low * (1 - t) + high * t
    }
  }

  // MARK: Panels

  /// One row for each component of what has as many as four, one column for each of those that stand side by side.
  func panels() throws -> (panels: [ChartPanel], columns: Int) {
    let components = sharedComponents
    let groups: [[Int]] = drawn.isSideBySide ? numbers.indices.map { [$0] } : [Array(numbers.indices)]
    var panels: [ChartPanel] = []
    for component in components {
      for group in groups { panels.append(try panel(of: group, component)) }
    }
    return (panels, groups.count)
  }

  /// The components that have panels of their own; nil for one panel of all.
  private var sharedComponents: [String?] {
    let first = numbers[0].componentNames
    guard (2...4).contains(first.count), !numbers.contains(where: \.isPlane),
      drawn.isSideBySide || numbers.allSatisfy({ $0.componentNames == first })
    else { return [nil] }
    return first
  }

  private func panel(of group: [Int], _ component: String?) throws -> ChartPanel {
    var panel = ChartPanel()
    panel.isLogByItself = group.allSatisfy { numbers[$0].isHistory }
    for i in group {
      let abscissa = try abscissa(of: i)
      panel.isXWhole = abscissa.isWhole
      if panel.names.isEmpty { panel.names = abscissa.names }
      if panel.xLabel.isEmpty { panel.xLabel = abscissa.label }
      for curve in try curves(of: i, component, abscissa, isAlone: group.count == 1) {
        var curve = curve
        if group.count > 1 { curve.color = drawn.subjects[i].color ?? panel.curves.count }
        panel.curves.append(curve)
      }
    }
    if group.count == 1 {
      panel.resolution = look.isRelative ? 1e-3 : drawn.subjects[group[0]].resolution
      addTotal(to: &panel, of: name(group[0]), component)
    }
    panel.isEqual = !look.hasOwnScale && group.contains { drawn.subjects[$0].points != nil }
    let name = group.count == 1 ? name(group[0]) : commonName(group)
    panel.yLabel =
      drawn.isSideBySide ? component ?? "" : [name, component ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
    if drawn.isSideBySide { panel.title = name }
    if group.allSatisfy({ drawn.subjects[$0].points != nil }), let first = group.first {
      panel.yLabel = numbers[first].columns[1].component
      if group.count == 1 { panel.title = name }
      // On a line there is no unit across, and nothing to tell.
      if panel.yLabel.isEmpty { (panel.isEqual, panel.yNames) = (false, [""]) }
    }
    panel.origin = group.lazy.compactMap { numbers[$0].remark }.first
    return panel
  }

  /// A charge by cluster has its total beside, in grey.
  private func addTotal(to panel: inout ChartPanel, of name: String, _ component: String?) {
    let curves = panel.curves
    guard component != nil, (2...12).contains(curves.count), look.isYLog != true,
      ["momentum", "angular", "dilation"].contains(where: name.contains)
    else { return }
    var total = curves[0]
    total.y = total.y.indices.map { i in curves.reduce(0) { $0 + $1.y[i] } }
    (total.isTotal, total.name) = (true, "sum")
    panel.curves.append(total)
  }

  /// Of a few their names, where those are short.
  private func commonName(_ group: [Int]) -> String {
    let names = group.map(name).filter { !$0.isEmpty }
    let text = names.joined(separator: ", ")
    return names.count == group.count && text.count <= 40 ? text : ""
  }

  func name(_ i: Int) -> String { drawn.subjects[i].name + (look.isRelative ? " / E|g||\u{3BE}|" : "") }

  private struct Abscissa {
    var values: [Double]
    /// Which of y's numbers go with them; nil for all.
    var chosen: [Int]?
    var label: String
    var isWhole = false
    var names: [String] = []
  }

  private func abscissa(of i: Int) throws -> Abscissa {
    let y = numbers[i]
    if y.isPlane, drawn.over[i] == nil || y.isSeries {
      let component = y.columns[0].component
      return Abscissa(values: y.columns[0].values, label: component.isEmpty ? "x" : component)
    }
    if case .function = drawn.subjects[i].value {
      return Abscissa(values: y.places, label: drawn.over[i]?.label ?? "")
    }
    guard let x = drawn.over[i], let given = places[i] else {
      return Abscissa(values: y.places, label: y.axis, isWhole: true)
    }
    guard given.columns.count == 1 else {
      throw Diagnostic(
        .wrongShape, "x is one column, not \(given.columns.count)", at: x.span,
        label: given.columns.contains { !$0.component.isEmpty } ? "take one component, by `.x`" : nil)
    }
    let label = x.name
    // Of two series those numbers belong together that have the same place.
    if given.isSeries, y.isSeries, given.axis == y.axis, given.places != y.places {
      let places = Dictionary(given.places.enumerated().map { ($1, $0) }) { $1 }
      let chosen = y.places.indices.filter { places[y.places[$0]] != nil }
      guard !chosen.isEmpty else {
        throw Diagnostic(.wrongShape, "the two series have no \(y.axis) in common", at: x.span)
      }
      return Abscissa(
        values: chosen.map { given.columns[0].values[places[y.places[$0]]!] }, chosen: chosen, label: label)
    }
    guard given.count == y.count else {
      let (a, b) = (drawn.subjects[i].span, x.span)
      let isFirst = a.range.lowerBound <= b.range.lowerBound
      throw Diagnostic(
        .wrongShape, "the lists have \(isFirst ? y.count : given.count) and \(isFirst ? given.count : y.count) entries",
        at: isFirst ? a.to(b) : b.to(a),
        label: "as many x as y are needed")
    }
    return Abscissa(values: given.columns[0].values, label: label, names: given.names)
  }

  private func curves(of i: Int, _ component: String?, _ x: Abscissa, isAlone: Bool) throws -> [Curve] {
    let y = numbers[i]
    func values(_ c: DrawnNumbers.Column) -> [Double] { x.chosen.map { $0.map { c.values[$0] } } ?? c.values }
    if y.isPlane, drawn.over[i] == nil || y.isSeries {
      var curve = Curve(x: x.values, y: values(y.columns[1]))
      curve.name = isAlone ? "" : name(i)
      if case .function = drawn.subjects[i].value {} else { curve.isCloud = true }
      return [curve]
    }
    let columns = y.columns.filter { component == nil || $0.component == component }
    let (groups, components) = (y.groupNames, y.componentNames)
    let isOneGroup = groups.count == 1
    let places = (groups: Self.places(groups), components: Self.places(components))
    let clusters = drawn.subjects[i].clusters
    var named = Set<String>()
    return columns.map { column in
      var curve = Curve(x: x.values, y: values(column))
      // Of many components of several groups, a group's lines have its colour, and the first its name.
      let place =
        component == nil && isOneGroup ? places.components[column.component] : places.groups[column.group]
      let isNamed = component != nil || isOneGroup || column.component == components.first
      let own = component == nil && isOneGroup ? column.component : column.group
      curve.color = place ?? 0
      curve.width = component == nil && (columns.count > 1) ? 1.2 : 2
      if let cluster = clusters[column.group] {
        // Points have their cluster's colour, and the first of each its name.
        (curve.color, curve.width) = (cluster.color, columns.count > 12 ? 0.8 : 1.4)
        curve.name = named.insert(cluster.name).inserted ? cluster.name : ""
      } else if isAlone {
        curve.name = isNamed && (!isOneGroup || components.count <= 12) ? own : ""
      } else {
        // Lists that are written out have numbers.
        curve.name = [name(i).isEmpty ? "\(i + 1)" : name(i), own].filter { !$0.isEmpty }.joined(separator: " ")
      }
      return curve
    }
  }
}

extension ChartReader {
  /// Where each of several different names stands: there may be as many as points.
  private static func places(_ names: [String]) -> [String: Int] {
    Dictionary(zip(names, names.indices)) { first, _ in first }
  }
}

extension DrawnNumbers {
  var componentNames: [String] { Self.distinct(columns.map(\.component)) }
  var groupNames: [String] { Self.distinct(columns.map(\.group)) }

  private static func distinct(_ names: [String]) -> [String] {
    var seen = Set<String>()
    return names.filter { seen.insert($0).inserted }
  }
}
