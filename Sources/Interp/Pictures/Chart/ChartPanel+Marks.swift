import Core
import Figures
import Limits

extension ChartPanel {
  /// The panel as it is drawn.
  func panel(_ look: ChartLook) -> Panel {
    let isLog = look.isYLog ?? isLogByItself
    // On a logarithmic axis stands the magnitude.
    let isMagnitude = isLog && curves.contains { $0.y.contains { $0 < 0 } }
    let label = look.yLabel ?? (isMagnitude ? "|\(yLabel)|" : yLabel)
    let all = isMagnitude ? curves.map(\.magnitudes) : curves
    let floor = isLog ? Self.leastPositive(all) : nil
    let bars = look.style == .bars ? all.filter { !$0.isAuxiliary } : []
    var marks = Self.bars(bars, isLog: isLog, floor: floor ?? 0, share: look.barShare)
    var turns = Turns(every: 1)
    // Bands lie behind all curves.
    if look.spread == .band, look.style != .bars { for curve in all { marks += curve.spreadMarks(look, floor: floor) } }
    for curve in all where !turns.isOver {
      marks += curve.marks(look, isBar: look.style == .bars, floor: floor)
    }
    var x = Axis(
      look.xLabel ?? xLabel, scaling: look.isXLog ? .log : .linear, limits: look.x, names: names,
      isWhole: isXWhole && !look.isXLog)
    if !names.isEmpty, look.x == nil {
      x.limits = ClosedRange(between: -0.5, and: Double(names.count) - 0.5)
    }
    return Panel(
      title: title, x: x,
      y: Axis(
        label, scaling: isLog ? .log : .linear, limits: look.y, resolution: resolution, names: yNames,
        isWhole: isYWhole && !isLog),
      equalAspect: isEqual, marks: marks)
  }

  private static func leastPositive(_ curves: [Curve]) -> Double? {
    var least = Double.infinity
    for curve in curves {
      for y in curve.y where y > 0 { least = min(least, y) }
      for y in curve.spread?.low ?? [] where y > 0 { least = min(least, y) }
    }
    return least.isFinite ? least : nil
  }

  /// From zero, or on a logarithmic axis from the foot of the picture; those of several curves beside each other.
  private static func bars(_ curves: [Curve], isLog: Bool, floor: Double, share: Double) -> [Mark] {
    let places = curves.flatMap(\.x).filter(\.isFinite).sorted()
    let gaps = zip(places, places.dropFirst()).map { $1 - $0 }.filter { $0 > 0 }
    let width = share * (gaps.min() ?? 1) / Double(max(1, curves.count))
    var turns = Turns(every: 256)
    return curves.enumerated().flatMap { i, curve -> [Mark] in
      let shift = (Double(i) - Double(curves.count - 1) / 2) * width
      var isFirst = true
      var marks = zip(curve.x, curve.y).prefix { _ in !turns.isOver }.compactMap { x, y -> Mark? in
        guard x.isFinite, y.isFinite, !isLog || y > 0 else { return nil }
        let (left, right, foot) = (x + shift - width / 2, x + shift + width / 2, isLog ? floor / 2 : 0)
        var style = Style(.series(curve.color), name: curve.name.isEmpty ? nil : curve.name)
        if !isFirst { style.name = nil }
        isFirst = false
        return .area([Point(left, foot), Point(right, foot), Point(right, y), Point(left, y)], style)
      }
      if let spread = curve.spread {
        let bars = curve.x.indices.map {
          Interval(
            x: curve.x[$0] + shift, low: isLog ? max(spread.low[$0], floor) : spread.low[$0], high: spread.high[$0])
        }
        marks.append(.intervals(bars.filter(\.isFinite), Style(.ink, width: 1.2)))
      }
      return marks
    }
  }

  /// How many numbers a logarithmic axis cannot show, in words.
  func remark(_ look: ChartLook) -> String? {
    let isLog = look.isYLog ?? isLogByItself
    var lost = 0
    for curve in curves where !curve.isAuxiliary {
      for (x, y) in zip(curve.x, curve.y) where x.isFinite && y.isFinite {
        if (isLog && y == 0) || (look.isXLog && x <= 0) { lost += 1 }
      }
    }
    guard lost > 0 else { return nil }
    return "\(lost) value\(lost == 1 ? " is" : "s are") not on the logarithmic axis"
  }
}

extension Curve {
  fileprivate var magnitudes: Curve {
    var curve = self
    curve.y = y.map(abs)
    // The magnitude of what goes from low to high.
    if let spread {
      curve.spread = (
        zip(spread.low, spread.high).map { $0 <= 0 && $1 >= 0 ? 0 : min(abs($0), abs($1)) },
        zip(spread.low, spread.high).map { max(abs($0), abs($1)) }
      )
    }
    return curve
  }

  fileprivate func marks(_ look: ChartLook, isBar: Bool, floor: Double?) -> [Mark] {
    let style =
      isTotal
      ? Style(.neutral, width: 3, opacity: 0.6, name: name)
      : Style(.series(color), width: width, name: name.isEmpty ? nil : name)
    let points = zip(x, y).map { Point($0, $1) }
    var marks = look.spread == .band || isBar ? [] : spreadMarks(look, floor: floor)
    let kind = isAuxiliary || isTotal ? .line : look.style ?? (isCloud ? .points : .line)
    var bare = style
    bare.width = kind == .line || kind == .steps ? style.width : 1.2
    switch kind {
    case .line: marks.append(.line(points, style))
    case .steps: marks.append(.line(Self.steps(points), style))
    case .points: marks.append(.points(points, points.count > Self.few ? .dot : .ofSeries(color), bare))
    case .both:
      marks.append(.line(points, style))
      bare.name = nil
      marks.append(.points(points.filter(\.isFinite), .ofSeries(color), bare))
    case .bars: if !isBar { marks.append(.line(points, style)) }
    }
    return marks
  }

  /// More points than this are small.
  private static let few = 300

  /// Each value holds until the next place.
  private static func steps(_ points: [Point]) -> [Point] {
    var result: [Point] = []
    result.reserveCapacity(2 * points.count)
    for p in points {
      if let last = result.last { result.append(Point(p.x, last.y)) }
      result.append(p)
    }
    return result
  }

  /// Error bars, or a band, a piece of it for each run of finite numbers.
  fileprivate func spreadMarks(_ look: ChartLook, floor: Double?) -> [Mark] {
    guard let spread else { return [] }
    // Below zero there is nothing on a logarithmic axis: it goes down to the foot of the picture.
    func low(_ i: Int) -> Double { floor.map { max(spread.low[i], $0) } ?? spread.low[i] }
    if look.spread == .bars {
      let bars = x.indices.map { Interval(x: x[$0], low: low($0), high: spread.high[$0]) }.filter(\.isFinite)
      return [.intervals(bars, Style(.series(color), width: 1.2))]
    }
    var (marks, run): ([Mark], [Int]) = ([], [])
    func finish() {
      if run.count > 1 {
        let top = run.map { Point(x[$0], spread.high[$0]) }
        let bottom = run.reversed().map { Point(x[$0], low($0)) }
        marks.append(.area(top + bottom, Style(.series(color), opacity: 0.25)))
      }
      run = []
    }
    for i in x.indices {
      if x[i].isFinite, low(i).isFinite, spread.high[i].isFinite { run.append(i) } else { finish() }
    }
    finish()
    return marks
  }
}
