import Checked
import Core
import Figures
import Limits
import Syntax

/// A picture of curves, as `plot` is asked for it.
struct Chart {
  private(set) var look: ChartLook
  private(set) var panels: [ChartPanel]
  private let columns: Int
  /// What was drawn, in words.
  private let names: String
  private let standardTitle: String?

  // MARK: Options

  static let scale = Option.optional(
    "scale", .either(no: "linear", yes: "log"),
    "the vertical axis; a training's loss and gradient are logarithmic by themselves")
  static let xScale = Option("xscale", .either(no: "linear", yes: "log"), "the horizontal axis", default: false)
  static let style = Option.optional(
    "style", .choice(of: ChartLook.Style.allCases),
    "line, points, both, steps or bars; points of the plane are points by themselves")
  static let error = Option.optional(
    "error", .value(.quantity),
    "error bars: a number, or one for each value; of several curves a list for each")
  static let band = Option.optional(
    "band", .value(.quantity), "the same as a shaded band; `[low, high]` goes from one list to the other")
  static let fit = Option.optional(
    "fit", .choice(of: LineFit.Plane.allCases),
    "a straight line through each curve's points, in the plane or in the plane of logarithms, with its slope")
  static let relative = Option(
    "relative", .either(yes: "yes", no: "no"),
    "charges divided by their scale, the mean over the layers of E |g| |xi(x)|, so that zero can be told from small",
    default: false)
  static let title = Option.optional("title", .text, "what stands above")
  static let xLabel = Option.optional("xlabel", .text, "what stands at the horizontal axis")
  static let yLabel = Option.optional("ylabel", .text, "what stands at the vertical axis")
  static let x = Option.optional("x", limits, "the horizontal axis' ends: (0, 100)")
  static let y = Option.optional("y", limits, "the vertical axis' ends: (1e-6, 1)")
  static let legend = Option.optional(
    "legend", .value(.quantity), "the curves' names, in their order: [\"a\", \"b\"]; [] for none")
  static let options: [any AnyOption] = [
    style, scale, xScale, x, y, error, band, fit, relative, title, xLabel, yLabel, legend,
  ]

  /// (low, high), or low..high.
  private static let limits = Domain<[Double]>(.point, text: { "(\($0[0]), \($0[1]))" }) { value, name in
    let ends: [Double]
    switch value {
    case .vector(let v) where v.count == 2: ends = v
    case .range(let range): ends = [range.first, range.end]
    default: return .refused("`\(name)` is (low, high), such as (0, 1), not \(value.kind)")
    }
    guard ends.allSatisfy(\.isFinite) else { return .refused("`\(name)` is not finite") }
    return ends[0] < ends[1] ? .taken(ends) : .refused("`\(name)` is (low, high), the lower end first")
  }

  // MARK: Making

  init(_ call: Call, _ written: [Expression], _ session: inout Session) throws {
    look = try Self.look(call)
    let drawn = try Drawn(written, &session)
    let reader = try ChartReader(drawn, look, &session)
    (panels, columns) = try reader.panels()
    names = drawn.subjects.indices.map(reader.name).filter { !$0.isEmpty }.joined(separator: ", ")
    if drawn.subjects.count == 1, drawn.over[0] == nil, case .series(let s) = drawn.subjects[0].value {
      standardTitle = "\(s.name) over \(s.indexName)s"
    } else {
      standardTitle = nil
    }
    let names = panels.first { !$0.names.isEmpty }?.names ?? []
    try Self.check(look, isYLog: panels.contains { look.isYLog ?? $0.isLogByItself }, names: names, call)
    try addSpread(call, session)
    let isNamed = try rename(call)
    if let plane = try call[Self.fit] { addFits(plane, isBesides: try call[Self.style] == nil) }
    if !isNamed { for p in panels.indices { for c in panels[p].curves.indices { panels[p].curves[c].name = "" } } }
    try call.span.blamed {
      let count = panels.reduce(0) { $0 + $1.curves.reduce(0) { $0 + $1.x.count } }
      try session.settings.memory.require(120 * Double(count), for: "a picture of so many values")
    }
  }

  /// As the options say that are the call's command's; the others are left to their defaults.
  static func look(_ call: Call) throws -> ChartLook {
    var look = ChartLook()
    look.style = try call[style]
    look.isYLog = try call[scale]
    look.isXLog = try call[xScale]
    look.isRelative = try call[relative]
    look.x = try call[x].map { ClosedRange(between: $0[0], and: $0[1]) }
    look.y = try call[y].map { ClosedRange(between: $0[0], and: $0[1]) }
    (look.title, look.xLabel, look.yLabel) = (try call[title], try call[xLabel], try call[yLabel])
    return look
  }

  /// What cannot be on a logarithmic axis.
  ///
  /// - Parameter names: of an axis of words.
  static func check(_ look: ChartLook, isYLog: Bool, names: [String] = [], _ call: Call) throws {
    for (ends, isLog, option) in [(look.x, look.isXLog, Self.x), (look.y, isYLog, Self.y)] {
      guard let ends, isLog, ends.lowerBound <= 0 else { continue }
      throw Diagnostic(
        .outOfRange, "a logarithmic axis begins above zero, not at \(NumberFormat.standard(ends.lowerBound))",
        at: call.span(of: option.parameter))
    }
    if look.isXLog, !names.isEmpty {
      throw Diagnostic(
        .wrongCombination, "an axis of words has no logarithm", at: call.span(of: Self.xScale.parameter))
    }
  }

  /// The curves that were asked for, in their order.
  private var places: [(panel: Int, curve: Int)] {
    panels.indices.flatMap { p in
      panels[p].curves.indices.filter { !panels[p].curves[$0].isTotal && !panels[p].curves[$0].isAuxiliary }.map {
        (p, $0)
      }
    }
  }

  private mutating func addSpread(_ call: Call, _ session: Session) throws {
    let (bars, band) = (try call[Self.error], try call[Self.band])
    guard let value = bars ?? band else { return }
    let span = call.span(of: bars == nil ? Self.band.parameter : Self.error.parameter)
    if bars != nil, band != nil {
      throw Diagnostic(.wrongCombination, "a picture has error bars or a band, not both", at: span)
    }
    look.spread = bars == nil ? .band : .bars
    let all = places
    let reader = try SpreadReader(value, curves: all.count, at: span, session)
    for (i, place) in all.enumerated() {
      panels[place.panel].curves[place.curve].spread = try reader.spread(
        i, around: panels[place.panel].curves[place.curve].y)
    }
  }

  /// A line through each curve, whose slope stands in the legend.
  private mutating func addFits(_ plane: LineFit.Plane, isBesides: Bool) {
    for (p, c) in places {
      let curve = panels[p].curves[c]
      guard let fit = LineFit(x: curve.x, y: curve.y, in: plane) else { continue }
      var line = fit.curve(from: look.x)
      line.color = curve.color
      line.name = [curve.name, fit.summary].filter { !$0.isEmpty }.joined(separator: ": ")
      line.isAuxiliary = true
      if isBesides { panels[p].curves[c].isCloud = true }
      panels[p].curves.append(line)
    }
    if plane == .power { (look.isXLog, look.isYLog) = (true, true) }
  }

  /// - Returns: whether names are shown.
  private mutating func rename(_ call: Call) throws -> Bool {
    guard let value = try call[Self.legend] else { return true }
    let span = call.span(of: Self.legend.parameter)
    let items: [Value] = if case .list(let items) = value { items } else { [value] }
    let texts = items.compactMap { if case .string(let s) = $0 { s } else { nil } }
    guard texts.count == items.count else {
      throw Diagnostic(.wrongType, "`legend` is a text or a list of texts", at: span)
    }
    // The panels of one series' components have the same names.
    let all = places
    let inFirst = all.filter { $0.panel == 0 }.count
    guard texts.isEmpty || texts.count == all.count || texts.count == inFirst else {
      throw Diagnostic(
        .wrongShape,
        "`legend` has \(texts.count) name\(texts.count == 1 ? "" : "s") for \(inFirst) curve\(inFirst == 1 ? "" : "s")",
        at: span)
    }
    for (i, place) in all.enumerated() {
      panels[place.panel].curves[place.curve].name = texts.isEmpty ? "" : texts[i % texts.count]
    }
    return !texts.isEmpty
  }

  // MARK: Pictures

  func picture(_ format: Format) -> Picture {
    Picture({ still }, moving: { moving }, page: { page.html(format) })
  }

  private var page: ChartPage {
    ChartPage(
      still, x: look.xLabel ?? panels.first?.xLabel ?? "", y: look.yLabel ?? panels.first?.yLabel ?? "",
      curves: panels.flatMap { panel in
        panel.curves.filter { !$0.isAuxiliary }.map { curve in
          .init(
            name: [panel.title, curve.name.isEmpty ? panel.yLabel : curve.name].compactMap { $0 }.joined(
              separator: " "),
            points: zip(curve.x, curve.y).map { Point($0, $1) })
        }
      })
  }

  var still: Figure {
    var drawn = panels.map { $0.panel(look) }
    if columns > 1 { align(&drawn) }
    var remarks = panels.compactMap(\.origin)
    remarks = Array(remarks.prefix(1)) + panels.compactMap { $0.remark(look) }
    let curves = panels.reduce(0) { $0 + $1.curves.count }
    let count = panels.first?.curves.first?.x.count ?? 0
    return Figure(
      title: look.title ?? standardTitle, panels: drawn, columns: columns,
      caption: remarks.isEmpty ? nil : remarks.joined(separator: "; "),
      altText:
        "\(names.isEmpty ? "values" : names) in \(curves) curve\(curves == 1 ? "" : "s") over \(count) \(panels.first?.xLabel ?? "")s."
    )
  }

  /// Panels beside each other have the same vertical axis, and the same horizontal one where they go as far.
  private func align(_ drawn: inout [Panel]) {
    for row in stride(from: 0, to: drawn.count, by: columns) {
      let places = Range(from: row, upTo: min(row + columns, drawn.count))
      let ends = Set(places.map { panels[$0].curves.flatMap(\.x).max() })
      let aligned = Animation(places.map { Figure(panels: [drawn[$0]]) }).panels
      for (i, panel) in zip(places, aligned) {
        drawn[i].y.limits = panel.y.limits
        if ends.count == 1 { drawn[i].x.limits = panel.x.limits }
      }
    }
  }

  /// The curves come from the left.
  private var moving: Animation {
    let whole = Animation([still])
    let count = panels.flatMap(\.curves).map(\.x.count).max() ?? 0
    let frames = Swift.max(1, Swift.min(60, count))
    return Animation(
      Range(from: 1, through: frames).map { frame in
        var part = self
        for p in panels.indices {
          for c in panels[p].curves.indices { part.panels[p].curves[c].keepFirst(frame, of: frames) }
        }
        var figure = part.still
        for (p, panel) in whole.frames[0].panels.enumerated() where p < figure.panels.count {
          (figure.panels[p].x.limits, figure.panels[p].y.limits) = (panel.x.limits, panel.y.limits)
        }
        return figure
      })
  }
}

extension Curve {
  /// What of it is seen in a frame.
  fileprivate mutating func keepFirst(_ frame: Int, of frames: Int) {
    let count = max(1, (x.count * frame + frames - 1) / frames)
    (x, y) = (Array(x.prefix(count)), Array(y.prefix(count)))
    if let spread { self.spread = (Array(spread.low.prefix(count)), Array(spread.high.prefix(count))) }
  }
}
